"""Getting hold of a program: from a file, from text, or from a live function."""

from __future__ import annotations

import functools
import inspect
import io
import linecache
import sys
import tokenize
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from adstudio.program.binding import Binder
from adstudio.program.errors import BadProgram
from adstudio.program.faults import message_of
from adstudio.program.inputs import MISSING, specs
from adstudio.program.libraries.replacements import values
from adstudio.program.program import Program
from adstudio.program.sources import declare_program, folder_of, source_files, users
from adstudio.traces.header import ProgramStamp, spoken

TYPED = "<program>"  # the file name of a program that is only text


def load(program: str | Path, function: str | None = None, *, file: str | None = None) -> Program:
    """A program from a `.py` file, or from its text (a string with a line break in it).

    function: which one; by default the only one, else `f`, else the last whose inputs all have values.
    file: the name that text goes by. The module is run once, as a module of the file's own name.
    Raises `BadProgram` for a file that can't be read, compiled or run, and for a function that is not there.
    """
    if isinstance(program, Path) or ("\n" not in program and file is None):
        path = str(program)
        text = read(path)
    else:
        path, text = file or TYPED, str(program)
    module = run_module(path, text)
    chosen = choose(module, function, path)
    at = getattr(module, "AT", None)
    given = {name: value for name, value in at.items() if isinstance(name, str)} if isinstance(at, dict) else {}
    thing = getattr(module, chosen)
    inputs = {name: given[name] for name in _parameters(thing) if name in given}
    return from_function(thing, at=inputs, name=chosen, texts={path: text})


def read(path: str) -> str:
    """The text of a Python file, in the encoding that it declares. Raises `BadProgram`."""
    try:
        return decoded(Path(path).read_bytes(), path)
    except FileNotFoundError as error:
        raise BadProgram(f"there is no file {path}", file=path) from error
    except OSError as error:
        raise BadProgram(f"{path} can't be read: {error.strerror or error}", file=path) from error


def decoded(data: bytes, path: str) -> str:
    """The text of a Python file's bytes. Raises `BadProgram`."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding).read()
    except (UnicodeDecodeError, SyntaxError, LookupError) as error:
        raise BadProgram(f"{path} is not readable as text: {error}", file=path) from error


def compiled(path: str, text: str) -> CodeType:
    """The code of a program's text. Raises `BadProgram` with line, column and the line with a caret."""
    try:
        return compile(text, path, "exec", dont_inherit=True)
    except SyntaxError as error:
        if not error.lineno:
            raise BadProgram(f"{path} can't be compiled: {error.msg}", file=path) from error
        line, column = error.lineno or 0, max((error.offset or 1) - 1, 0)
        lines = text.split("\n")
        shown = (lines[line - 1] if 0 < line <= len(lines) else error.text or "").rstrip("\r\n")
        pad = "".join("\t" if character == "\t" else " " for character in shown[:column])
        where, what = f"{path}, line {line}, column {column + 1}", f"{error.msg}\n{shown}\n{pad}^"
        brief = f"{type(error).__name__}: {what}"
        raise BadProgram(f"{where}: {what}", brief=brief, file=path, line=line, column=column) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise BadProgram(f"{path} can't be compiled: {message_of(error) or type(error).__name__}", file=path) from error


def run_module(path: str, text: str) -> ModuleType:
    """Run a program's own top level, once. Raises `BadProgram` with the user's line where it fails."""
    code = compiled(path, text)
    if not path.startswith("<"):
        declare_program(path)
    module = ModuleType(Path(path).stem if not path.startswith("<") else "program")
    module.__file__ = path
    folder = folder_of(path)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    lines = text.splitlines(keepends=True)
    linecache.cache[path] = (len(text), None if path.startswith("<") else _changed(path), lines, path)
    before = sys.modules.get(module.__name__)
    if before is None:  # dataclasses and pickle look their module up
        sys.modules[module.__name__] = module
    try:
        exec(code, vars(module))
    except (Exception, SystemExit) as error:
        line = _line_in(error, path)
        where, what = f"{path}, line {line}" if line else path, spoken(type(error).__name__, message_of(error))
        raise BadProgram(f"{where}: {what}", brief=what, file=path, line=line) from error
    finally:
        if before is None and sys.modules.get(module.__name__) is module:
            del sys.modules[module.__name__]
    return module


def _changed(path: str) -> float | None:
    try:
        return Path(path).stat().st_mtime
    except OSError:
        return None


def _line_in(error: BaseException, path: str) -> int:
    """The last line of the file that an error came through."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno or 0
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def functions(module: ModuleType) -> list[str]:
    """The functions that a module defines itself, in order; not those it imports, nor `_private` ones."""
    return [name for name, thing in vars(module).items() if not name.startswith("_") and _defines(module, thing)]


def _defines(module: ModuleType, thing: Any) -> bool:
    inner = _innermost(thing) if callable(thing) and not isinstance(thing, type) else None
    return isinstance(inner, FunctionType) and inner.__code__.co_filename == module.__file__


def choose(module: ModuleType, function: str | None, path: str) -> str:
    """Which function is the program: the named one, the only one, `f`, or the last that can be called as it is."""
    choices = functions(module)
    listed = f"it has {', '.join(choices)}" if choices else "it defines none"
    if function is not None:
        if function in choices or callable(getattr(module, function, None)):
            return function
        raise BadProgram(f"{path} has no function {function!r}; {listed}", file=path)
    if not choices:
        raise BadProgram(f"{path} has no function to differentiate: write def f(x=1.0): return x * x", file=path)
    if len(choices) == 1:
        return choices[0]
    if "f" in choices:
        return "f"
    ready = [name for name in choices if _ready(module, name)]
    if ready:
        return ready[-1]
    raise BadProgram(
        f"{path} has several functions, none with default values; name one: {', '.join(choices)}", file=path
    )


def _ready(module: ModuleType, name: str) -> bool:
    at = getattr(module, "AT", None)
    inputs = specs(getattr(module, name), at if isinstance(at, dict) else {})
    return bool(inputs) and all(spec.default is not MISSING for spec in inputs)


def _parameters(function: Callable[..., Any]) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def from_function(
    function: Callable[..., Any],
    *,
    at: dict[str, Any] | None = None,
    name: str | None = None,
    texts: dict[str, str] | None = None,
) -> Program:
    """A program from a live function: a lambda, a partial, a bound method, a callable object, a decorated one too.

    at: what stands for defaults. texts: sources by file name, where they are known.
    Raises `BadProgram` for what can't be called.
    """
    if not callable(function):
        raise BadProgram(f"{function!r} is not a function")
    inner = _innermost(function)
    code: CodeType | None = getattr(inner, "__code__", None)
    called = name or getattr(inner, "__name__", None) or type(function).__name__
    if name is None and called == "__call__":
        called = type(function).__name__
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
