"""Points that a person keeps: a name, the inputs, and what is known of the value and the gradient there."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from adstudio.traces.model import Trace
from adstudio.workspace.document import Document
from adstudio.workspace.inputs import Input, at_of, same
from adstudio.workspace.signals import Signal

Source = Literal["visited", "computed"]


class Point(Struct, frozen=True):
    """A kept point."""

    name: str
    inputs: tuple[Input, ...]
    number: int  # its own for as long as the document is open, whatever its name


class Answer(Struct, frozen=True):
    """What the program gives at a point."""

    value: tuple[float, ...] = ()  # all outputs, flat
    gradient: tuple[tuple[str, tuple[float, ...]], ...] = ()  # of the first output, by input
    error: str = ""  # why there is none
    source: Source = "visited"  # the person was there, or the worker was asked
    engine: str = ""
    program: tuple[str, str] = ("", "")  # text and function; of another one the answer is out of date


class Points:
    """The kept points of a document, in a person's order. Another program has none."""

    def __init__(self, document: Document) -> None:
        self.changed = Signal[[]]()  # state
        self.answers_changed = Signal[[]]()  # answers, waiting
        self.document = document
        self.kept: tuple[Point, ...] = ()
        self._answers: dict[int, Answer] = {}
        self._asked: tuple[int, ...] = ()  # the numbers of the points that the worker was asked for
        self._asked_of = ("", "")  # the text and function that it was asked about
        self._next = 1
        document.program_opened.connect(self.clear)
        document.traces_changed.connect(self._take_traces)
        document.program_changed.connect(self.answers_changed.emit)
        document.analyses_changed.connect(self._take_analysis)

    # -- for undo --------------------------------------------------------------------------------------------------

    @property
    def state(self) -> tuple[Point, ...]:
        """The points; what is known of them is no edit."""
        return self.kept

    def restore(self, state: tuple[Point, ...]) -> None:
        """Keep these."""
        self._keep(state)

    def describe(self, before: tuple[Point, ...], after: tuple[Point, ...]) -> str:
        """Such as "keep point 1", "delete point 1", …; "" for points that went with their program."""
        if not after and len(before) > 1:
            return ""
        come = [point for point in after if point.number not in {old.number for old in before}]
        gone = [point for point in before if point.number not in {new.number for new in after}]
        if come:
            return f"keep {come[0].name}"
        if gone:
            return f"delete {gone[0].name}"
        renamed = [new for new in after if new not in before]
        return f"rename to {renamed[0].name}" if renamed else "order of points"

    # -- what a person does ----------------------------------------------------------------------------------------

    def here(self) -> Point | None:
        """The kept point at which the document is now."""
        return next((point for point in self.kept if same_point(point.inputs, self.document.inputs)), None)

    def keep(self, name: str = "") -> Point | None:
        """Keep the point of the document under a name, or under the next number; None where there are no inputs.

        One that is kept already is given back as it is.
        """
        if not self.document.inputs:
            return None
        old = self.here()
        if old is not None:
            return old
        point = Point(name.strip() or self._free_name(), self.document.inputs, self._next)
        self._next += 1
        self._keep((*self.kept, point))
        self._take_traces()
        return point

    def rename(self, number: int, name: str) -> None:
        """Another name; an empty one leaves the old. Raises `KeyError` for a number that no point has."""
        name = name.strip()
        point = self[number]
        if name:
            self._keep(tuple(replace(p, name=name) if p is point else p for p in self.kept))

    def delete(self, number: int) -> None:
        """Forget a point. Raises `KeyError` for a number that no point has."""
        point = self[number]
        self._keep(tuple(p for p in self.kept if p is not point))

    def move(self, number: int, by: int) -> None:
        """Let a point stand `by` places further; at the ends it stays. Raises `KeyError` as above."""
        point = self[number]
        others = [p for p in self.kept if p is not point]
        others.insert(min(max(self.kept.index(point) + by, 0), len(others)), point)
        self._keep(tuple(others))

    def go_to(self, number: int) -> None:
        """Let the document's inputs be those of a point, where the program still has them. Raises `KeyError`."""
        then = {item.name: item for item in self[number].inputs}
        self.document.set_inputs(tuple(_moved(item, then.get(item.name)) for item in self.document.inputs))

    def compute(self) -> None:
        """Ask the worker for what is not known, or known of an older program."""
        missing = tuple(point.number for point in self.kept if not self._current(point.number))
        self._asked, self._asked_of = missing, (self.document.text, self.document.function)
        if missing:
            self.document.want("points", points=[at_of(self[number].inputs) for number in missing])
        self.answers_changed.emit()

    def clear(self) -> None:
        """Forget all."""
        self._answers, self._asked = {}, ()
        self.document.unwant("points")
        self._keep(())

    # -- what is known ---------------------------------------------------------------------------------------------

    def __getitem__(self, number: int) -> Point:
        for point in self.kept:
            if point.number == number:
                return point
        raise KeyError(number)

    def answer(self, number: int) -> Answer | None:
        """What the program gives there, or None."""
        return self._answers.get(number)

    @property
    def missing(self) -> int:
        """How many points have no answer of this program."""
        return sum(not self._current(point.number) for point in self.kept)

    @property
    def waiting(self) -> bool:
        """Whether the worker was asked and has not answered."""
        return bool(self._asked)

    def origin(self, number: int) -> str:
        """Where the answer of a point comes from, in a few words."""
        answer = self._answers.get(number)
        if answer is None:
            return "asked for" if number in self._asked else "not computed"
        if not self._current(number):
            return "of an older text"
        return f"{answer.source} · {answer.engine}"

    def told(self, trace: Trace) -> Answer:
        """What a trace of this program says of its point."""
        from adstudio.analysis.points import numbers  # it needs the engines, which a window's start does not

        program = (self.document.text, self.document.function)
        return _told(numbers(trace), "visited", trace.header.engine.name, program)

    def _current(self, number: int) -> bool:
        answer = self._answers.get(number)
        return answer is not None and answer.program == (self.document.text, self.document.function)

    def _keep(self, points: tuple[Point, ...]) -> None:
        if points != self.kept:
            self.kept = points
            self.changed.emit()
            self.answers_changed.emit()

    def _free_name(self) -> str:
        taken, number = {point.name for point in self.kept}, len(self.kept) + 1
        while f"point {number}" in taken:
            number += 1
        return f"point {number}"

    def _take_traces(self) -> None:
        """Remember what the shown engine's trace says, if it was taken where the document is, and that is kept."""
        here, trace, document = self.here(), self.document.trace, self.document
        if here is None or trace is None or not is_at(trace, here.inputs):
            return
        source = trace.header.program.sources
        if source and source[0].text.rstrip() == document.text.rstrip() and not self._current(here.number):
            self._answers[here.number] = self.told(trace)
            self.answers_changed.emit()

    def _take_analysis(self, kind: str) -> None:
        if kind != "points" or not self._asked:
            return
        found = self.document.analyses.get(kind)
        if found is not None:
            for number, data in zip(self._asked, found["points"], strict=False):
                self._answers[number] = _told(data, "computed", str(found["engine"]), self._asked_of)
        self._asked = ()
        self.document.unwant("points")
        self.answers_changed.emit()


