"""Where icons, fonts, themes, example programs and lessons lie on disk."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_assets"  # the wheel puts assets/ here
_ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "assets"  # a checkout keeps it at the top


def path(*parts: str) -> Path:
    """The file or folder `assets/<parts>`: `path("themes", "dark.json")`.

    Raises `FileNotFoundError` where there is none.
    """
    found = _ROOT.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(f"no asset {'/'.join(parts)!r} in {_ROOT}; install AD Studio anew")
    return found
