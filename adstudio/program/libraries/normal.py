"""statistics.NormalDist, whose mean and standard deviation may be values."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable
from typing import Any

from adstudio.primitives.levels import Leveled, top
from adstudio.primitives.primitive import plain
from adstudio.primitives.table import TABLE
from adstudio.program.plained import plained

ROOT_TWO, ROOT_TAU = math.sqrt(2.0), math.sqrt(math.tau)


class NormalDist(statistics.NormalDist):
    """A normal distribution. Without values it is the library's own; what that refuses is refused alike."""

    __slots__ = ()
    _mu: Any
    _sigma: Any

    def __init__(self, mu: Any = 0.0, sigma: Any = 1.0) -> None:
        super().__init__(plain(mu), plain(sigma))
        if isinstance(mu, Leveled):
            self._mu = mu
        if isinstance(sigma, Leveled):
            self._sigma = sigma

    @classmethod
    def of(cls, plainly: statistics.NormalDist) -> NormalDist:
        """What stands for one that a program made before it ran."""
        return cls(plainly.mean, plainly.stdev)

    @classmethod
    def from_samples(cls, data: Iterable[Any]) -> NormalDist:
        """With the mean and the standard deviation of the samples."""
        from adstudio.program.libraries.statistics_binding import VALUES  # it binds this class

        samples = list(data)
        return cls(VALUES["mean"](samples), VALUES["stdev"](samples))

    def _plainly(self) -> statistics.NormalDist:
        return statistics.NormalDist(plain(self._mu), plain(self._sigma))

    def _moves(self, x: Any) -> bool:
        return top((self._mu, self._sigma, x)) is not None

    def pdf(self, x: Any) -> Any:
        """exp(−z²/2)/(σ√τ), z = (x − μ)/σ."""
        density = self._plainly().pdf(plain(x))
        if not self._moves(x):
            return density
        z = (x - self._mu) / self._sigma
        return TABLE["exp"](-0.5 * (z * z)) / (ROOT_TAU * self._sigma)

    def cdf(self, x: Any) -> Any:
        """½(1 + erf(z/√2))."""
        probability = self._plainly().cdf(plain(x))
        if not self._moves(x):
            return probability
        return 0.5 * (1.0 + TABLE["erf"]((x - self._mu) / (self._sigma * ROOT_TWO)))

    def inv_cdf(self, p: Any) -> Any:
        """μ + σ·Φ⁻¹(p)."""
        number = self._plainly().inv_cdf(plain(p))
        return self._mu + self._sigma * TABLE["probit"].at(p) if self._moves(p) else number

    def samples(self, n: Any, *, seed: Any = None) -> list[Any]:
        """μ + zσ, z the samples of the standard distribution."""
        if not self._moves(0.0):
            return self._plainly().samples(n, seed=seed)
        return [self._mu + z * self._sigma for z in statistics.NormalDist().samples(n, seed=seed)]

    def overlap(self, other: Any) -> Any:
        """The area under both densities: they cross at a root, or two, of a quadratic equation."""
        if not isinstance(other, statistics.NormalDist):
            return self._plainly().overlap(other)  # which refuses it
        other = other if isinstance(other, NormalDist) else NormalDist.of(other)
        area = self._plainly().overlap(other._plainly())
        if not (self._moves(0.0) or other._moves(0.0)):
            return area
        apart = other._mu - self._mu
        wider = other.variance - self.variance
        if plain(wider) == 0:
            middle = (self._mu + other._mu) * 0.5
            left, right = (self, other) if plain(apart) >= 0 else (other, self)
            return right.cdf(middle) + (1.0 - left.cdf(middle))
        root = TABLE["sqrt"](apart * apart + wider * TABLE["log"](other.variance / self.variance))
        root = root * self._sigma * other._sigma
        base = self._mu * other.variance - other._mu * self.variance
        found = 1.0
        for crossing in ((base + root) / wider, (base - root) / wider):
            found = found - TABLE["abs"](other.cdf(crossing) - self.cdf(crossing))
        return found

    def __add__(self, other: Any) -> NormalDist:
        return _sum(self, other, 1.0)

    def __sub__(self, other: Any) -> NormalDist:
        return _sum(self, other, -1.0)

    def __mul__(self, factor: Any) -> NormalDist:
        return NormalDist(self._mu * factor, self._sigma * _size(factor))

    def __truediv__(self, factor: Any) -> NormalDist:
        return NormalDist(self._mu / factor, self._sigma / _size(factor))

    def __pos__(self) -> NormalDist:
        return NormalDist(self._mu, self._sigma)

    def __neg__(self) -> NormalDist:
        return NormalDist(-self._mu, self._sigma)

    def __rsub__(self, other: Any) -> NormalDist:
        return NormalDist(other - self._mu, self._sigma)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, statistics.NormalDist):
            return False
        return bool(self._mu == other.mean and self._sigma == other.stdev)

    def __hash__(self) -> int:
        return hash(plained((self._mu, self._sigma)))

    __radd__, __rmul__ = __add__, __mul__


def _sum(one: NormalDist, other: Any, sign: float) -> NormalDist:
    """Of independent distributions, or a shifted one."""
    if not isinstance(other, statistics.NormalDist):
        return NormalDist(one._mu + other if sign > 0 else one._mu - other, one._sigma)
    mean = one._mu + other.mean if sign > 0 else one._mu - other.mean
    return NormalDist(mean, TABLE["hypot"](one._sigma, other.stdev))


def _size(factor: Any) -> Any:
    return TABLE["fabs"].at(factor)
