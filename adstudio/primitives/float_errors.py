"""What numpy warns of, or raises: 1/0, overflow, √−1. An operation on values does as it does on their plain numbers.

Within our own code numpy is quiet. Afterwards it is asked again on the plain numbers, if it may have something to say:
where a result is not finite, or the program wants to hear of underflow. It warns in the line of the program.
"""

from __future__ import annotations

import cmath
import operator
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, plain_number
from adstudio.primitives.memory import plain_numbers
from adstudio.primitives.written import in_program

KINDS = ("divide", "over", "under", "invalid")
# numpy words the errors of its operators otherwise than those of its functions
OPERATORS: dict[Any, Callable[..., Any]] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.floor_divide: operator.floordiv,
    np.remainder: operator.mod,
    np.power: operator.pow,
}


def as_numpy(operation: Callable[..., Any], inputs: Any, keywords: dict[str, Any], result: Any) -> None:
    """Warn or raise as numpy does where `operation` on `inputs` had `result`.

    Raises `FloatingPointError`, and what is to be made of the warning.
    """
    state = np.geterr()
    if state["under"] == "ignore" and (_finite(result) or set(state.values()) == {"ignore"}):
        return
    numbers = [_plain(thing) for thing in inputs]
    found = {}
    for kind in KINDS:
        only: Any = {**dict.fromkeys(KINDS, "ignore"), kind: "raise"}
        with np.errstate(**only):
            try:
                operation(*numbers, **keywords)
            except FloatingPointError as error:
                found[kind] = str(error)
    wanted: dict[str, Any] = dict(state)
    if any(wanted[kind] not in ("ignore", "warn") for kind in found):
        aloud: Any = {kind: "ignore" if how == "warn" else how for kind, how in wanted.items()}
        with np.errstate(**aloud):
            operation(*numbers, **keywords)
    for kind, words in found.items():
        if wanted[kind] == "warn":
            _warn(words)


def before(inputs: Any, outs: Any) -> Any:
    """The inputs as they are before something is written into `outs`, which may be one of them."""
    return [thing.copy() if isinstance(thing, np.ndarray) else thing for thing in inputs] if outs else inputs


def _warn(words: str) -> None:
    frame = in_program(sys._getframe(1))
    names = frame.f_globals
    where = {"module": names.get("__name__"), "registry": names.setdefault("__warningregistry__", {})}
    warnings.warn_explicit(words, RuntimeWarning, frame.f_code.co_filename, frame.f_lineno, **where)


def _plain(thing: Any) -> Any:
    if isinstance(thing, LIVE):
        return plain_number(thing)
    if isinstance(thing, list | tuple):
        thing = np.array(thing, dtype=object)
    return plain_numbers(thing) if isinstance(thing, np.ndarray) and thing.dtype == object else thing


def _finite(result: Any) -> bool:
    if isinstance(result, tuple):
        return all(map(_finite, result))
    numbers = map(plain_number, result.ravel().tolist()) if isinstance(result, np.ndarray) else [plain_number(result)]
    try:
        return all(map(cmath.isfinite, numbers))
    except TypeError:  # objects that are no numbers
        return True
