"""`adstudio`, and `python -m adstudio`: where the command line and the window meet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from adstudio.cli import verbs


def window(file: str | None) -> int:
    """Open the window on a program or a trace; returns the exit code."""
    from adstudio.gui.application import run

    return run(file)


def picture(curve: dict[str, Any], path: Path) -> None:
    """Draw an error curve into a .png or .svg, without a screen."""
    from adstudio.gui.curve_picture import draw

    draw(curve, path)


def main() -> None:
    """The entry point."""
    sys.exit(verbs.main(verbs.Gui(window, picture)))


if __name__ == "__main__":
    main()
