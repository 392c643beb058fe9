"""Numbers that came back into a program by way of text: they move with the inputs, and no derivative follows them.

`float(str(x))` is noticed where it reads. Text that was joined, matched or sent away is anybody's, so where a program
has written values into text it is run once more, beside the point: a constant that is another one there is no literal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Flag

if TYPE_CHECKING:
    from adstudio.program.ground import Recording

SHIFTS = (1e-2, 1e-6)  # relative; the smaller one where the program goes another way after the larger
SAID = "{:.6g} is a plain number here and moves with the inputs: no derivative follows it from here"

Place = tuple[int, int]  # an edge, or −1; a flat output, or −1


def beside(point: dict[str, Any], names: Iterable[str], shift: float) -> dict[str, Any]:
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


def stale(base: Recording, run: Callable[[float], Recording]) -> list[tuple[int, float]]:
    """(the row that takes it, or −1 for an output; the number) of every constant that moves with the inputs.

    run: the same program beside the point, by a shift; it may have ended early. What differs from run to run by itself
    (a random number, the time) is left out.
    """
    found: set[Place] = set()
    for shift in SHIFTS:
        other = run(shift)
        differing, whole = _differing(base, other)
        if differing - found:
            differing -= _differing(other, run(shift))[0]
        found |= differing
        if whole:
            break
    return [_told(base, place) for place in sorted(found)]


def _told(base: Recording, place: Place) -> tuple[int, float]:
    edge, output = place
    if edge < 0:
        return -1, float(base.nodes.value[base.outputs[output]])
    row = int(np.searchsorted(base.nodes.start, edge, side="right")) - 1
    return row, float(base.nodes.value[base.nodes.parent[edge]])


def _differing(base: Recording, other: Recording) -> tuple[set[Place], bool]:
    """Where constants differ, as far as two runs go the same way; and whether that is to the end."""
    one, two = _Shape(base), _Shape(other)
    n = min(len(one.rows), len(two.rows))
    same = (one.ops[:n] == _renamed(base, other)[two.ops[:n]]) & (one.ends[:n] == two.ends[:n])
    n = n if same.all() else int(np.argmin(same))
    edges = int(one.ends[n - 1]) if n else 0
    here, there = base.nodes.parent[:edges], other.nodes.parent[:edges]
    constant = one.constant[here]
    apart = (constant != two.constant[there]) | (~constant & (one.rank[here] != two.rank[there]))
    edges = int(np.argmax(apart)) if apart.any() else edges
    values, others = base.nodes.value[here[:edges]], other.nodes.value[there[:edges]]
    differ = constant[:edges] & ~((values == others) | (np.isnan(values) & np.isnan(others)))
    found = {(int(edge), -1) for edge in np.flatnonzero(differ)}
    whole = not apart.any() and n == len(one.rows) == len(two.rows) and len(base.outputs) == len(other.outputs)
    if whole:
        rows = zip(base.outputs, other.outputs, strict=True)
        found |= {
            (-1, i)
            for i, (row, its) in enumerate(rows)
            if one.constant[row] and two.constant[its] and base.nodes.value[row] != other.nodes.value[its]
        }
    return found, whole


class _Shape:
    """The rows of a recording that are not constants, and what they take."""

    def __init__(self, recording: Recording) -> None:
        nodes = recording.nodes
        self.constant: NDArray[np.bool_] = (nodes.flags & Flag.CONSTANT) != 0
        self.rows = np.flatnonzero(~self.constant)
        self.rank = np.cumsum(~self.constant)
        self.ops = nodes.op[self.rows]
        self.ends = nodes.start[self.rows + 1]


def _renamed(base: Recording, other: Recording) -> NDArray[np.int64]:
    """The numbers of the operations of `other`, as `base` has them."""
    known = {name: i for i, name in enumerate(base.ops)}
    return np.array([known.get(name, -1) for name in other.ops] or [-1])
