"""The command line: the library's verbs without a window. `__main__` brings the window's two: show, and draw a curve."""

from adstudio.cli.verbs import main

__all__ = ["main"]
