"""The scale of a slider, linear or logarithmic: where a value stands in it, and which is a step away."""

from __future__ import annotations

import math

from msgspec import Struct

STEPS = 150  # from end to end of a linear scale; a step is the nearest short number
PER_DECADE = 20  # steps in a decade of a logarithmic scale
DECADES = 3  # to each side of a value that gets a logarithmic scale


class Scale(Struct, frozen=True):
    """Ends of a slider, low < high, both finite. A logarithmic one has both above zero."""

    low: float = -10.0
    high: float = 10.0
    log: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise ValueError("a range has finite ends")
        if not self.low < self.high:
            raise ValueError("a range begins below its end")
        if self.log and self.low <= 0.0:
            raise ValueError("a logarithmic range begins above zero")

    def share(self, value: float) -> float:
        """Where `value` stands, from 0 (low) to 1 (high); what is outside is at an end, NaN at 0."""
        if math.isnan(value):
            return 0.0
        value = min(max(value, self.low), self.high)
        if self.log:
            return (math.log(value) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        half = self.high / 2 - self.low / 2  # halves: the ends of the float range are 3.6e308 apart
        return (value / 2 - self.low / 2) / half

    def at(self, share: float) -> float:
        """The value at a share of the way, as a short number: a drag names no more digits than it can choose."""
        share = min(max(share, 0.0), 1.0)
        if share in (0.0, 1.0):
            return self.high if share else self.low
        if self.log:
            value = math.exp(math.log(self.low) * (1 - share) + math.log(self.high) * share)
            return min(max(float(f"{value:.3g}"), self.low), self.high)
        value = self.low * (1 - share) + self.high * share
        digits = 1 - _exponent(self.step)  # a tenth of a step
        return min(max(_rounded(value, digits), self.low), self.high)

    @property
    def step(self) -> float:
        """One step of a linear scale: 1, 2 or 5 times a power of ten."""
        raw = self.high / STEPS - self.low / STEPS
        decade = 10.0 ** _exponent(raw)
        return next((times * decade for times in (1.0, 2.0, 5.0) if raw <= times * decade * (1 + 1e-9)), 10.0 * decade)

    def stepped(self, value: float, steps: float) -> float:
        """`steps` steps from `value`, up or down; a tenth is a fine step. Not bound to the ends.

        A value that is no number, or infinite, stays.
        """
        if not math.isfinite(value):
            return value
        if self.log and value > 0.0:
            moved = value * 10.0 ** (steps / PER_DECADE)
            digits = 3 if abs(steps) >= 1 else 5
            return float(f"{moved:.{digits}g}") if math.isfinite(moved) else value
        moved, finest = value + self.step * steps, self.step * min(abs(steps), 1.0)
        return _rounded(moved, 1 - _exponent(finest)) if math.isfinite(moved) else value

    def holding(self, value: float) -> Scale:
        """The same scale, grown if need be so that it holds a value."""
        if not math.isfinite(value) or self.low <= value <= self.high:
            return self
        low, high = sensible_range((value,))
        low, high = min(low, self.low), max(high, self.high)
        return Scale(low, high, self.log and low > 0.0)

    def logarithmic(self, value: float) -> Scale:
        """The logarithmic scale around a value above zero, wide enough for both. Raises `ValueError` for another."""
        if not (value > 0.0 and math.isfinite(value)):
            raise ValueError("a logarithmic scale needs a value above zero")
        middle = _exponent(value)
        low = self.low if self.low > 0.0 else 10.0 ** max(middle - DECADES, -300)
        return Scale(min(low, value), max(self.high, 10.0 ** min(middle + 1, 300), value), log=True)


def sensible_range(values: tuple[float, ...]) -> tuple[float, float]:
    """A slider's range for a value: 2 → (−5, 10), −3 → (−10, 10), 0 → (−1, 1); always holds the values.

    A power of ten around the largest magnitude, so that ends are short numbers.
    """
    finite = [value for value in values if math.isfinite(value)]
    largest = max((abs(value) for value in finite), default=0.0)
    if largest == 0.0:
        return -1.0, 1.0
    if not 1e-300 < largest < 1e300:  # no decade around the ends of the float range
        return (-1.0, 1.0) if largest < 1.0 else (-largest, largest)
    decade = 10.0 ** math.ceil(math.log10(largest) + 1e-12)
    return (-decade, decade) if largest > decade / 2 or min(finite) < 0 else (-decade / 2, decade)


def _exponent(value: float) -> int:
    """Of the power of ten at or below a positive number."""
    return math.floor(math.log10(value) + 1e-9) if value > 0.0 else 0


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) + 0.0 if -300 < digits < 300 else value  # + 0.0: −0.0 is 0.0 here
