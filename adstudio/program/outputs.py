"""What a program returned, taken apart into numbers."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import COMPLEX, parted
from adstudio.primitives.levels import Leveled
from adstudio.program.errors import BadProgram
from adstudio.program.inputs import is_number
from adstudio.traces.recorder import Recorder

RowOf = Callable[[Any], int | None]  # the row of an output's entry; None for a plain number
Output = tuple[str, tuple[int, ...], list[Any]]  # name, shape, entries flat in C order


def output_entries(name: str, result: Any) -> Iterator[Output]:
    """The outputs in `result`, in order; complex numbers are two, their real and their imaginary parts.

    Raises `BadProgram` where it is not made of numbers.
    """
    if isinstance(result, Leveled):
        yield name, (), [result]
    elif type(result) in COMPLEX:
        yield from _parts(name, (), [result])
    elif isinstance(result, np.ndarray):
        entries = [
            _number(name, entry) for entry in (result.ravel() if result.dtype == object else result.ravel().tolist())
        ]
        if any(type(entry) in COMPLEX for entry in entries):
            yield from _parts(name, result.shape, entries)
        else:
            yield name, result.shape, entries
    elif isinstance(result, dict):
        for key, item in result.items():
            yield from output_entries(f"{name}[{key!r}]", item)
    elif isinstance(result, list | tuple):
        for i, item in enumerate(result):
            yield from output_entries(f"{name}[{i}]", item)
    else:
        yield name, (), [_number(name, result)]


def record_outputs(name: str, result: Any, recorder: Recorder, row_of: RowOf) -> list[int]:
    """Record a result; the rows of all its entries, flat. A plain number among them is a constant."""
    every = []
    for output, shape, entries in output_entries(name, result):
        rows = []
        for entry in entries:
            row = row_of(entry)
            rows.append(recorder.constant(float(entry)) if row is None else row)
        recorder.output(output, rows, shape=shape)
        every += rows
    return every


def _parts(name: str, shape: tuple[int, ...], entries: list[Any]) -> Iterator[Output]:
    pairs = [parted(entry) for entry in entries]
    yield f"{name}.real", shape, [real for real, _ in pairs]
    yield f"{name}.imag", shape, [imag for _, imag in pairs]


def _number(name: str, entry: Any) -> Any:
    if isinstance(entry, Leveled):  # asked first: a value says that its class is its number's, which may be numpy's
        return entry
    if isinstance(entry, int) and not isinstance(entry, bool) and not is_number(entry):
        raise BadProgram(f"{name} returned a whole number of {entry.bit_length()} bits, too large for a float")
    if isinstance(entry, numbers.Number | np.bool_):
        return entry.item() if isinstance(entry, np.generic) else entry
    if entry is None:
        raise BadProgram(f"{name} returned nothing; it must return a number, or a list or array of numbers")
    if inspect.iscoroutine(entry):
        entry.close()  # or Python warns of it, with a line of ours
        raise BadProgram(f"{name} is written with async def, and was not run; write it with def")
    said = repr(entry)
    said = said if len(said) <= 60 else said[:57] + "..."
    raise BadProgram(f"{name} returned {said}; it must return a number, or a list or array of numbers")
