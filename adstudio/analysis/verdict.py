"""Is a derivative right? Told from how difference quotients converge, without a tolerance to choose."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

from adstudio.analysis.convergence import Arm, Limit, growth_at_zero, jump, limits
from adstudio.traces.model import Floats
from adstudio.traces.writing import number

EPS = float(np.finfo(np.float64).eps)
SURE = 10.0  # limits that are so many times their uncertainty apart are different
NOISY = 1e-3  # noise beyond this part of all that the function changes by drowns its slope

Kind = Literal["right", "wrong", "kink", "jump", "undecided"]


class Evidence(Struct, frozen=True):
    """What a verdict rests on: rows of `quotients` are methods, in the order of `names`."""

    names: tuple[str, ...]
    orders: Mapping[str, int]  # theory's, by method
    h: Floats  # (K,)
    quotients: Floats  # (M, K)
    arms: tuple[Arm | None, ...]  # the truncation of each method, as fitted
    noise: float  # of a difference of two values, as measured
    rounding: float  # … as the operations let expect
    value: float  # of the function at the point
    again: float  # its value when it was run again

    def row(self, name: str) -> Floats:
        """The quotients of a method; NaN where it was not taken."""
        return self.quotients[self.names.index(name)] if name in self.names else np.full(len(self.h), math.nan)

    @property
    def limits(self) -> dict[str, Limit | None]:
        """What each method's quotients converge to."""
        return dict(zip(self.names, limits(self.h, self.quotients, self.noise), strict=True))


class Verdict(Struct, frozen=True):
    """What is to be thought of a derivative."""

    kind: Kind
    brief: str  # a few words, for a narrow place
    text: str  # one plain sentence
    limit: float | None = None  # what the differences converge to
    within: float | None = None  # … give or take
    h: float | None = None  # … as read at this step size

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def judge(seen: Evidence, exact: float, *, who: str, what: str) -> Verdict:
    """Compare a derivative with what its difference quotients converge to.

    who: the engine that says `exact` ("reverse mode"). what: how the derivative is called ("the gradient").
    """
    hindered = _hindered(seen)
    if hindered is not None:
        return hindered
    powers = [growth_at_zero(seen.h, seen.row(name), seen.rounding) for name in ("forward", "central")]
    if powers[0] is not None or not math.isfinite(exact):
        return _not_finite(seen, exact, powers[0] if powers[0] is not None else powers[1], who, what)
    drowned = _drowned(seen)
    if drowned is not None:
        return drowned
    found = seen.limits
    one, both = found.get("forward"), found.get("central")
    if one and both and abs(one.value - both.value) > SURE * (one.within + both.within):
        return _kink(one, both, exact, who)
    settled = [limit for limit in found.values() if limit is not None]
    if not settled:
        text = "No difference quotient settles at any step size, so differences can't judge the derivative"
        return Verdict("undecided", "Undecided: nothing settles", text)
    best = min(settled, key=lambda limit: limit.within)
    apart = abs(exact - best.value)
    if apart <= SURE * best.within + 16 * EPS * abs(best.value):
        brief, text = _right(seen, found, exact, what)
        return Verdict("right", brief, text, best.value, best.within, best.h)
    level = number(apart, 2)
    text = (
        f"The error stops falling at {level}: {who} says {number(exact, 8)}, the differences converge to "
        f"{number(best.value, 8)}, so {what} is wrong"
    )
    return Verdict("wrong", f"Wrong: stops falling at {level}", text, best.value, best.within, best.h)


def _hindered(seen: Evidence) -> Verdict | None:
    """What keeps differences from judging at all."""
    if not np.isfinite(seen.quotients).any():
        text = "The function is not defined beside the point, so no difference quotient can be taken"
        return Verdict("undecided", "Undecided: no quotient is a number", text)
    step = jump(seen.h, seen.row("forward"), seen.row("central"), max(EPS * abs(seen.value), 1e-300))
    if step:
        size = number(step, 3)
        text = f"The function jumps by {size} at the point, so it has no derivative there to compare with"
        return Verdict("jump", f"Jump of {size} at the point", text)
    if seen.again != seen.value and math.isfinite(seen.value):
        text = (
            f"The program gives {number(seen.value, 8)} once and {number(seen.again, 8)} the next time, so differences "
            f"can't judge its derivative"
        )
        return Verdict("undecided", "Undecided: another value at each run", text)
    return None


