"""Conditions over steps, `abs(adjoint) > 1e6`: a small grammar of our own, read and evaluated on whole columns.

Python's own parser makes the tree, and nothing of it is ever compiled or run: the tree is walked, and whatever is not
in the grammar is refused with its column. A condition holds of a step only if what it speaks of is there: `adjoint` is
nothing in a forward pass, so there neither `adjoint > 1` nor `isnan(adjoint)` holds, nor does `not adjoint > 1`.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from adstudio.workspace.condition_parts import ConditionError, Evaluate, Mask, Steps, Truth
from adstudio.workspace.condition_reader import Reader

__all__ = ["Condition", "ConditionError", "Steps", "read"]


class Condition(Struct, frozen=True):
    """A condition that was read."""

    text: str
    truth: Evaluate

    def holds(self, steps: Steps) -> Mask:
        """(T,) of which steps it holds."""
        with np.errstate(all="ignore"):
            found: Truth = self.truth(steps)
        return np.broadcast_to(np.asarray(found.yes, bool), (len(steps),))


def read(text: str) -> Condition:
    """Read a condition. Raises `ConditionError` with the column of whatever is not in the grammar."""
    reader = Reader(text)
    part = reader.read()
    if part.gives != "truth":
        raise ConditionError(reader.column(part.node), "this is no condition; compare it, as in `abs(value) > 1`")
    return Condition(text.strip(), part.of)
