"""Functions of numpy on values: each number is numpy's own, each derivative that of a formula in mpmath at 50 digits."""

from __future__ import annotations

import math
import warnings

import mpmath as mp
import numpy as np
import pytest
from references import exact, slopes
from running import constants, gradient, record, refused_alike

import adstudio
from adstudio.primitives.primitive import plain
from adstudio.program.loading import from_function

V = np.array([0.7, 1.9, 2.6, -0.4])
Y = np.array([1.0, -0.7, 3.3, 0.2])
X = np.array([0.5, 1.0, 2.5, 4.0])
M = np.array([[0.9, -0.4, 0.3, 1.0], [1.1, 0.2, -0.8, 0.1], [-0.5, 1.3, 0.7, 2.2]])
K = np.array([1.0, 2.0, 3.0, 4.0])
F, A = np.array([1, 2, 1, 3]), np.array([0.5, 1.0, 0.25, 2.0])
MASK = np.array([True, False, True, True])
HOLE = np.array([0.7, np.nan, 2.6, -0.4])
METHODS = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen",
           "weibull", "linear", "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest"]  # fmt: skip


def between(x, q):
    """The q-quantile, linear between neighbours."""
    ordered = sorted(x)
    place = q * (len(ordered) - 1)
    low = int(place)
    return ordered[low] + (place - low) * (ordered[low + 1] - ordered[low])


def covariances(rows, w=None, freedom=None):
    w = [1] * len(rows[0]) if w is None else list(w)
    means = [sum(x * k for x, k in zip(row, w, strict=True)) / sum(w) for row in rows]
    freedom = sum(w) - 1 if freedom is None else freedom
    return np.array([[sum(k * (x - m) * (y - n) for x, y, k in zip(one, other, w, strict=True)) / freedom
                      for other, n in zip(rows, means, strict=True)] for one, m in zip(rows, means, strict=True)], dtype=object)  # fmt: skip


def correlations(rows):
    c = covariances(rows)
    return sum((i + 2 * j) * c[i, j] / mp.sqrt(c[i, i] * c[j, j]) for i in range(len(c)) for j in range(len(c)))


def fit(x, y, degree, w=None):
    """Coefficients of the normal equations; at 50 digits they may lose half."""
    w = [1] * len(x) if w is None else w
    powers = mp.matrix([[k * one ** (degree - i) for i in range(degree + 1)] for one, k in zip(x, w, strict=True)])
    heights = mp.matrix([k * one for one, k in zip(y, w, strict=True)])
    return list(mp.lu_solve(powers.T * powers, powers.T * heights)), mp.inverse(powers.T * powers), powers, heights


def scatter(x, y, degree):
    """The covariance of the coefficients: residuals over the degrees of freedom, times the inverse."""
    coefficients, inverse, powers, heights = fit(x, y, degree)
    left = heights - powers * mp.matrix(coefficients)
    return sum(one**2 for one in left) / (len(x) - degree - 1) * inverse[0, 0]


def parabola(x, f, at):
    """The slope at a place of the parabola through three points, by Lagrange's polynomials."""
    total = 0
    for j in range(3):
        a, b = (x[k] for k in range(3) if k != j)
        total += f[j] * (2 * at - a - b) / ((x[j] - a) * (x[j] - b))
    return total


def weighted(slopes_):
    return sum(k * s for k, s in zip(K, slopes_, strict=True))


def through(x, f):
    return weighted(
        [
            parabola(x[:3], f[:3], x[0]),
            parabola(x[:3], f[:3], x[1]),
            parabola(x[1:], f[1:], x[2]),
            parabola(x[1:], f[1:], x[3]),
        ]
    )


