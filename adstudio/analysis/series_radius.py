"""How far a Taylor series holds: its radius of convergence, estimated from its coefficients.

Where signs are of one pattern, a single singularity on the line is nearest, and the ratios cₖ/cₖ₋₁ lie on a straight
line over 1/k that ends at 1/R (Domb & Sykes, Proc. R. Soc. A 240, 1957). A pair of complex ones makes the signs
wander; then Bₖ² = (cₖ₊₁cₖ₋₁ − cₖ²)/(cₖcₖ₋₂ − cₖ₋₁²) does the same (Mercer & Roberts, SIAM J. Appl. Math. 50, 1990).
Else the root test of Cauchy and Hadamard on the last coefficients.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from msgspec import Struct
from msgspec.structs import asdict

FEWEST = 8  # coefficients from which a limit can be told
STRAIGHT = 0.05  # of a ratio: what the points may be off their line
DUST = 1e-11  # of its neighbours: a coefficient below it is 0
MOVING = 0.04  # of an estimate: what it may still move by
ENTIRE = 0.12  # of the last ratio: an intercept below it is none

Kind = Literal["polynomial", "entire", "one singularity", "a complex pair", "root test", "unknown"]


class Radius(Struct, frozen=True):
    """The estimate, and where the nearest singularity seems to lie, relative to the centre."""

    radius: float | None  # inf where the series holds everywhere; None unknown
    kind: Kind
    brief: str  # a few words, for a narrow place
    text: str  # one sentence
    at: tuple[float, float] | None = None  # (real, imaginary) offset of the nearest singularity
    within: float | None = None  # the estimate is good to about so much

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def radius_of(coefficients: Sequence[float]) -> Radius:
    """Estimate it from the coefficients cₖ = f⁽ᵏ⁾/k!, k = 0…n."""
    known = np.array([float(c) for c in coefficients])
    bad = ~np.isfinite(known)
    if bad.any():
        known = known[: int(np.argmax(bad))]
    n = len(known)
    if n < FEWEST:
        return Radius(None, "unknown", "Radius: too few orders", "Too few orders to tell how far the series holds")
    known = _without_dust(known)
    nonzero = np.flatnonzero(known)
    degree = int(nonzero[-1]) if len(nonzero) else 0
    if n - 1 - degree >= max(3, n // 3):
        text = f"A polynomial of degree {degree}: the series is the function everywhere"
        return Radius(math.inf, "polynomial", f"Polynomial of degree {degree}", text)
    gap = _gap(nonzero)
    packed = known[nonzero[0] % gap :: gap]  # an even function is a series in t²
    found = _single(packed, gap, n - 1) or _pair(known, 1, n - 1) or (_pair(packed, gap, n - 1) if gap > 1 else None)
    return found or _root_test(known)


def _without_dust(c: Any) -> Any:
    """Round-off in place of a coefficient that is 0, as every second one of tan, taken away."""
    beside = np.minimum(np.abs(c[:-2]), np.abs(c[2:]))
    cleaned = c.copy()
    cleaned[1:-1][np.abs(c[1:-1]) < DUST * beside] = 0.0
    if abs(c[-1]) < DUST * abs(c[-2]):
        cleaned[-1] = 0.0
    return cleaned


def _gap(nonzero: Any) -> int:
    """The step of the powers that occur: 2 for even and odd functions."""
    apart = np.diff(nonzero)
    return int(np.gcd.reduce(apart)) if len(apart) else 1


def _single(c: Any, gap: int, order: int) -> Radius | None:
    """One singularity on the line, or none at all."""
    k = np.arange(len(c), dtype=float)
    tail = slice(max(len(c) // 3, 1), None)
    with np.errstate(all="ignore"):
        ratios = (c[1:] / c[:-1])[tail.start - 1 :]
    k = k[tail]
    if len(k) < 4 or not np.isfinite(ratios).all() or (np.sign(ratios) != np.sign(ratios[-1])).any():
        return None
    end, within = _intercept(k, ratios)
    if end is None:
        return None
    if abs(end) < ENTIRE * abs(ratios[-1]) or np.sign(end) != np.sign(ratios[-1]):
        # the ratios themselves go to 0: as 1/k for exp
        return _entire(ratios, order)
    radius = abs(1.0 / end) ** (1.0 / gap)
    if within > MOVING * abs(end):
        return _moving(radius, order)
    spread = radius * min(within / abs(end), 1.0) / gap
    if gap == 1:
        return Radius(radius, "one singularity", *_said(radius, f"a singularity {_beside(1.0 / end)}"),
                      (1.0 / end, 0.0), spread)  # fmt: skip
    place = (1.0 / end + 0j) ** (1.0 / gap)
    at = (0.0 if abs(place.real) < 1e-9 * abs(place) else place.real, place.imag)
    where = "on both sides on the line" if end > 0 else "off the real line"
    return Radius(radius, "one singularity" if end > 0 else "a complex pair", *_said(radius, f"singularities {where}"),
                  at, spread)  # fmt: skip


def _pair(c: Any, gap: int, order: int) -> Radius | None:
    """A pair of complex conjugate singularities."""
    n = len(c)
    first = max(n // 3, 3)
    if n - first < 5:
        return None
    k = np.arange(first, n - 1)
    with np.errstate(all="ignore"):
        squares = (c[k + 1] * c[k - 1] - c[k] ** 2) / (c[k] * c[k - 2] - c[k - 1] ** 2)
    if not np.isfinite(squares).all() or (squares <= 0).any():
        return None
    b = np.sqrt(squares)
    end, within = _intercept(k.astype(float), b)
    if end is None:
        return None
    if end < ENTIRE * b[-1]:
        return _entire(b, order)
    if within > MOVING * end:
        return _moving((1.0 / end) ** (1.0 / gap), order)
    with np.errstate(all="ignore"):
        cosines = 0.5 * (c[k - 1] * b / c[k] + c[k + 1] / (c[k] * b))
    cosines = cosines[np.isfinite(cosines)]
    cosine = min(max(float(np.median(cosines[len(cosines) // 2 :])), -1.0), 1.0) if len(cosines) else 0.0
    radius = (1.0 / end) ** (1.0 / gap)
    place = cmath.rect(1.0 / end, math.acos(cosine)) ** (1.0 / gap)
    return Radius(radius, "a complex pair", *_said(radius, "a pair of complex singularities"),
                  (place.real, place.imag), radius * min(within / end, 1.0) / gap)  # fmt: skip


def _intercept(k: Any, values: Any) -> tuple[float | None, float]:
    """Where a straight line over 1/k ends at 1/k = 0, and how far off its halves are; None where it is not straight."""
    ends = []
    for part in (slice(None), slice(len(k) // 2, None)):
        x, y = 1.0 / k[part], values[part]
        if len(x) < 2:
            return None, math.inf
        across = x - x.mean()
        slope = float(across @ y / (across @ across))
        constant = float(y.mean() - slope * x.mean())
        off = float(np.abs(y - constant - slope * x).max())
        if part.start is None and off > STRAIGHT * float(np.abs(values).max()):
            return None, math.inf
        ends.append(constant)
    return ends[1], abs(ends[1] - ends[0])


def _entire(ratios: Any, order: int) -> Radius | None:
    """No singularity is seen if the ratios fall all the way."""
    sizes = np.abs(ratios)
    if (np.diff(sizes) < 0).mean() < 0.8:
        return None
    text = f"No singularity is seen up to order {order}: the series seems to hold everywhere"
    return Radius(math.inf, "entire", f"No singularity seen to order {order}", text)


def _moving(radius: float, order: int) -> Radius:
    text = f"No radius of convergence is found: its estimate still moves, {radius:.3g} at order {order}"
    return Radius(None, "unknown", "No radius found", text)


def _root_test(c: Any) -> Radius:
    """The root test on the largest of the last coefficients."""
    n = len(c)
    k = np.arange(max(2, n // 2), n)
    k = k[c[k] != 0.0]
    if not len(k):
        return Radius(
            None, "unknown", "No radius found", "No radius of convergence is found: the last coefficients are 0"
        )
    with np.errstate(all="ignore"):
        estimates = np.abs(c[k]) ** (-1.0 / k)
    half = len(estimates) // 2
    early, late = (float(np.median(part)) for part in (estimates[: half or 1], estimates[half:]))
    if late > 1.15 * early and len(estimates) >= 4:
        text = f"No singularity is seen up to order {n - 1}: the estimates of the radius still grow"
        return Radius(math.inf, "entire", f"No singularity seen to order {n - 1}", text)
    radius = float(np.median(estimates))
    spread = float(np.ptp(estimates)) / 2.0
    return Radius(radius, "root test", *_said(radius, "a rough estimate, by the root test"), None, spread)


def _said(radius: float, why: str) -> tuple[str, str]:
    """In brief, and as a sentence."""
    return f"Radius {radius:.4g}: {why}", f"The series holds up to about {radius:.4g} from the point: {why}"


def _beside(offset: float) -> str:
    return f"{abs(offset):.4g} to the {'right' if offset > 0 else 'left'}"
