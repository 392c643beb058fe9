"""Programs from files, text and live functions; what is wrong with them is said with line and reason."""

from __future__ import annotations

import functools
import math
import sys

import pytest
from running import record, spelled

from adstudio.primitives.primitive import plain
from adstudio.program.errors import BadProgram
from adstudio.program.faults import fault
from adstudio.program.loading import from_function, load


def write(folder, text, name="program.py"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_file_with_a_module_of_the_user_beside_it(tmp_path):
    write(tmp_path, "import math\n\ndef squash(x):\n    return math.tanh(x)\n", "beside_it_7.py")
    path = write(
        tmp_path,
        "import beside_it_7\nfrom beside_it_7 import squash\n\ndef f(x=0.5):\n    return beside_it_7.squash(x) + squash(x)\n",
    )
    program = load(path)
    result, trace = record(program)
    assert plain(result) == 2 * math.tanh(0.5)
    assert [source.file for source in program.stamp.sources] == [str(path), str(tmp_path / "beside_it_7.py")]
    assert [text for op, _, text in spelled(trace) if op == "tanh"] == ["math.tanh(x)"] * 2
    assert "program" not in sys.modules


def test_module_name_is_that_of_the_file(tmp_path):
    path = write(
        tmp_path,
        "if __name__ == '__main__':\n    raise SystemExit(3)\ndef f(x=1.0):\n    return x * len(__name__)\n",
        "my_name.py",
    )
    assert load(path).plain() == 7.0


def test_encoding_is_the_declared_one(tmp_path):
    path = write(tmp_path, "# -*- coding: latin-1 -*-\ndef f(é=2.0):\n    return é * é\n".encode("latin-1"))
    _, trace = record(load(path))
    assert spelled(trace)[-1] == ("mul", None, "é * é")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("def f(x=1.0):\n    return x +* 2\n", 2, "line 2, column 15: invalid syntax\n    return x +* 2\n              ^"),
        ("def f(x=1.0):\nreturn x\n", 2, "expected an indented block"),
        ("x = 1 / 0\ndef f(x=1.0):\n    return x\n", 1, "line 1: ZeroDivisionError: division by zero"),
        ("import no_such_module_at_all\n", 1, "ModuleNotFoundError: No module named 'no_such_module_at_all'"),
        ("def g():\n    raise SystemExit(2)\ng()\n", 2, "SystemExit: the program asked to exit with 2"),
        ("x = '\\0'\n\x00\n", 0, "can't be compiled"),
        ("x = 1\n", 0, "has no function to differentiate"),
        ("def a(x): return x\ndef b(x): return x\n", 0, "name one: a, b"),
    ],
)  # fmt: skip
def test_bad_program_names_line_and_reason(tmp_path, text, line, said):
    path = write(tmp_path, text)
    with pytest.raises(BadProgram) as raised:
        load(path)
    assert said in str(raised.value)
    assert raised.value.line == line


def test_missing_file_and_wrong_bytes_are_said(tmp_path):
    with pytest.raises(BadProgram, match="there is no file"):
        load(tmp_path / "none.py")
    with pytest.raises(BadProgram, match="not readable as text"):
        load(write(tmp_path, b"\xff\xfe\x00def"))
    with pytest.raises(BadProgram, match="can't be read"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("def only(x=1.0): return x\n", "only"),
        ("def a(x=1.0): return x\ndef f(x=2.0): return x\ndef z(x=3.0): return x\n", "f"),
        ("from math import sin\ndef a(x=1.0): return x\ndef b(x=1.0): return x\ndef c(x): return x\n", "b"),
        ("def _hidden(x=1.0): return x\ng = lambda x=1.0: x\n", "g"),
    ],
)
def test_function_is_chosen(text, chosen):
    assert load(text + "\n").name == chosen


def test_named_function_and_the_choices_when_it_is_not_there():
    text = "def a(x=1.0): return x\ndef b(x=2.0): return x\n"
    assert load(text, "a").plain() == 1.0
    with pytest.raises(BadProgram, match="has no function 'c'; it has a, b"):
        load(text, "c")