def _told(data: dict[str, Any], source: Source, engine: str, program: tuple[str, str]) -> Answer:
    if "error" in data:
        return Answer(error=str(data["error"]), source=source, engine=engine, program=program)
    gradient = tuple((name, tuple(entries)) for name, entries in data["gradient"].items())
    return Answer(tuple(data["value"]), gradient, "", source, engine, program)


def same_point(one: tuple[Input, ...], other: tuple[Input, ...]) -> bool:
    """Whether two lists of inputs are the same point; ranges and defaults do not matter."""
    return len(one) == len(other) and all(
        (a.name, a.shape, a.fixed) == (b.name, b.shape, b.fixed) and same(a.values, b.values)
        for a, b in zip(one, other, strict=True)
    )


def is_at(trace: Trace, inputs: tuple[Input, ...]) -> bool:
    """Whether a trace was taken at these inputs, as far as it tells: fixed ones by their text."""
    ports = {port.name: port for port in trace.header.inputs}
    for item in inputs:
        port = ports.get(item.name)
        if port is None or (port.shape is None) != item.is_fixed:
            return False
        if item.is_fixed:
            if item.edited and port.fixed != item.fixed:
                return False
        elif not _values_are(trace, port.rows, item.values):
            return False
    return True


def _values_are(trace: Trace, rows: tuple[int, ...], values: tuple[float, ...]) -> bool:
    if len(rows) == len(values):
        return same(tuple(trace.nodes.value[list(rows)].tolist()), values)
    index = int(trace.nodes.array[rows[0]]) if len(rows) == 1 and len(trace.nodes.array) else -1
    if index < 0 or not trace.arrays.full[index]:
        return False
    return same(tuple(trace.arrays.data[index].reshape(-1).tolist()), values)


def _moved(item: Input, then: Input | None) -> Input:
    """`item` at the value that it had then, if it still can have it; its range grows to hold it."""
    if then is None or then.is_fixed != item.is_fixed:
        return item
    if item.is_fixed:
        return replace(item, fixed=then.fixed) if item.literal else item
    assert then.shape is not None  # not fixed
    if then.shape != item.shape and not item.resizable:
        return item
    return item.with_values(then.values, then.shape)
