"""How large the terms are that a derivative adds up, where they cancel and its own size says nothing of its round-off.

One step of Newton's method at the root has the derivative 1 − 1 by where it began: what is left is round-off of the 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from adstudio.analysis.ulps import EPS
from adstudio.traces.model import Floats, SweepKind, Trace

FORWARD = (SweepKind.TANGENT, SweepKind.TAYLOR)
ROUNDING = 1e3 * EPS  # of the largest term of a derivative whose terms cancel: what a million roundings add up to
MOST_SUSPECTS = 100  # entries of a Jacobian whose terms are looked at


class Terms:
    """The terms of ∂output/∂input, |v̄ · partial · v̇| on every edge, by sweeps of whichever engine has them.

    The first-order error of either mode is a sum of these, each times ε: forward mode rounds partial · v̇ and passes
    it on by v̄, reverse mode rounds v̄ · partial and passes it on by v̇.
    """

    def __init__(self, reference: Trace, others: Iterable[Trace]) -> None:
        """reference: whose nodes count. others: traces of the same nodes, none of them approximate."""
        self._nodes = reference.nodes
        self._forward: dict[int, Floats] = {}
        self._reverse: dict[int, Floats] = {}
        for trace in others:
            for sweep in trace.sweeps:
                if len(sweep.seed) == 1 and sweep.seed[0][1] == 1.0:
                    row = sweep.seed[0][0]
                    if sweep.kind is SweepKind.ADJOINT:
                        self._reverse.setdefault(row, sweep.derivative)
                    elif sweep.kind in FORWARD and sweep.order >= 1:
                        self._forward.setdefault(
                            row, sweep.derivative[:, 1] if sweep.derivative.ndim == 2 else sweep.derivative
                        )

    def largest(self, output: int, entry: int) -> float:
        """The largest term of ∂output/∂entry, both rows; 0 where it is not known."""
        bar, dot = self._reverse.get(output), self._forward.get(entry)
        if bar is None or dot is None:
            return 0.0
        nodes = self._nodes
        with np.errstate(all="ignore"):
            sent = np.repeat(bar, np.diff(nodes.start)) * nodes.partial
            sizes = np.abs(sent * dot[nodes.parent])
        return float(sizes[np.isfinite(sizes)].max(initial=0.0))


def cancelled(
    ours: Floats, theirs: Floats, allowed: float, terms: Terms, outputs: Sequence[int], rows: Sequence[int]
) -> Floats:
    """The largest term of each entry that is further off than allowed, and 0 of all others; as `ours`."""
    largest = np.zeros((len(outputs), len(rows)))
    with np.errstate(invalid="ignore"):
        suspects = np.argwhere((np.abs(ours - theirs) > allowed).reshape(largest.shape))
    for output, entry in suspects[:MOST_SUSPECTS]:
        largest[output, entry] = terms.largest(outputs[output], rows[entry])
    return largest.reshape(ours.shape)