def _drowned(seen: Evidence) -> Verdict | None:
    """Noise that hides the slope at every step size."""
    with np.errstate(all="ignore"):
        changes = np.abs(seen.row("forward") * seen.h)
    changes = changes[np.isfinite(changes)]
    span = float(changes.max()) if len(changes) else 0.0
    if span == 0.0 or seen.noise <= max(NOISY * span, 1e3 * EPS * abs(seen.value)):
        return None
    size = number(seen.noise, 2)
    text = f"Noise of {size} drowns the slope of the function at every step size, so differences can't judge it"
    return Verdict("undecided", f"Undecided: noise of {size}", text)


def _kink(one: Limit, both: Limit, exact: float, who: str) -> Verdict:
    right, left = one.value, 2.0 * both.value - one.value
    slack = SURE * (one.within + both.within)
    sides = f"the slope is {number(left, 4)} on the left and {number(right, 4)} on the right"
    if min(left, right) - slack <= exact <= max(left, right) + slack:
        text = f"The point is a kink: {sides}; {who} chose {number(exact, 4)}, which lies between them"
        return Verdict(
            "kink", f"Kink: slopes {number(left, 3)} and {number(right, 3)}", text, both.value, both.within, both.h
        )
    text = f"The point is a kink: {sides}; {who} says {number(exact, 4)}, which is neither of them nor between"
    return Verdict("wrong", "Wrong: neither slope of the kink", text, both.value, both.within, both.h)


def _not_finite(seen: Evidence, exact: float, power: float | None, who: str, what: str) -> Verdict:
    """The derivative is NaN or infinite, or the slope is; the differences may know better.

    power: with which the differences grow as h falls, where they do.
    """
    says = f"{who[0].upper()}{who[1:]} says {number(exact)}"
    if power is not None:
        grow = f"the differences grow without limit, as h^{power:.2f}"
        if math.isinf(exact):
            text = f"The slope is infinite at the point: {who} says so, and {grow}"
            return Verdict("right", "Right: the slope is infinite", text)
        if math.isnan(exact):
            text = f"{says}, and {grow}: the slope is infinite at the point"
            return Verdict("undecided", f"Undecided: {number(exact)} at an infinite slope", text)
        text = f"{says}, but {grow}: the slope is infinite at the point, so {what} is wrong"
        return Verdict("wrong", "Wrong: the slope is infinite", text)
    found = seen.limits
    best = found.get("central") or found.get("forward")
    if best is not None:
        text = f"{says}, but the differences converge to {number(best.value, 8)}, so {what} is wrong at this point"
        return Verdict("wrong", f"Wrong: {number(exact)}", text, best.value, best.within, best.h)
    return Verdict("undecided", f"Undecided: {number(exact)}", f"{says}, and the differences do not settle either")


def _right(seen: Evidence, found: Mapping[str, Limit | None], exact: float, what: str) -> tuple[str, str]:
    """Which orders were seen, and that the derivative is right: in brief, and as a sentence."""
    arms = {
        name: arm
        for name, arm in zip(seen.names, seen.arms, strict=True)
        if name in ("forward", "central") and found.get(name) is not None
    }
    side = "" if found.get("central") else ", from the right only: the function is not defined on the left"
    if not any(arms.values()):
        with np.errstate(all="ignore"):
            still = np.nan_to_num(np.abs(seen.row("forward"))).max() == 0.0
        if still:
            text = f"The function stands still around the point, and {what} {number(exact)} is right{side}"
            return "Right: the function stands still", text
        text = f"No truncation error is seen, as of a straight line, only round-off: {what} is right{side}"
        return "Right: no truncation error", text
    parts: list[str] = []
    as_theory = True
    for name, arm in arms.items():
        begin = f"{name} ones" if parts else f"{name} differences"
        if arm is None:
            parts.append(f"{begin} have no truncation error")
            continue
        p = seen.orders[name]
        told = f"{'with' if parts else 'converge with'} order {arm.order:.2f}"
        if abs(arm.order - p) >= 0.25:
            as_theory = False
            more = arm.order > p
            told += f" instead of {p}{', as lower terms of the series are 0' if more else ''}"
            told += "" if more else ", as where a higher derivative jumps or is infinite"
        parts.append(f"{begin} {told}")
    theory = " as theory says" if as_theory and all(arms.values()) else ""
    orders = ", ".join(f"{arm.order:.2f}" for arm in arms.values() if arm is not None)
    sentence = f"{', '.join(parts)}{theory}; {what} is right{side}"
    return f"Right: order {orders}", f"{sentence[0].upper()}{sentence[1:]}"
