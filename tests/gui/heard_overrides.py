"""Errors in what Qt calls of ours (`paintEvent`, `sizeHint`, …) are heard, and end nothing.

PySide 6.10 hands such an error on to whatever Python runs next, and on Python 3.10 and 3.11 it writes to what is no
exception yet as to one: the process dies, there or later, without a word of what was wrong. So Qt's own does the work
instead, and the test asks what was heard.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
import sys
import traceback
import types
from collections.abc import Iterator

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QGraphicsItem

import adstudio.gui

_KEPT: list[object] = []  # PySide borrows what it has called once, also after the class has its own again


def listen(monkeypatch) -> list[str]:
    """Report what goes wrong in overrides from now on; the list that it is reported in."""
    heard: list[str] = []
    for module in pkgutil.iter_modules(adstudio.gui.__path__):
        importlib.import_module(f"adstudio.gui.{module.name}")
    for owner, name, override in list(_overrides()):
        monkeypatch.setattr(owner, name, _heard(owner, override, heard))
    return heard


def _overrides() -> Iterator[tuple[type, str, types.FunctionType]]:
    for module in tuple(sys.modules.values()):
        if getattr(module, "__name__", "").startswith(("adstudio.gui", "pyqtgraph.")):
            for owner in tuple(vars(module).values()):
                if isinstance(owner, type) and owner.__module__ == module.__name__:
                    bases = [base for base in owner.__mro__ if base.__module__.startswith("PySide6")]
                    if issubclass(owner, QObject | QGraphicsItem):
                        for name, override in tuple(vars(owner).items()):
                            plain = isinstance(override, types.FunctionType) and not name.startswith("_")
                            if plain and any(name in vars(base) for base in bases):
                                yield owner, name, override


def _heard(owner: type, override: types.FunctionType, heard: list[str]) -> types.FunctionType:
    @functools.wraps(override)
    def call(self: object, *args: object, **kwargs: object) -> object:
        try:
            return override(self, *args, **kwargs)
        except Exception:  # noqa: BLE001 - whatever it is
            heard.append(traceback.format_exc())
            return getattr(super(owner, self), override.__name__)(*args, **kwargs)

    _KEPT.append(call)
    return call