# fmt: off
CASES = {
    "sinc":                 (lambda v: np.sum(np.sinc(v) * K), lambda v: sum(mp.sincpi(x) * k for x, k in zip(v, K, strict=True)), V),
    "sinc near 0":          (lambda v: np.sum(np.sinc(v) * K), lambda v: sum(mp.sincpi(x) * k for x, k in zip(v, K, strict=True)), np.array([0.0, 1e-9, -1e-3, 0.49])),
    "percentile":           (lambda v: np.percentile(v, 30.0) + np.sum(np.percentile(list(v), [10, 62.5])), lambda v: between(v, mp.mpf("0.3")) + between(v, mp.mpf("0.1")) + between(v, mp.mpf("0.625")), V),
    "quantile along axes":  (lambda m: np.sum(np.quantile(m, [0.25, 0.6], axis=1, keepdims=True)[:, :, 0] * [[1, 2, 3], [4, 5, 6]]), lambda m: sum((i + 1) * between(row, mp.mpf("0.25")) + (i + 4) * between(row, mp.mpf("0.6")) for i, row in enumerate(m)), M),
    "quantile of all":      (lambda m: np.quantile(m, 0.4, axis=(0, 1)), lambda m: between(m.ravel(), mp.mpf("0.4")), M),
    "quantile by its place": (lambda v: np.quantile(v[:3], v[3]) + np.percentile(V, 100 * v[3]), lambda v: between(v[:3], v[3]) + between([mp.mpf(x) for x in V], v[3]), np.array([0.7, 1.9, 2.6, 0.35])),
    "nanquantile":          (lambda v: np.nanquantile([v[0], np.nan, v[1], v[2]], 0.3) + np.nanpercentile([np.nan, v[3]], 40), lambda v: between(v[:3], mp.mpf("0.3")) + v[3], V),
    "density of a histogram": (lambda v: np.sum(np.histogram(v, 3, density=True)[0] * [1, 2, 3]) + np.sum(np.histogram(v, 2)[1] * [1, 2, 3]), lambda v: (1 + 2 + 2 * 3) / (4 * (max(v) - min(v)) / 3) + min(v) + 2 * (min(v) + max(v)) / 2 + 3 * max(v), np.array([0.0, 1.3, 3.1, 2.6])),
    "weights of a histogram": (lambda w: np.sum(np.histogram(V, [-1.0, 1.0, 3.0], weights=w)[0] * [1, 2]), lambda w: w[0] + w[3] + 2 * (w[1] + w[2]), K),
    "cov":                  (lambda v: np.sum(np.cov(v, Y) * [[1, 2], [3, 4]]), lambda v: (covariances([v, Y]) * [[1, 2], [3, 4]]).sum(), V),
    "cov of one":           (lambda v: np.cov(v) + np.cov(v, ddof=0) + np.cov(v, bias=True), lambda v: covariances([v])[0, 0] * (1 + mp.mpf(3) / 2), V),
    "cov by columns":       (lambda m: np.sum(np.cov(m, rowvar=False) * M[:1]), lambda m: (covariances(list(m.T)) * M[0]).sum(), M),
    "weighted cov":         (lambda m: np.sum(np.cov(m, fweights=F, aweights=A) * [1, 2, 3]), lambda m: (covariances(list(m), F * A, (F * A).sum() - mp.mpf((F * A * A).sum()) / (F * A).sum()) * [1, 2, 3]).sum(), M),
    "cov by weights":       (lambda w: np.cov(V, aweights=w, ddof=0) + np.cov(V, aweights=w), lambda w: covariances([V * mp.mpf(1)], w, sum(w))[0, 0] + covariances([V * mp.mpf(1)], w, sum(w) - sum(x * x for x in w) / sum(w))[0, 0], A),
    "corrcoef":             (lambda v: np.sum(np.corrcoef(v, Y) * [[0, 2], [1, 3]]), lambda v: correlations([v, Y]), V),
    "polyfit":              (lambda y: np.sum(np.polyfit(X, y, 2) * K[:3]), lambda y: sum(c * k for c, k in zip(fit(X * mp.mpf(1), y, 2)[0], K[:3], strict=True)), Y),
    "polyfit by places":    (lambda x: np.sum(np.polyfit(x, Y, 2) * K[:3]), lambda x: sum(c * k for c, k in zip(fit(x, Y, 2)[0], K[:3], strict=True)), X),
    "polyfit by weights":   (lambda w: np.polyfit(X, Y, 1, w=w)[0] + np.polyfit(X, np.stack([Y, 2 * Y], 1), 1, w=w)[0, 1], lambda w: 3 * fit(X * mp.mpf(1), Y, 1, w)[0][0], A),
    "polyfit with residuals": (lambda y: (f := np.polyfit(X, y, 1, full=True))[0][1] + f[1][0] + f[2], lambda y: fit(X * mp.mpf(1), y, 1)[0][1] + scatter(X * mp.mpf(1), y, 1) / fit(X * mp.mpf(1), y, 1)[1][0, 0] * 2 + 2, Y),
    "polyfit with covariance": (lambda y: np.polyfit(X, y, 1, cov=True)[1][0, 0], lambda y: scatter(X * mp.mpf(1), y, 1), Y),
    "interp":               (lambda v: np.sum(np.interp([v[0], 1.2, 3.0], X, Y)), lambda v: Y[0] + (Y[1] - Y[0]) * (v[0] - X[0]) / (X[1] - X[0]) + mp.mpf(np.interp(1.2, X, Y)) + mp.mpf(np.interp(3.0, X, Y)), V),
    "interp by heights":    (lambda y: np.interp(2.0, X, y) + np.interp(9.0, X, y) + np.interp(-9.0, X, y, left=y[2]) + np.interp(4.0, X, y), lambda y: y[1] + (y[2] - y[1]) * 2 / mp.mpf(3) + y[3] + y[2] + y[3], Y),
    "interp by places":     (lambda x: np.interp(2.0, x, Y), lambda x: Y[1] + (Y[2] - Y[1]) * (2 - x[1]) / (x[2] - x[1]), X),
    "interp with a period": (lambda v: np.interp(v[0], X, Y, period=4.5), lambda v: Y[3] + (Y[0] - Y[3]) * (v[0] + mp.mpf("4.5") - X[3]) / (X[0] + mp.mpf("4.5") - X[3]), np.array([0.25])),
    "gradient":             (lambda v: np.sum(np.gradient(v) * K), lambda v: weighted([v[1] - v[0], (v[2] - v[0]) / 2, (v[3] - v[1]) / 2, v[3] - v[2]]), V),
    "gradient by spacing":  (lambda v: np.sum(np.gradient(V, v[0], edge_order=2) * K), lambda v: through([i * v[0] for i in range(4)], V), np.array([0.5])),
    "gradient over places": (lambda v: np.sum(np.gradient(v, X, edge_order=2) * K), lambda v: through(X * mp.mpf(1), v), V),
    "gradient by places":   (lambda x: np.sum(np.gradient(Y, x, edge_order=2) * K), lambda x: through(x, Y), X),
    "gradient of a table":  (lambda m: np.sum(np.gradient(m, 2.0, 0.5)[1][0] * K) + np.sum(np.gradient(m, axis=0)[1] * K), lambda m: weighted([m[0, 1] - m[0, 0], (m[0, 2] - m[0, 0]) / 2, (m[0, 3] - m[0, 1]) / 2, m[0, 3] - m[0, 2]]) * 2 + ((m[2] - m[0]) / 2 * K).sum(), M),
    "geomspace":            (lambda v: np.sum(np.geomspace(v[0], v[1], 4) * K) + np.geomspace(v[0], v[1], 2, endpoint=False)[1], lambda v: sum(k * v[0] * mp.power(v[1] / v[0], mp.mpf(i) / 3) for i, k in enumerate(K)) + mp.sqrt(v[0] * v[1]), np.array([0.5, 8.0])),
    "sums of some":         (lambda v: np.sum(v, where=MASK) + np.prod(v, where=MASK) + np.mean(v, where=MASK) + np.var(v, where=MASK), lambda v: sum(c := [v[0], v[2], v[3]]) + c[0] * c[1] * c[2] + sum(c) / 3 + covariances([c], freedom=3)[0, 0], V),
    "sums of some by rows": (lambda m: np.sum(np.sum(m, axis=1, where=MASK, keepdims=True)[:, 0] * K[:3]), lambda m: sum(k * (r[0] + r[2] + r[3]) for r, k in zip(m, K[:3], strict=True)), M),
    "reductions of a number": (lambda v: np.sum(v[0]) * np.prod(v[1]) + np.mean(v[2]) + np.var(v[0]) + np.ptp(v[3]) + np.nanvar(v[0]), lambda v: v[0] * v[1] + v[2], V),
    "extremes of some":     (lambda v: np.max(v, where=v < 2.0, initial=-9.0) + np.min(v, keepdims=True)[0], lambda v: v[1] + v[3], V),
    "extremes over axes":   (lambda m: np.max(m, axis=(0, 1)) + np.sum(np.min(m, axis=1, keepdims=True)[:, 0]), lambda m: m[2, 3] + m[0, 1] + m[1, 2] + m[2, 0], M),
    "rounding":             (lambda v: np.sum(np.round(v, 1) * v) + np.sum(np.around(v) * v) + np.round(v[0]), lambda v: sum(v * [mp.mpf(x) for x in V]) + sum(v * [1, 2, 3, 0]) + 1, V),
    "frompyfunc":           (lambda v: np.frompyfunc(lambda x: x * x, 1, 1)(v[0]) + np.sum(np.frompyfunc(lambda x, y: x * y, 2, 1)(v, v[1])), lambda v: v[0] ** 2 + sum(v) * v[1], V),
    "polydiv":              (lambda v: np.sum(np.polydiv(v, v[1:3])[0] * [1, 2, 3]) + 2 * np.polydiv(v, v[1:3])[1][0] + np.polydiv(v[:1], v[1:])[1][0] + np.sum(np.polydiv(v[:2], v[2])[0]), lambda v: (a := v[0] / v[1]) + 2 * (b := (v[1] - a * v[2]) / v[1]) + 3 * (c := (v[2] - b * v[2]) / v[1]) + 2 * (v[3] - c * v[2]) + v[0] + (v[0] + v[1]) / v[2], V),
    "nan_to_num":           (lambda v: np.sum(np.nan_to_num([v[0], math.nan, v[1] * math.inf], nan=v[2], posinf=9.0)) + np.nan_to_num(v[3]), lambda v: v[0] + v[2] + 9 + v[3], V),
    "insert":               (lambda v: np.sum(np.insert([1.0, 2.0], 1, v[0]) * K[:3]), lambda v: 1 + 2 * v[0] + 6, V),
    "bincount":             (lambda v: np.sum(np.bincount([0, 2, 2, 0], weights=v) * K[:3]), lambda v: v[0] + 3 * v[1] + 3 * v[2] + v[3], V),
    "arange":               (lambda v: np.sum(np.arange(v[0], v[1], 0.5) * K[:3]) + np.arange(0, 3, v[1])[1] + np.sum(np.arange(v[2])), lambda v: 6 * v[0] + mp.mpf("0.5") * 8 + v[1] + 3, V),
    "copyto":               (lambda v: (np.copyto(into := np.zeros(4), v, where=MASK), np.sum(into * K))[1], lambda v: v[0] + 3 * v[2] + 4 * v[3], V),
}
# fmt: on


