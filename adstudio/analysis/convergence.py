"""What a set of difference quotients converges to, and with which order, told from the quotients alone.

Nothing here knows the derivative that is on trial, so its verdict cannot be bribed by it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.lib.stride_tricks import sliding_window_view

from adstudio.traces.model import Floats

EPS = float(np.finfo(np.float64).eps)
NEAR = 7  # neighbouring step sizes whose quotients are compared: about half a decade
LONG = 13  # step sizes of a piece whose slope is measured: about a decade
STRAIGHT = 0.04  # decades that a straight arm may scatter
STEPS = 1e-3  # of all that a function changes by: larger jumps are its own, not the steps of its round-off
TRUST = 6.0  # round-off is at most so many times its usual size


class Limit(Struct, frozen=True):
    """What quotients converge to as the step size falls."""

    value: float
    within: float  # the value is good to about so much
    h: float  # the step size at which it was read
    index: int


class Arm(Struct, frozen=True):
    """One straight piece of the error curve on logarithmic axes: error = constant · h^order."""

    order: float  # as fitted
    constant: float  # with the order that theory gives where the fit is close to it, else with the fitted one
    first: float  # step sizes between which it was seen
    last: float


def limits(h: Floats, quotients: Floats, noise: float) -> list[Limit | None]:
    """The limit of each row of `quotients`, (methods, steps); None where there is none to be seen.

    noise: the size of the round-off of a difference of two values. A limit that is read at some step must fit all
    quotients at smaller steps up to their round-off noise/h, which is what tells it from a mean over wiggles.
    """
    if len(h) < NEAR:
        return [None] * len(quotients)
    with np.errstate(all="ignore"):
        windows = sliding_window_view(quotients, NEAR, axis=1)
        middle = windows.mean(axis=2)
        at = h[NEAR // 2 : NEAR // 2 + middle.shape[1]]
        within = windows.max(axis=2) - windows.min(axis=2) + noise / at
        reach = TRUST * noise / h
        known = np.isfinite(quotients)
        low = np.maximum.accumulate(np.where(known, quotients - reach, -np.inf), axis=1)
        high = np.minimum.accumulate(np.where(known, quotients + reach, np.inf), axis=1)
        ends = slice(NEAR - 1, None)
        good = (middle >= low[:, ends] - 3 * within) & (middle <= high[:, ends] + 3 * within) & np.isfinite(within)
    found: list[Limit | None] = []
    for row in range(len(quotients)):
        if not good[row].any():
            found.append(None)
            continue
        k = int(np.argmin(np.where(good[row], within[row], np.inf)))
        found.append(Limit(float(middle[row, k]), float(within[row, k]), float(at[k]), k + NEAR // 2))
    return found


def measured_noise(h: Floats, forward: Floats, central: Floats) -> float:
    """The round-off of a difference, from second differences f(x + h) − 2f(x) + f(x − h) at the smallest steps.

    They are free of the slope, and of curvature at such steps (after Moré & Wild, Estimating computational noise,
    SIAM J. Sci. Comput. 33, 2011, who take differences of all orders). Where both sides give no number, 0.
    """
    few = h < h[0] * 1e3
    with np.errstate(all="ignore"):
        seconds = np.abs(forward[few] - central[few]) * h[few]
        changes = np.abs(forward * h)
    seconds = seconds[np.isfinite(seconds)]
    changes = changes[np.isfinite(changes) & (changes > 0.0)]
    noise = float(np.sort(seconds)[int(0.9 * (len(seconds) - 1))]) if len(seconds) else 0.0
    smallest, largest = (float(changes.min()), float(changes.max())) if len(changes) else (0.0, 0.0)
    # a value that moves in small steps stands still between them: no change that is seen is finer than the smallest
    return max(noise, smallest) if smallest < STEPS * largest else noise


def jump(h: Floats, forward: Floats, central: Floats, noise: float) -> float:
    """By how much the function jumps at the point, to either side; 0 where it does not."""
    few = h < h[0] * 1e3
    with np.errstate(all="ignore"):
        right = forward[few] * h[few]
        left = right - 2.0 * central[few] * h[few]
    for side in (right, left):
        side = side[np.isfinite(side)]
        if len(side) >= NEAR:
            size = float(np.median(np.abs(side)))
            if size > 1e3 * noise and float(side.max() - side.min()) < 1e-3 * size:
                return size
    return 0.0


def truncation(h: Floats, error: Floats, order: float | Sequence[float]) -> list[Arm | None]:
    """The arm on which the error grows with h, for each row of `error`, (methods, steps); None where none is seen.

    order: what theory says, by row or for all. A piece of that order is preferred to a longer one of another.
    """
    orders = np.broadcast_to(np.asarray(order, float), (len(error),))
    if len(h) < LONG:
        return [None] * len(error)
    log_h = np.log10(h)
    with np.errstate(all="ignore"):
        log_e = np.where(np.isfinite(error) & (error > 0.0), np.log10(error), np.nan)
    across = log_h[:LONG] - log_h[:LONG].mean()
    windows = sliding_window_view(log_e, LONG, axis=1)
    slopes = windows @ (across / (across @ across))
    residual = windows - windows.mean(axis=2, keepdims=True) - slopes[:, :, None] * across
    straight = np.einsum("mkw,mkw->mk", residual, residual) < LONG * STRAIGHT**2
    found: list[Arm | None] = []
    for row, p in enumerate(orders.tolist()):
        rising = straight[row] & (slopes[row] > 0.3) & (slopes[row] < 12.0)
        run = _longest(rising & (np.abs(slopes[row] - p) < 0.25))
        if run is None or run[1] - run[0] < 4:
            calm = np.abs(np.diff(slopes[row], append=slopes[row][-1:])) < 0.03
            run = _longest(rising & calm)
            if run is None or run[1] - run[0] < 8:
                found.append(None)
                continue
        first, last = run[0], run[1] - 1 + LONG
        last = max(first + LONG, last - (last - first) // 4)  # the higher terms bend the upper end
        piece = slice(first, last)
        fitted, _ = line(log_h[piece], log_e[row, piece])
        power = p if abs(fitted - p) < 0.25 else fitted
        middle = float((log_e[row, piece] - power * log_h[piece]).mean())
        found.append(Arm(fitted, 10.0**middle, float(h[first]), float(h[last - 1])))
    return found


def round_off(h: Floats, error: Floats, best: int) -> Arm | None:
    """The arm on which the error grows as h falls, left of the step of least error; None where none is seen."""
    with np.errstate(all="ignore"):
        usable = np.isfinite(error[:best]) & (error[:best] > 0.0)
    if usable.sum() < 2 * NEAR:
        return None
    log_h, log_e = np.log10(h[:best][usable]), np.log10(error[:best][usable])
    keep = log_h > log_h[0] + 0.15 * (log_h[-1] - log_h[0])  # the first steps round to no step or to one bit
    log_h, log_e = log_h[keep], log_e[keep]
    fitted, _ = line(log_h, log_e)
    if not -1.4 < fitted < -0.6:
        return None
    return Arm(fitted, float(10.0 ** np.median(log_e + log_h)), float(h[0]), float(h[best]))


def balance(grows: Arm | None, falls: Arm | None, order: int) -> dict[str, Any]:
    """The step size where C·hᵖ + B/h is least, (B/(p·C))^(1/(p + 1)), and the error there; None without both arms."""
    if grows is None or falls is None or abs(grows.order - order) >= 0.25:
        return {"h": None, "error": None}
    h = (falls.constant / (order * grows.constant)) ** (1.0 / (order + 1))
    return {"h": h, "error": grows.constant * h**order + falls.constant / h}


def growth_at_zero(h: Floats, quotient: Floats, noise: float) -> float | None:
    """The power with which quotients grow without limit as h falls, as −0.5 of √x at 0; None where they do not."""
    with np.errstate(all="ignore"):
        usable = np.isfinite(quotient) & (np.abs(quotient) * h > 100.0 * noise) & (quotient != 0.0)
    if usable.sum() < 2 * LONG:
        return None
    log_h, log_d = np.log10(h[usable]), np.log10(np.abs(quotient[usable]))
    half = log_h < np.median(log_h)
    slope, constant = line(log_h[half], log_d[half])
    off = float(np.std(log_d[half] - slope * log_h[half] - constant))
    return slope if -0.97 < slope < -0.02 and off < 0.1 and math.isfinite(off) else None


def line(x: Floats, y: Floats) -> tuple[float, float]:
    """Slope and constant of the line of least squares."""
    across = x - x.mean()
    slope = float(across @ y / (across @ across))
    return slope, float(y.mean() - slope * x.mean())


def _longest(mask: Any) -> tuple[int, int] | None:
    """The longest run of True as (first, one past its last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False])).astype(np.int8)))
    if not len(edges):
        return None
    starts, ends = edges[::2], edges[1::2]
    k = int(np.argmax(ends - starts))
    return int(starts[k]), int(ends[k])
