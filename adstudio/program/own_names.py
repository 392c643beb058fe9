"""Whether a program reaches for what a value has and a number has not: `x.row`, `x.item()`, `x.sqrt()`.

It would find it, where the plain program raises.
"""

from __future__ import annotations

import dis
from functools import lru_cache
from types import CodeType

from adstudio.primitives.recorded import RecordedValue

OWN = (frozenset(dir(RecordedValue)) | {"recorder"}) - frozenset(dir(float))
_OF_MODULES = ("LOAD_GLOBAL", "LOAD_NAME")  # math.sqrt, np.exp


@lru_cache(maxsize=4096)
def reaches_for_own(code: CodeType) -> bool:
    """Whether a code object, or one within it, names such an attribute of anything but a global."""
    if any(reaches_for_own(constant) for constant in code.co_consts if isinstance(constant, CodeType)):
        return True
    if OWN.isdisjoint(code.co_names):
        return False
    before = ""
    for instruction in dis.get_instructions(code):
        named = instruction.opname in ("LOAD_ATTR", "LOAD_METHOD") and instruction.argval in OWN
        if named and before not in _OF_MODULES:
            return True
        before = instruction.opname
    return False