@pytest.mark.parametrize("name", CASES)
def test_value_is_numpys_and_derivative_the_formulas(name):
    function, reference, point = CASES[name]
    result, trace = record(from_function(lambda v=point: function(v)))
    assert plain(result) == pytest.approx(float(function(point)), rel=1e-14)
    assert plain(result) == pytest.approx(exact(reference, point), rel=1e-13)
    assert gradient(trace)["v"] == pytest.approx(slopes(reference, point), rel=1e-12, abs=1e-13)
    assert not trace.header.notes
    _, beside = record(from_function(lambda v=point + 2.0**-30: function(v)))
    assert constants(trace) == constants(beside)


@pytest.mark.parametrize("method", METHODS)
def test_every_method_of_quantiles_is_numpys(method):
    seen = []
    note = seen.append

    def program(v=V):
        note(np.quantile(v, [0.0, 0.1, 0.5, 0.77, 1.0], method=method))
        return v[0]

    record(program)
    assert [plain(x) for x in seen[0]] == pytest.approx(list(np.quantile(V, [0.0, 0.1, 0.5, 0.77, 1.0], method=method)))


def test_a_quantile_beside_nan_is_nan():
    result, _ = record(lambda v=HOLE: np.quantile(v, 0.3))
    assert math.isnan(plain(result))
    with pytest.warns(RuntimeWarning, match="All-NaN slice"):
        result, _ = record(lambda v=HOLE: np.nanquantile(v[1:2], 0.3) + v[0])
    assert math.isnan(plain(result))


