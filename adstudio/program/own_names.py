"""Whether a program reaches for what a value has and a number has not: `x.row`, `x.item()`, `x.sqrt()`.

It would find it, where the plain program raises.
"""

from __future__ import annotations

import dis
import sys
from functools import lru_cache
from types import CodeType

import numpy as np

from adstudio.primitives.recorded import RecordedValue

OWN = (frozenset(dir(RecordedValue)) | {"recorder"}) - frozenset(dir(float))
FUNCTIONS = frozenset(name for name in OWN if isinstance(getattr(np, name, None), np.ufunc))  # x.sqrt(), of x alone
_OF_MODULES = ("LOAD_GLOBAL", "LOAD_NAME")  # math.sqrt, np.exp


@lru_cache(maxsize=4096)
def reaches_for_own(code: CodeType) -> bool:
    """Whether a code object, or one within it, names such an attribute of anything but a global."""
    if any(reaches_for_own(constant) for constant in code.co_consts if isinstance(constant, CodeType)):
        return True
    if OWN.isdisjoint(code.co_names):
        return False
    found = list(dis.get_instructions(code))
    return any(
        instruction.opname in ("LOAD_ATTR", "LOAD_METHOD")
        and instruction.argval in OWN
        and before.opname not in _OF_MODULES
        and not (instruction.argval in FUNCTIONS and _called_with_arguments(instruction, after))
        for before, instruction, after in zip(found, found[1:], found[2:], strict=False)
    )


def _called_with_arguments(loaded: dis.Instruction, following: dis.Instruction) -> bool:
    """Whether what is loaded is a method that is given something, `m.sqrt(x)`: a value's own would refuse it."""
    of_call = loaded.opname == "LOAD_METHOD" or (sys.version_info >= (3, 12) and bool((loaded.arg or 0) & 1))
    return of_call and following.opname not in ("PRECALL", "CALL")
