"""Getting hold of a program: from a file, from text, or from a live function."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import CodeType
from typing import Any

from adstudio.program.binding import Binder, values
from adstudio.program.inputs import specs
from adstudio.program.program import Program
from adstudio.program.sources import source_files, users
from adstudio.traces.header import ProgramStamp


def from_function(
    function: Callable[..., Any], *, at: dict[str, Any] | None = None, name: str | None = None,
    texts: dict[str, str] | None = None,
) -> Program:  # fmt: skip
    """A program from a live function: a lambda, a partial, a bound method, a callable object, a decorated one too.

    at: what stands for defaults. texts: sources by file name, where they are known.
    """
    inner = _innermost(function)
    code: CodeType | None = getattr(inner, "__code__", None)
    called = name or getattr(inner, "__name__", None) or type(function).__name__
    binder = Binder(values())
    binder.value(function)
    files = [code.co_filename] if code is not None else []
    files += [other.co_filename for other in binder.code if users(other.co_filename)]
    stamp = ProgramStamp(function=called, sources=source_files(files, texts))
    return Program(called, function, stamp, specs(function, at or {}), code)


def _innermost(function: Any) -> Any:
    """The function under partials, methods, objects and decorators that say what they wrap."""
    for _ in range(100):  # a wrapper that wraps itself
        if isinstance(function, functools.partial):
            function = function.func
        elif inspect.ismethod(function):
            function = function.__func__
        elif hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        elif not inspect.isroutine(function) and not inspect.isclass(function):
            function = type(function).__call__
        else:
            break
    return function
