"""Values at the ground level: each operation on floats becomes one node of the trace.

Their operators are the hot path of AD Studio: a third of a microsecond each, so they are written out by a template
for each operation instead of going through `apply`. What a template does, in words: compute as Python does, take the
rows of both operands (a literal has the row of its constant), take the next row, ask for the place
in the program, write five entries into the log. `apply` does the same for everything that is rarer.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from functools import cache
from types import CodeType, FrameType
from typing import Any

import numpy as np

from adstudio.primitives.primitive import UNDEFINED, Primitive
from adstudio.primitives.table import TABLE
from adstudio.primitives.value import Value
from adstudio.traces.branches import SYMBOLS
from adstudio.traces.recorder import NONE, Recorder

GROUND = 0  # the level below all derivatives

NARROW = (np.float32, np.float16)
# operators that raise on Python's numbers and not on numpy's; the functions of `math` raise on both
DOUBTFUL = tuple(TABLE[name] for name in ("div", "floordiv", "mod", "pow", "powi"))

# fmt: off
#             method         reflected        op     symbol
OPERATORS = (("__add__",     "__radd__",      "add", "+"),
             ("__sub__",     "__rsub__",      "sub", "-"),
             ("__mul__",     "__rmul__",      "mul", "*"),
             ("__truediv__", "__rtruediv__",  "div", "/"))
# fmt: on

# The rows of the operands are `i` and `j`, the value is `v`: computed first, so that what raises leaves no row behind.
OPERATOR = """
    def {method}(x, y):
        nonlocal limit
        kind = type(y)
        if kind is Recorded:
{value}
            j = y.row
        elif kind is float or kind is int:
{value_literal}
            j = interned(y)
            if j is None:
                j = constant(y)
        else:
            return general.{method}(x, y)
{record}

    def {reflected}(y, x):
        nonlocal limit
        kind = type(x)
        if kind is float or kind is int:
{value_reflected}
            i = interned(x)
            if i is None:
                i = constant(x)
        else:
            return general.{reflected}(y, x)
        j = y.row
{record_reflected}
"""
VALUE = """\
            v = {x} {symbol} {y}"""
QUOTIENT = """\
            try:
                v = {x} / {y}
            except ZeroDivisionError as error:
                v = undefined(error, getframe(1), lambda: quotient({x}, {y}))"""
NEGATION = """
    def __neg__(x):
        nonlocal limit
        v = -x.primal
{record}
"""
RECORD = """\
        row = tick()
        if row >= limit:
            limit = grow()
        frame = getframe(1)
        place = frames(frame)
{edit}        extend(({op}_code, {i}, {j}, v, here(frame) if place is None else place + frame.f_lasti))
        new = Recorded()
        new.primal = v
        new.row = row
        return new"""

# in a run with edits: most have none, and do not pay for it
EDIT = """\
        if row in edits:
            v = meet(row, "{op}", here(frame) if place is None else place + frame.f_lasti, v)
