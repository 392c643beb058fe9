"""Saving and copying what is seen: pictures, films, texts."""
