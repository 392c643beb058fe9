"""Numbers that came back into a program by way of text: they move with the inputs, and no derivative follows them.

`float(str(x))` is noticed where it reads. Text that was joined, matched or sent away is anybody's, so where a program
has written values into text it is run once more, beside the point: a constant that is another one there is no literal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.model import Flag, Floats

if TYPE_CHECKING:
    from adstudio.program.ground import Recording

SHIFTS = (1e-2, 1e-6)  # relative; the smaller one where the program goes another way after the larger

Place = tuple[int, int]  # an edge, or −1; a flat output, or −1
Mask = NDArray[np.bool_]


def beside_the_point(point: dict[str, Any], names: Iterable[str], shift: float) -> dict[str, Any]:
    """The point with the named inputs moved, each number by another share of itself; whole ones where all are whole."""
    shares = (shift * (1.0 + (i % 7) / 7.0) for i in count())
    whole = all(isinstance(number, int) for name in names for number in _flat(point[name]))

    def moved(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            table = np.array([moved(entry) for entry in value.ravel().tolist()])
            return table.reshape(value.shape)
        if isinstance(value, list | tuple):
            entries = [moved(entry) for entry in value]
            return tuple(entries) if isinstance(value, tuple) else entries
        share = next(shares)
        if isinstance(value, int) and not whole:
            return value
        return value * (1.0 + share) if value else share

    return {**point, **{name: moved(point[name]) for name in names}}


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple | np.ndarray):
        for part in np.ravel(value).tolist() if isinstance(value, np.ndarray) else value:
            yield from _flat(part)
    else:
        yield value


class Stale(Struct, frozen=True):
    """A constant that moves with the inputs."""

    row: int  # of the operation that takes it; −1: it is an output
    constant: int  # its own row


def constants(recording: Recording) -> Mask:
    """Which rows are constants."""
    constant: Mask = (recording.nodes.flags & Flag.CONSTANT) != 0
    return constant


def stale(
    base: Recording, run: Callable[[float], Recording], held: Callable[[Recording], Mask] = constants
) -> list[Stale]:
    """The constants that move with the inputs.

    run: the same program beside the point, by a shift; it may have ended early. What differs from run to run by itself
    (a random number, the time) is left out. held: the rows that no derivative passes.
    """
    found: set[Place] = set()
    for shift in SHIFTS:
        other = run(shift)
        differing, whole = _differing(base, other, held)
        if differing - found:
            differing -= _differing(other, run(shift), held)[0]
        found |= differing
        if whole:
            break
    return [_of(base, place) for place in sorted(found)]


def _of(base: Recording, place: Place) -> Stale:
    edge, output = place
    if edge < 0:
        return Stale(-1, base.outputs[output])
    row = int(np.searchsorted(base.nodes.start, edge, side="right")) - 1
    return Stale(row, int(base.nodes.parent[edge]))


def _differing(base: Recording, other: Recording, held: Callable[[Recording], Mask]) -> tuple[set[Place], bool]:
    """Where what is held differs, as far as two runs go the same way; and whether that is to the end."""
    one, two = _Shape(base, held), _Shape(other, held)
    n = min(len(one.ops), len(two.ops))
    same = (one.ops[:n] == _renamed(base, other)[two.ops[:n]]) & (one.ends[:n] == two.ends[:n])
    n = n if same.all() else int(np.argmin(same))
    edges = int(one.ends[n - 1]) if n else 0
    here, there = base.nodes.parent[:edges], other.nodes.parent[:edges]
    apart = (one.held[here] != two.held[there]) | (one.rank[here] != two.rank[there])
    edges = int(np.argmax(apart)) if apart.any() else edges
    here, there = here[:edges], there[:edges]
    moving = one.held[here] & _apart(base.nodes.value[here], other.nodes.value[there])
    found = {(edge, -1) for edge in np.flatnonzero(moving).tolist()}
    whole = not apart.any() and n == len(one.ops) == len(two.ops) and len(base.outputs) == len(other.outputs)
    if whole:
        here, there = np.array(base.outputs, int), np.array(other.outputs, int)
        moving = one.held[here] & two.held[there] & _apart(base.nodes.value[here], other.nodes.value[there])
        found |= {(-1, output) for output in np.flatnonzero(moving).tolist()}
    return found, whole


def _apart(one: Floats, two: Floats) -> Mask:
    """Where values are not the same; NaN is NaN."""
    same: Mask = (one == two) | (np.isnan(one) & np.isnan(two))
    return ~same


class _Shape:
    """What a recording is made of, where its constants are and how they are numbered left aside."""

    def __init__(self, recording: Recording, held: Callable[[Recording], Mask]) -> None:
        nodes, constant = recording.nodes, constants(recording)
        self.held = held(recording)
        self.rank = np.where(constant, -1, np.cumsum(~constant))
        rows = np.flatnonzero(~constant)
        self.ops = nodes.op[rows]
        self.ends = nodes.start[rows + 1]


def _renamed(base: Recording, other: Recording) -> NDArray[np.int64]:
    """The numbers of the operations of `other`, as `base` has them."""
    known = {name: i for i, name in enumerate(base.ops)}
    return np.array([known.get(name, -1) for name in other.ops] or [-1])
