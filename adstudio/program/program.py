"""A user's function, ready for engines: its inputs as values, the call, its outputs, and where all is written."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from types import CodeType
from typing import Any

import numpy as np
from msgspec import Struct, field

from adstudio.primitives.value_array import of_values
from adstudio.program.binding import Binder
from adstudio.program.faults import of_engine
from adstudio.program.headroom import headroom
from adstudio.program.held import holds_values
from adstudio.program.inputs import InputSpec, complete, shape_of
from adstudio.program.libraries.replacements import Replacements, nothing, recording, shifted, values
from adstudio.program.on_values import on_values
from adstudio.program.outputs import RowOf, output_entries, record_outputs
from adstudio.program.own_names import reaches_for_own
from adstudio.program.plain_run import PlainRun
from adstudio.program.plained import plained
from adstudio.program.positions import Positions
from adstudio.program.spelling import Spelling
from adstudio.traces.header import ProgramStamp
from adstudio.traces.locator import NOWHERE
from adstudio.traces.recorder import Recorder

PLAIN_ONLY = "{} takes plain numbers only: no derivative follows from here on, where the program ran on them"
Make = Callable[[Any, int], Any]  # (number, row): the value that stands for it


class Arguments(Struct):
    """What one run of a program is called with."""

    function: Callable[..., Any]  # bound, for this run alone
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    recorder: Recorder
    plain: PlainRun  # the same at the same point, on plain numbers
    widened: bool = False  # numbers of another kind are real ones here, which may go on where those raise
    rows: dict[str, list[int]] = field(default_factory=dict)  # by input name, flat in C order; not the fixed ones
    values: dict[str, list[Any]] = field(default_factory=dict)  # what `make` made, as `rows`


@dataclass(frozen=True)
class Program:
    """A user's function. Made by `loading.load` or `loading.from_function`."""

    name: str
    function: Callable[..., Any]  # the user's own, never called: what runs is a copy bound to values
    stamp: ProgramStamp
    inputs: tuple[InputSpec, ...]
    code: CodeType | None = None  # of the function, under its decorators and partials

    def complete(self, at: dict[str, Any] | None = None) -> dict[str, Any]:
        """Every input's value, given or default. Raises `BadInput` for a wrong name, kind, length or none at all."""
        return complete(self.name, self.inputs, at or {})

    def positions(self) -> Positions:
        """A fresh locator, for one run."""
        return Positions(self.stamp, code=self.code, spelling=self._spelling)

    @cached_property
    def _spelling(self) -> Spelling:
        return Spelling(self.stamp, tuple(spec.name for spec in self.inputs), self.code)

    @cached_property
    def _reaches_for_own(self) -> bool:
        binder = Binder(nothing())
        binder.value(self.function)
        return any(reaches_for_own(code) for code in binder.code)

    def arguments(self, at: dict[str, Any] | None, recorder: Recorder, make: Make) -> Arguments:
        """Record the inputs and make the values of them. Raises `BadInput`, before anything is recorded."""
        point = self.complete(at)
        arguments = Arguments(self.function, (), {}, recorder, PlainRun(partial(self._on_numbers, point)))
        recorder.own_fault = arguments.plain.raises
        placed = isinstance(recorder.locator, Positions)
        passed: dict[str, Any] = {}
        for number, spec in enumerate(self.inputs):
            value = point[spec.name]
            shape = None if spec.kind == "fixed" else shape_of(value)
            if shape is None:
                recorder.fixed(spec.name, value)
                passed[spec.name] = value
                continue
            if other := _other_kind(value):
                arguments.widened = True
                recorder.note("widened", f"{spec.name} is of {other}, and is computed with as real numbers, in float64")
            place = NOWHERE - 1 - number if placed else NOWHERE
            entries = _entries(value)
            rows = recorder.input(spec.name, value if shape == () else _table(entries, shape), shape=shape, place=place)
            made = [make(entry, row) for entry, row in zip(entries, rows, strict=True)]
            arguments.rows[spec.name], arguments.values[spec.name] = rows, made
            passed[spec.name] = _filled(value, iter(made).__next__)
        kinds = {type(value) for made in arguments.values.values() for value in made}
        kind = kinds.pop() if len(kinds) == 1 else object
        bound = self._bound(recording(kind, recorder), passed)
        arguments.function, arguments.args, arguments.kwargs = bound
        return arguments

    def call(self, arguments: Arguments) -> Any:
        """Run the program. What it raises on plain numbers comes out.

        Where it raises only on values, since something that it calls takes nothing but Python's own numbers, what it
        returns on those comes out, and a note says in which line no derivative follows any more.
        """
        recorder, plain = arguments.recorder, arguments.plain
        try:
            result = self._placed(arguments.function, arguments.args, arguments.kwargs, recorder)
        except Exception as error:
            if (
                recorder.edits.values or of_engine(error) or isinstance(error, MemoryError)
            ):  # the plain run has no edits
                raise
            return self._settled(error, plain, recorder)
        # here it went on, with inf or NaN, with real numbers, or with what only values have
        doubtful = plain.asked or arguments.widened or self._reaches_for_own
        if doubtful and not recorder.edits.values and (own := plain.ended()[1]) is not None:
            raise own
        return result

    def _placed(
        self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], recorder: Recorder
    ) -> Any:
        """Call the program so that the locator of the recorder knows its frames."""
        locator = recorder.locator
        arrays = any(spec.kind == "array" for spec in self.inputs)
        with headroom(), _unwarned() if arrays else nullcontext():
            if not isinstance(locator, Positions):
                return function(*args, **kwargs)
            before = locator.enter(sys._getframe())
            try:
                return function(*args, **kwargs)
            finally:
                locator.leave(before)

    def _at_fault(self, error: Exception) -> tuple[int, int, str]:
        """(source, line, text) of the expression of the user that raised."""
        found = (-1, 0, "")
        trace = error.__traceback__
        while trace is not None:
            spans = self._spelling.spans(trace.tb_frame.f_code)
            span = spans[trace.tb_lasti >> 1] if trace.tb_lasti >> 1 < len(spans) else None
            if span is not None:
                found = (*span[:2], self._spelling.text(span))
            trace = trace.tb_next
        return found

    def outputs(self, result: Any, recorder: Recorder, row_of: RowOf) -> list[int]:
        """Record what the program returned; the rows of all its entries, flat.

        A tuple or list has an output for each item ("f[0]", …), an array one with its shape, a dict one a key.
        An entry whose row is None is a plain number, and is recorded as a constant.
        Raises `BadProgram` for a result that is not made of numbers.
        """
        return record_outputs(self.name, result, recorder, row_of)

    def plain(self, at: dict[str, Any] | None = None) -> Any:
        """Run on plain numbers, and return what the program returns.

        A scalar input, or an entry of a list or an object array, may also be a complex number (a complex step) or
        a vector of as many shifted points as wanted: the functions of `math` then take them. A program that can't
        raises (`TypeError`, `ValueError`): evaluate it point by point instead.
        """
        arrays = {spec.name for spec in self.inputs if spec.kind == "array"}  # a vector there is the point itself
        moved = {name: value for name, value in (at or {}).items() if _shifts(value, name in arrays)}
        known = {spec.name for spec in self.inputs}
        others = tuple(spec for spec in self.inputs if spec.name not in moved)
        rest = {name: value for name, value in (at or {}).items() if name not in moved or name not in known}
        point = complete(self.name, others, rest) | moved
        function, args, kwargs = self._bound(shifted() if moved else nothing(), point)
        with headroom():
            return function(*args, **kwargs)

    def call_with(self, passed: dict[str, Any], recorder: Recorder) -> Any:
        """Run on anything that an engine passes by input name: tensors, say. Places are known as in `call`."""
        return self._placed(*self._bound(values(), passed), recorder)

    def settle(self, error: Exception, passed: dict[str, Any], recorder: Recorder) -> Any:
        """What a `call_with` that ended with `error` comes to on the same inputs as plain ones, as in `call`.

        Raises what the program raises on those.
        """
        return self._settled(error, PlainRun(partial(self._on_numbers, passed)), recorder)

    def _on_numbers(self, point: dict[str, Any]) -> Any:
        function, args, kwargs = self._bound(nothing(), point)
        with headroom():
            return function(*args, **kwargs)

    def _settled(self, error: Exception, plain: PlainRun, recorder: Recorder) -> Any:
        result = plain.settle(error)
        source, line, text = self._at_fault(error)
        recorder.note("left-graph", PLAIN_ONLY.format(text or "what is done here"), source=source, line=line)
        return result

    def on_values(self, at: dict[str, Any]) -> Any:
        """Run on values of any engine's levels, given as inputs or entries of them; the rest is plain. Not recorded."""
        given = {name: value for name, value in at.items() if holds_values(value)}
        others = tuple(spec for spec in self.inputs if spec.name not in given)
        point = complete(self.name, others, {name: value for name, value in at.items() if name not in given}) | given
        function, args, kwargs = self._bound(values(), point)
        plainly = partial(self._on_numbers, plained(point))
        return on_values(function, args, kwargs, plainly, doubtful=self._reaches_for_own)

    def entries(self, result: Any) -> list[Any]:
        """The numbers of a result of `plain` or `on_values`, flat, in the order of `outputs`."""
        return [entry for _, _, entries in output_entries(self.name, result) for entry in entries]

    def _bound(
        self, replacements: Replacements, passed: dict[str, Any]
    ) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
        """The function and its inputs, all for one run: what the program writes into is a copy."""
        binder = Binder(replacements)
        args, kwargs = self._passed({spec.name: binder.value(passed[spec.name]) for spec in self.inputs})
        return binder.value(self.function), args, kwargs

    def _passed(self, passed: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for spec in self.inputs:
            if spec.kind == "varargs":
                positional.extend(passed[spec.name])
            elif spec.keyword:
                named[spec.name] = passed[spec.name]
            else:
                positional.append(passed[spec.name])
        return tuple(positional), named


@contextmanager
def _unwarned() -> Iterator[None]:
    """numpy's numbers warn of 1/0 in the line that divides. Within this block they don't where that line is ours."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"adstudio\.primitives\.")
        yield


def _shifts(value: Any, array: bool = False) -> bool:
    """Whether an input is given as shifted points or complex numbers, in itself or in its entries."""
    if isinstance(value, list | tuple):
        return any(_shifts(entry) for entry in value)
    if isinstance(value, np.ndarray) and value.dtype == object:
        return any(isinstance(entry, np.ndarray | complex) for entry in value.ravel())
    if isinstance(value, np.ndarray) and array:
        return np.iscomplexobj(value)
    return isinstance(value, np.ndarray | complex | np.complexfloating)


def _entries(value: Any) -> list[Any]:
    """The numbers of an input, flat in C order: those of an array of floats are numpy's, the others Python's own."""
    if isinstance(value, np.ndarray):
        return list(value.ravel() if value.dtype == np.float64 else value.ravel().tolist())
    if isinstance(value, list | tuple):
        return [number for entry in value for number in _entries(entry)]
    return [value.item() if issubclass(type(value), np.generic) else value]  # the class of a value is its number's


def _other_kind(value: Any) -> str:
    """The name of numpy's type, where an input is of one that keeps fewer digits than float64, or whole numbers."""
    if not isinstance(value, np.ndarray | np.generic) or value.dtype == object or value.dtype.itemsize > 8:
        return ""
    return "" if value.dtype == np.float64 else str(value.dtype)


def _table(entries: list[Any], shape: tuple[int, ...]) -> Any:
    table = np.empty(len(entries), dtype=object)
    table[:] = entries
    return table.reshape(shape)


def _filled(value: Any, following: Callable[[], Any]) -> Any:
    """The same structure, with the next value in place of each number."""
    if isinstance(value, np.ndarray):
        filled = np.empty(value.shape, dtype=object)
        for at in np.ndindex(*value.shape):
            filled[at] = following()
        return of_values(filled)
    if isinstance(value, list | tuple):
        return type(value)(_filled(entry, following) for entry in value)
    return following()
