"""`adstudio`, and `python -m adstudio`: where the command line and the window meet."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def window(file: str | None) -> int:
    """Open the window on a program or a trace; returns the exit code."""
    from adstudio.gui.application import run

    return run(file)


def picture(curve: dict[str, Any], path: Path) -> None:
    """Draw an error curve into a .png, .svg or .pdf, without a screen."""
    from adstudio.gui.curve.picture import draw

    draw(curve, path)


def main() -> None:
    """The entry point. A window alone does not wait for what the other verbs import."""
    args = sys.argv[1:]
    if not args or (len(args) == 1 and Path(args[0]).is_file()):
        sys.exit(window(args[0] if args else None))
    from adstudio.cli import verbs

    sys.exit(verbs.main(verbs.Gui(window, picture)))


if __name__ == "__main__":
    main()