def test_high_derivatives_of_sinc_at_zero_are_its_series():
    """The fourth derivative of sin(πx)/(πx) at 0 is π⁴/5."""
    function = np.sinc
    for _ in range(4):
        function = adstudio.derivative(lambda x, inner=function: inner(x))
    assert function(0.0) == pytest.approx(math.pi**4 / 5, rel=1e-14)


def test_a_corner_of_interp_has_the_slope_of_its_right_side():
    _, trace = record(lambda x=1.0: np.interp(x, X, Y))
    assert gradient(trace)["x"] == [pytest.approx(4.0 / 1.5)]


def test_where_a_quantile_lies_is_recorded_as_branches():
    _, trace = record(lambda v=V: np.quantile(v, 0.3))
    assert len(trace.series) == 1


def answers(v=V):
    v = np.array(v)
    return [
        np.result_type(v) == np.float64,
        np.result_type(v, np.float32) == np.float64,
        bool(np.can_cast(v.dtype, object)),
        np.common_type(v) is np.float64,
        bool(np.isclose(v[0], 0.7)),
        bool(np.allclose(v, V)),
        bool(np.array_equal(v, V, equal_nan=True)),
        bool(np.isposinf(v).any()),
        np.digitize(v, [0.0, 1.0, 2.0]).tolist() == [1, 2, 3, 0],
        np.histogram(v, [0.0, 1.0, 2.0])[0].tolist() == [1, 1],
        bool(np.all(v[0])),
        bool(np.any(v[0])),
        np.histogram_bin_edges(v, "auto").shape == np.histogram_bin_edges(V, "auto").shape,
    ]