"""


@cache
def _template(edited: bool) -> CodeType:
    """The source of all operators, compiled once; run once for each recorder, which it closes over."""
    given = ["Recorded", "recorder", "general", "quotient", "getframe"]
    lines = [f"def operators({', '.join(given)}):"]
    lines += ["    limit = 0", "    tick, extend, grow = recorder.tick, recorder.log.extend, recorder.grow"]
    lines += ["    constant, interned = recorder.constant, recorder.interned.get"]
    lines += ["    here, frames = recorder.locator.here, recorder.locator.frames.get"]
    lines += ["    edits, meet, undefined = recorder.edits.values, recorder.meet, recorder.undefined"]
    for name in (*(op for _, _, op, _ in OPERATORS), "neg"):
        lines += [f"    {name}_code = recorder.op({name!r})"]
    for method, reflected, op, symbol in OPERATORS:
        edit = EDIT.format(op=op) if edited else ""
        record = RECORD.format(op=op, i="x.row", j="j", edit=edit)
        mirrored = RECORD.format(op=op, i="i", j="j", edit=edit)
        value = QUOTIENT if op == "div" else VALUE
        names = {"method": method, "reflected": reflected, "op": op}
        names |= {
            "value": value.format(x="x.primal", y="y.primal", symbol=symbol),
            "value_literal": value.format(x="x.primal", y="y", symbol=symbol),
            "value_reflected": value.format(x="x", y="y.primal", symbol=symbol),
        }
        lines += [OPERATOR.format(record=record, record_reflected=mirrored, **names)]
    edit = EDIT.format(op="neg") if edited else ""
    lines += [NEGATION.format(record=RECORD.format(op="neg", i="x.row", j=NONE, edit=edit))]
    lines += ["    return locals()"]
    return compile("\n".join(lines), __file__, "exec")


class RecordedValue(Value):
    """The common part of the values of all recorders; `recorded()` makes the class of one recorder."""

    __slots__ = ("row",)
    level = GROUND
    primal: Any
    row: int
    recorder: Recorder

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """Any operation on recorded values and numbers, as one node."""
        recorder, cls = self.recorder, type(self)
        numbers = [x.primal if isinstance(x, RecordedValue) else x for x in arguments]
        try:
            value = primitive.value(*numbers)
        except UNDEFINED as error:
            if primitive not in DOUBTFUL:
                raise
            value = recorder.undefined(error, sys._getframe(1), lambda: primitive.twin.value(*numbers))
        rows = [x.row if isinstance(x, RecordedValue) else recorder.constant(x) for x in arguments]
        place = recorder.locator.here(sys._getframe(1))
        if type(value) in NARROW:
            source, line = recorder.locator.line(place)
            message = f"{type(value).__name__} keeps {np.finfo(type(value)).precision} digits of what is computed here"
            recorder.note("narrow", message, source=source, line=line)
        new = cls()
        if len(rows) <= 2:
            new.row = recorder.claim()
            new.primal = recorder.meet(new.row, primitive.name, place, value) if recorder.edits.values else value
            recorder.log.extend((recorder.op(primitive.name), *rows, *[NONE] * (2 - len(rows)), new.primal, place))
        else:
            new.primal = recorder.meet(recorder.count, primitive.name, place, value) if recorder.edits.values else value
            new.row = recorder.node(primitive.name, new.primal, rows, None, place=place)
        return new

    def leave(self, how: str, frame: FrameType) -> None:
        """Say on the trace which value left, where and how."""
        recorder = self.recorder
        source, line = recorder.locator.line(recorder.locator.here(frame))
        message = f"{how} takes a value out of the graph: no derivative follows it from here"
        recorder.note("left-graph", message, source=source, line=line, row=self.row)

    def wrote(self, frame: FrameType) -> None:
        """Say to the recorder where."""
        self.recorder.doubt = self.recorder.locator.line(self.recorder.locator.here(frame))

    def branch(self, symbol: str, left: Any, right: Any, outcome: bool, frame: FrameType) -> None:
        """Write down the comparison, and by how much it was decided."""
        recorder = self.recorder
        complexly = isinstance(left, complex) or isinstance(right, complex)
        margin = abs(left - right) if complexly else _margin(left, right)
        place = recorder.locator.here(frame)
        recorder.branches.add(place, SYMBOLS.index(symbol), margin, outcome, recorder.count)


def _margin(left: Any, right: Any) -> float:
    try:
        return float(left) - float(right)
    except OverflowError:  # of a whole number that is no float
        return math.inf if left > right else -math.inf


def recorded(recorder: Recorder) -> type[RecordedValue]:
    """The class of the values of one recorder. `Recorded.of(primal, row)` makes one."""
    cls: type[RecordedValue] = type("Recorded", (RecordedValue,), {"__slots__": (), "recorder": recorder})
    scope: dict[str, Any] = {"__name__": __name__}
    exec(_template(bool(recorder.edits.values)), scope)
    made: dict[str, Callable[..., Any]] = scope["operators"](
        cls, recorder, Value, TABLE["div"].twin.value, sys._getframe
    )
    for method in ("__neg__", *(name for one in OPERATORS for name in one[:2])):
        setattr(cls, method, made[method])
    return cls
