"""Plugins: which there are, what they bring, how an engine is run, and who is to blame when one breaks."""
