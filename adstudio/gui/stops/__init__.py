"""Breakpoints and bookmarks."""
