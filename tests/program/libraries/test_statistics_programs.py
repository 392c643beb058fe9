"""The module `statistics` on values: each number is the module's own, each derivative that of the textbook's formula."""

from __future__ import annotations

import statistics
from statistics import NormalDist, fmean, variance

import mpmath as mp
import pytest
from references import slopes
from running import constants, gradient, record

import adstudio
from adstudio.primitives.primitive import plain
from adstudio.program.loading import from_function

X = [2.5, 0.3, 4.75, 1.0, 2.5]
Y = [1.0, -0.7, 3.3, 0.2, 2.9]
FAR = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]  # Σx² − (Σx)²/n has no digit left
STANDARD = NormalDist()


def average(x):
    return sum(x) / len(x)


def products(x, y):
    return sum((a - average(x)) * (b - average(y)) for a, b in zip(x, y, strict=True))


def phi(x, mu, sigma):
    return mp.ncdf((x - mu) / sigma)


def overlap(v):
    """The area under the smaller density, between the crossings: where the logarithms, two parabolas, are equal."""
    m1, s1, m2, s2 = v
    difference = lambda x: mp.log(s2 / s1) - ((x - m1) / s1) ** 2 / 2 + ((x - m2) / s2) ** 2 / 2
    ends = [mp.findroot(difference, bracket, solver="anderson") for bracket in ((-20, -1), (-1, 20))]
    inner = lambda m, s: phi(ends[1], m, s) - phi(ends[0], m, s)
    return min(inner(m1, s1), inner(m2, s2)) + 1 - max(inner(m1, s1), inner(m2, s2))


# fmt: off
CASES = {
    "mean":             (lambda x: statistics.mean(x), average, X),
    "mean of huge numbers": (lambda x: statistics.mean([1e308 * x[0], 1e308 * x[1]]) / 1e308, average, [1.5, 1.7]),
    "fmean":            (lambda x: fmean(one for one in x), average, X),
    "weighted fmean":   (lambda x: statistics.fmean(x[:2], x[2:4]), lambda x: (x[0] * x[2] + x[1] * x[3]) / (x[2] + x[3]), X),
    "geometric mean":   (lambda x: statistics.geometric_mean(x), lambda x: mp.exp(average([mp.log(one) for one in x])), X),
    "harmonic mean":    (lambda x: statistics.harmonic_mean(x), lambda x: len(x) / sum(1 / one for one in x), X),
    "harmonic mean of one": (lambda x: statistics.harmonic_mean(x[:1]), lambda x: x[0], X),
    "weighted harmonic mean": (lambda x: statistics.harmonic_mean(x[:2], weights=x[2:4]), lambda x: (x[2] + x[3]) / (x[2] / x[0] + x[3] / x[1]), X),
    "variance":         (lambda x: variance(x), lambda x: products(x, x) / 4, X),
    "variance far out": (lambda x: statistics.variance(x), lambda x: products(x, x) / 3, FAR),
    "variance about":   (lambda x: statistics.variance(x[:3], x[3]), lambda x: sum((one - x[3]) ** 2 for one in x[:3]) / 2, X),
    "pvariance":        (lambda x: statistics.pvariance(x) + statistics.pvariance(x, mu=1.5), lambda x: products(x, x) / 5 + sum((one - mp.mpf("1.5")) ** 2 for one in x) / 5, X),
    "stdev":            (lambda x: statistics.stdev(x), lambda x: mp.sqrt(products(x, x) / 4), X),
    "pstdev":           (lambda x: statistics.pstdev(x), lambda x: mp.sqrt(products(x, x) / 5), X),
    "covariance":       (lambda x: statistics.covariance(x, Y), lambda x: products(x, Y) / 4, X),
    "correlation":      (lambda y: statistics.correlation(X, y), lambda y: products(X, y) / mp.sqrt(products(X, X) * products(y, y)), Y),
    "linear regression": (lambda x: (f := statistics.linear_regression(x, Y)).slope + 2 * f.intercept, lambda x: (s := products(x, Y) / products(x, x)) + 2 * (average(Y) - s * average(x)), X),
    "through the origin": (lambda x: sum(statistics.linear_regression(x, Y, proportional=True)), lambda x: sum(a * b for a, b in zip(x, Y, strict=True)) / sum(a * a for a in x), X),
    "median":           (lambda x: statistics.median(x[:4]) + statistics.median_low(x) + statistics.median_high(x[1:]), lambda x: (x[0] + x[3]) / 2 + x[0] + x[4], [2.5, 0.3, 4.75, 1.0, 2.6]),
    "grouped median":   (lambda x: statistics.median_grouped(x, interval=2), lambda x: x[0] - 1 + 2 * (mp.mpf("2.5") - 2) / 2, X[:1] * 2 + [0.3, 4.75, 1.0]),
    "quantiles":        (lambda x: statistics.quantiles(x, n=4)[0], lambda x: (x[1] + x[3]) / 2, X),
    "mode":             (lambda x: statistics.mode(x) * x[1] + sum(statistics.multimode(x[1:4])), lambda x: x[0] * x[1] + x[1] + x[2] + x[3], X),
    "normal density":   (lambda v: NormalDist(v[0], v[1]).pdf(v[2]), lambda v: mp.npdf(v[2], v[0], v[1]), [0.4, 1.5, 2.0]),
    "normal probability": (lambda v: NormalDist(v[0], v[1]).cdf(v[2]), lambda v: phi(v[2], v[0], v[1]), [0.4, 1.5, 2.0]),
    "a distribution from outside": (lambda v: STANDARD.cdf(v[0]) + STANDARD.pdf(v[1]), lambda v: mp.ncdf(v[0]) + mp.npdf(v[1]), [0.4, 1.5]),
    "inverse":          (lambda v: NormalDist(v[0], v[1]).inv_cdf(v[2]), lambda v: v[0] + v[1] * mp.sqrt(2) * mp.erfinv(2 * v[2] - 1), [0.4, 1.5, 0.85]),
    "normal quantiles": (lambda v: sum(NormalDist(v[0], v[1]).quantiles(3)) + NormalDist(v[0], v[1]).zscore(7), lambda v: 2 * v[0] + (7 - v[0]) / v[1], [0.4, 1.5]),
    "sum of normals":   (lambda v: (3.0 * NormalDist(v[0], v[1]) - NormalDist(v[1], v[2]) / -2.0 + 1.0).stdev + (5.0 - NormalDist(v[0], v[1])).mean, lambda v: mp.sqrt(9 * v[1] ** 2 + v[2] ** 2 / 4) + 5 - v[0], [0.4, 1.5, 2.0]),
    "from samples":     (lambda x: NormalDist.from_samples(x).variance + NormalDist.from_samples(x).mean, lambda x: products(x, x) / 4 + average(x), X),
    "overlap":          (lambda v: NormalDist(v[0], v[1]).overlap(NormalDist(v[2], v[3])), overlap, [0.0, 1.0, 1.0, 1.5]),
    "overlap of equally wide": (lambda v: NormalDist(v[0], 1.5).overlap(NormalDist(v[1], 1.5)), lambda v: 2 * mp.ncdf(-abs(v[0] - v[1]) / 3), [0.4, 2.0]),
}
# fmt: on


