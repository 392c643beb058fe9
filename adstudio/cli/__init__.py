"""The command line: the library's verbs, headless. `__main__` brings what needs the window's package."""

from adstudio.cli.verbs import main

__all__ = ["main"]