def test_questions_have_numpys_answers():
    seen = []
    note = seen.append

    def program(v=V):
        note(answers(v))
        return v[0]

    record(program)
    assert seen[0] == answers()
    assert seen[0].count(False) == 1


def test_values_copied_into_floats_are_noted():
    _, trace = record(lambda x=2.0: (np.copyto(into := np.array([0.0, 0.0]), [x, 1.0]), into.sum())[1] + x)
    assert [note.kind for note in trace.header.notes] == ["left-graph"]


@pytest.mark.parametrize(
    "program",
    [
        lambda v: np.quantile(v, 1.5),
        lambda v: np.percentile(v, -1.0),
        lambda v: np.quantile(v, 0.5, axis=3),
        lambda v: np.quantile(v, 0.5, method="nonsense"),
        lambda v: np.cov(v, Y[:2]),
        lambda v: np.cov(v, fweights=[1.5, 1, 1, 1]),
        lambda v: np.corrcoef(v, Y[:2]),
        lambda v: np.polyfit(v, Y, -1),
        lambda v: np.polyfit(v, Y[:2], 1),
        lambda v: np.interp(v, X, Y[:2]),
        lambda v: np.interp(v, X, Y, period=0),
        lambda v: np.gradient(v[:1]),
        lambda v: np.gradient(v, 1.0, 2.0),
        lambda v: np.gradient(v, edge_order=3),
        lambda v: np.geomspace(v[0], 0.0),
        lambda v: np.histogram(v, 0),
        lambda v: np.max(v, where=MASK),
        lambda v: np.sum(v, axis=2, where=MASK),
        lambda v: np.copyto(np.zeros(2), v),
        lambda v: np.sinc(v, 2),
    ],
)
def test_what_numpy_refuses_is_refused_alike(program):
    refused_alike(program, V)


def test_too_few_observations_warn_as_numpys_do():
    with warnings.catch_warnings(record=True) as plainly:
        warnings.simplefilter("always")
        np.cov(V[:1])
    with warnings.catch_warnings(record=True) as ours:
        warnings.simplefilter("always")
        record(lambda v=V: v[0] + 0.0 * np.nan_to_num(float(np.cov(v[:1]))))
    assert [str(w.message) for w in plainly] == [str(w.message) for w in ours]