@pytest.mark.parametrize("name", CASES)
def test_value_is_the_modules_and_derivative_the_formulas(name):
    function, reference, point = CASES[name]
    result, trace = record(from_function(lambda v=point: function(v)))
    assert plain(result) == pytest.approx(float(function(point)), rel=1e-15)
    (found,) = gradient(trace).values()
    assert found == pytest.approx(slopes(reference, point), rel=1e-13, abs=1e-15)
    assert not trace.header.notes
    _, beside = record(from_function(lambda v=[x + 2.0**-30 for x in point]: function(v)))
    assert constants(trace) == constants(beside)


def test_an_import_within_the_program_is_bound_too():
    def program(x=3.0, y=5.0):
        from statistics import pstdev

        return pstdev([x, y])

    _, trace = record(program)
    assert gradient(trace) == {"x": [-0.5], "y": [0.5]}


def test_the_harmonic_mean_at_one_zero_has_the_slope_of_its_limit():
    """n/(1/x + 1/y) = 2xy/(x + y) has the slopes 2 and 0 at x = 0."""
    result, trace = record(lambda x=0.0, y=5.0: statistics.harmonic_mean([x, y]))
    assert plain(result) == 0.0
    assert gradient(trace) == {"x": [2.0], "y": [0.0]}


def test_high_derivatives_of_the_inverse_of_a_probability_are_right():
    """Of z = Φ⁻¹(p): z′ = √τ·exp(z²/2), z″ = z·z′², z‴ = z′³ + 2z·z′·z″, so τ√τ at p = ½, where z = 0."""
    third = adstudio.derivative(adstudio.derivative(adstudio.derivative(lambda p: NormalDist().inv_cdf(p))))
    assert third(0.5) == pytest.approx(float(mp.power(2 * mp.pi, 1.5)), rel=1e-13)


@pytest.mark.parametrize(
    "program",
    [
        lambda x: statistics.mean([]) + x,
        lambda x: statistics.variance([x]),
        lambda x: statistics.fmean([x], [0.0]),
        lambda x: statistics.fmean([x, x], [1.0]),
        lambda x: statistics.geometric_mean([x, -x]),
        lambda x: statistics.harmonic_mean([x, -x]),
        lambda x: statistics.harmonic_mean([x], weights=[1.0, 2.0]),
        lambda x: statistics.covariance([x, 1.0], [x]),
        lambda x: statistics.correlation([x, x], [1.0, x]),
        lambda x: statistics.linear_regression([x, x], [1.0, x]),
        lambda x: statistics.mean([x, "one"]),
        lambda x: NormalDist(x, -x),
        lambda x: NormalDist(x, 0.0).cdf(x),
        lambda x: NormalDist(x, 0.0).pdf(1.0),
        lambda x: NormalDist(x).inv_cdf(x),
        lambda x: NormalDist(x).overlap(x),
        lambda x: NormalDist.from_samples([x]),
        lambda x: NormalDist(x) / 0.0,
    ],
)
def test_what_the_module_refuses_is_refused_alike(program):
    with pytest.raises(Exception) as plainly:
        program(2.0)
    with pytest.raises(type(plainly.value)) as ours:
        record(lambda x=2.0: program(x))
    assert str(ours.value) == str(plainly.value)


def test_a_normal_distribution_of_values_is_one():
    def program(mu=1.0, sigma=2.0):
        one = NormalDist(mu, sigma)
        assert isinstance(one, NormalDist)
        assert one == NormalDist(1.0, 2.0)
        assert one != NormalDist(1.0, 2.5)
        assert -one == +(-one)
        assert repr(one) == "NormalDist(mu=1.0, sigma=2.0)"
        return one.samples(1, seed=3)[0]

    result, trace = record(program)
    (expected,) = NormalDist(1.0, 2.0).samples(1, seed=3)
    assert plain(result) == pytest.approx(expected, rel=1e-15)
    assert gradient(trace) == {"mu": [1.0], "sigma": [pytest.approx((expected - 1.0) / 2.0)]}
