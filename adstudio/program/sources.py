"""Whose code is it, and what is its text? The user's files against the library's."""

from __future__ import annotations

import linecache
import os
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from adstudio.traces.header import SourceFile

_HOUSE = str(Path(__file__).resolve().parent.parent)


@cache
def _libraries() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    roots = {paths[key] for key in ("stdlib", "platstdlib", "purelib", "platlib") if key in paths}
    roots |= {str(Path(os.__file__).resolve().parent), _HOUSE}
    return tuple(os.path.realpath(root) + os.sep for root in roots)


_declared: set[str] = set()


def declare_library(path: str) -> None:
    """A folder or a file is not the user's, wherever it lies: a plugin that is developed outside site-packages."""
    real = os.path.realpath(path)
    if real not in _declared:
        _declared.add(real)
        users.cache_clear()


_opened: set[str] = set()


def declare_program(path: str) -> None:
    """A file that a person opened is the user's, wherever it lies: an installed example lies in site-packages."""
    real = os.path.realpath(path)
    if real not in _opened:
        _opened.add(real)
        users.cache_clear()


@cache
def users(file: str) -> bool:
    """Whether a file is the user's: not of the standard library, an installed package, a plugin, or AD Studio."""
    if file.startswith("<"):  # <stdin>, a notebook cell, exec
        return not file.startswith(("<frozen", "<__array_function__", "<adstudio"))
    path = os.path.realpath(file)
    if path in _opened:
        return True
    if path.endswith(".pyx"):  # a compiled library's frame, under a path of the machine that built it
        return False
    parts = Path(path).parts
    if "site-packages" in parts or "dist-packages" in parts:
        return False
    if any(path == known or path.startswith(known + os.sep) for known in _declared):
        return False
    return not path.startswith(_libraries())


def text_of(file: str, module: dict[str, Any] | None = None) -> str:
    """The source text of a file or of what an interactive session keeps; "" where there is none."""
    if not file.startswith("<"):
        linecache.checkcache(file)
    return "".join(linecache.getlines(file, module))


def source_files(files: Iterable[str], given: dict[str, str] | None = None) -> tuple[SourceFile, ...]:
    """The texts of files, in order; those without text are left out. given: texts that are known already."""
    found = []
    for file in dict.fromkeys(files):
        text = (given or {}).get(file) or text_of(file)
        if text:
            found.append(SourceFile(file=file, text=text))
    return tuple(found)


def folder_of(file: str) -> str:
    """The folder that a file's own imports are looked for in."""
    return str(Path(file).resolve().parent if not file.startswith("<") else Path.cwd())