class Callable:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x=2.0):
        return math.sin(x) * self.scale

    def method(self, x=2.0):
        return math.cos(x) * self.scale


def wrapped(f):
    @functools.wraps(f)
    def inner(*args):
        return f(*args)

    return inner


@pytest.mark.parametrize(
    ("function", "name", "value"),
    [
        (Callable(3.0), "Callable", 3.0 * math.sin(2.0)),
        (Callable(3.0).method, "method", 3.0 * math.cos(2.0)),
        (functools.partial(lambda a, x=2.0: a * x, 5.0), "<lambda>", 10.0),
        (wrapped(lambda x=2.0: x * x), "<lambda>", 4.0),
        (math.sin, "sin", math.sin(2.0)),
    ],
)
def test_live_function_of_any_kind(function, name, value):
    program = from_function(function)
    result, _ = record(program, {} if name != "sin" else {"x": 2.0})
    assert (program.name, plain(result)) == (name, value)


def failing(kind):
    def f(x=1.0):
        y = x * 2.0
        kind(y)
        return y

    return f


class Odd(Exception):
    def __str__(self):
        raise RuntimeError("no")


class Leaving(Exception):
    def __str__(self):
        sys.exit(0)


class OddType(Exception):
    def __str__(self):
        return 3


def throw(error):
    def raising(_):
        raise error

    return raising


@pytest.mark.parametrize(
    ("error", "type_", "message"),
    [
        (ValueError("a\nb"), "ValueError", "a\nb"),
        (Odd(), "Odd", "(its message can't be read: its __str__ raised RuntimeError)"),
        (OddType(), "OddType", "(its message can't be read: its __str__ raised TypeError)"),
        (Leaving(), "Leaving", "(its message can't be read: its __str__ raised SystemExit)"),
        (SystemExit(3), "SystemExit", "the program asked to exit with 3"),
        (SystemExit(), "SystemExit", "the program asked to exit"),
        (KeyboardInterrupt(), "KeyboardInterrupt", "the run was interrupted"),
        (ExceptionGroup("two", [ValueError("a"), KeyError("b")]), "ExceptionGroup", "two (2 sub-exceptions): ValueError: a; KeyError: 'b'"),
        (ValueError("\ud800"), "ValueError", "\\ud800"),
    ],
)  # fmt: skip
def test_fault_is_said_in_the_users_terms(error, type_, message):
    program = from_function(failing(throw(error)))
    with pytest.raises(BaseException) as raised:
        record(program)
    found = fault(raised.value, program)
    assert (found.type, found.message) == (type_, message)
    assert found.source == 0
    assert "adstudio/p" not in found.traceback
    assert found.line == throw.__code__.co_firstlineno + 2
    assert "kind(y)" in found.traceback


def test_fault_of_a_function_of_math_is_at_the_users_line():
    program = load("from math import log\n\ndef f(x=-1.0):\n    y = x * 1.0\n    return log(y)\n")
    with pytest.raises(ValueError, match="math domain error") as raised:
        record(program)
    found = fault(raised.value, program)
    assert (found.line, found.message) == (5, "math domain error")


def test_endless_recursion_is_a_fault_with_a_bounded_traceback():
    program = load("def f(x=1.0):\n    return x * f(x)\n")
    with pytest.raises(RecursionError) as raised:
        record(program)
    found = fault(raised.value, program)
    assert (found.type, found.line) == ("RecursionError", 2)
    assert len(found.traceback) < 10_000


def test_a_program_that_is_opened_is_the_users_also_among_installed_packages(tmp_path):
    folder = tmp_path / "site-packages"
    folder.mkdir()
    program = load(write(folder, "from math import sin\n\ndef f(x=1.5):\n    return sin(x) * x\n", "installed_9.py"))
    _, trace = record(program)
    assert [op for op, _, _ in spelled(trace)] == ["input", "sin", "mul"]
    assert trace.header.notes == ()
