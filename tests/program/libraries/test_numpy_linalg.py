"""numpy.linalg on values: each number is numpy's own, each derivative that of mpmath's own algorithm at 50 digits."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest
from references import slopes
from running import constants, gradient, record, refused_alike

import adstudio
from adstudio.primitives.primitive import plain
from adstudio.program.loading import from_function

G = np.array([[0.9, -0.4, 0.3], [1.1, 0.2, -0.8], [-0.5, 1.3, 0.7]])  # nothing special
S = np.array([[4.0, 1.0, -0.5], [1.0, 3.0, 0.2], [-0.5, 0.2, 2.0]])  # symmetric and positive
D = np.diag([3.0, 1.0, 2.0])  # its rotations are by nothing, but they have slopes
T = np.array([[1.0, 0.5, -0.3], [0.2, -1.0, 0.8], [2.0, 0.1, 0.4], [-0.7, 0.6, 1.5]])
U = np.array([[2.0, 0.5, -0.3], [0.0, -1.0, 0.8], [0.0, 0.0, 1.5], [0.0, 0.0, 0.0]])  # triangular as it stands
V = np.array([3.0, -4.0, 1.5])
ONES, NONE = np.ones((2, 2)), np.zeros((2, 2))
B = np.array([0.3, -1.2, 2.0, 0.7])
W = np.array([[1.0, -2.0, 0.5], [0.3, 1.7, -0.6], [2.2, 0.4, -1.1]])


def table(matrix):
    return np.array(matrix.tolist(), dtype=object)


def matrix(entries):
    return mp.matrix(entries.tolist())


def lower(a):
    """The matrix whose lower triangle `a` has."""
    return np.array([[a[max(i, j), min(i, j)] for j in range(len(a))] for i in range(len(a))], dtype=object)


def eigenvalues(a):
    return np.array(list(mp.eigsy(matrix(a), eigvals_only=True)), dtype=object)


def projectors(a):
    """v·vᵀ of each eigenvector, which has no sign, times weights."""
    _, q = mp.eigsy(matrix(a))
    q = table(q)
    return sum((k + 1) * (np.outer(q[:, k], q[:, k]) * W).sum() for k in range(3))


def singular(a):
    tall = a if a.shape[0] >= a.shape[1] else a.T
    return sorted((mp.sqrt(x) for x in mp.eigsy(matrix(tall.T @ tall), eigvals_only=True)), reverse=True)


def factors(a):
    """Q and R, with signs of mpmath's choice."""
    q, r = mp.qr(matrix(a), mode="skinny")
    return table(q), table(r)


def with_signs_of(a):
    """R, with the diagonal's signs of a triangle."""
    _, r = factors(a)
    return np.array([row * mp.sign(a[k, k]) * mp.sign(row[k]) for k, row in enumerate(r)], dtype=object)


def solved(a, b):
    return table(mp.lu_solve(matrix(a), matrix(b)))[:, 0]


def pseudoinverse(a):
    if a.shape[0] < a.shape[1]:
        return pseudoinverse(a.T).T
    return table(mp.inverse(matrix(a.T @ a)) * matrix(a.T))


def power_norm(v, p):
    return sum(abs(x) ** p for x in v) ** (mp.mpf(1) / p)


def conditioned(a):
    s = singular(a)
    return s[0] / s[-1]


# fmt: off
CASES = {
    "solve of a stack": (lambda a: np.sum(np.linalg.solve(np.stack([a, a.T]), V)), lambda a: sum(solved(a, V)) + sum(solved(a.T, V)), G),
    "inv of a stack":   (lambda a: np.sum(np.linalg.inv(np.stack([a, a.T])) * W), lambda a: ((x := table(mp.inverse(matrix(a)))) * W + x.T * W).sum(), G),
    "det of a stack":   (lambda a: np.sum(np.linalg.det(np.stack([a, 2.0 * a]))), lambda a: 9 * mp.det(matrix(a)), G),
    "slogdet":          (lambda a: np.linalg.slogdet(a).logabsdet * np.linalg.slogdet(a)[0], lambda a: mp.log(abs(mp.det(matrix(a)))) * mp.sign(mp.det(matrix(a))), G),
    "cholesky":         (lambda a: np.sum(np.linalg.cholesky(a) * W), lambda a: (table(mp.cholesky(matrix(lower(a)))) * W).sum(), S),
    "upper cholesky":   (lambda a: np.sum(np.linalg.cholesky(a, upper=True) * W), lambda a: (table(mp.cholesky(matrix(lower(a.T)))) * W.T).sum(), S),
    "qr":               (lambda a: np.sum(np.linalg.qr(a)[0] ** 2 * a) + np.sum(np.linalg.qr(a).R[0] ** 2), lambda a: ((f := factors(a))[0] ** 2 * a).sum() + (f[1][0] ** 2).sum(), T),
    "r of a triangle":  (lambda a: np.sum((np.linalg.qr(a, "r") - a[:3]) * W), lambda a: ((with_signs_of(a) - a[:3]) * W).sum(), U),
    "pinv":             (lambda a: np.sum(np.linalg.pinv(a)[:, :3] * W), lambda a: (pseudoinverse(a)[:, :3] * W).sum(), T),
    "pinv of a wide":   (lambda a: np.sum(np.linalg.pinv(a)[:3] * W), lambda a: (pseudoinverse(a)[:3] * W).sum(), T.T),
    "lstsq":            (lambda a: np.sum((f := np.linalg.lstsq(a, B, rcond=None))[0] * V) + f[1][0] + f[3][1], lambda a: ((x := pseudoinverse(a) @ B) * V).sum() + ((a @ x - B) ** 2).sum() + singular(a)[1], T),
    "lstsq of floats":  (lambda b: np.sum((f := np.linalg.lstsq(T, b, rcond=None))[0] * V) + f[1][0] + f[2], lambda b: ((x := pseudoinverse(T.astype(object) * mp.mpf(1)) @ b) * V).sum() + ((T @ x - b) ** 2).sum() + 3, B),
    "lstsq of a wide":  (lambda a: np.sum(np.linalg.lstsq(a, V, rcond=None)[0] * B), lambda a: ((pseudoinverse(a) @ V) * B).sum(), T.T),
    "eigvalsh":         (lambda a: np.sum(np.linalg.eigvalsh(a) * V), lambda a: (eigenvalues(lower(a)) * V).sum(), S),
    "eigvalsh, upper":  (lambda a: np.sum(np.linalg.eigvalsh(a, "U") * V), lambda a: (eigenvalues(lower(a.T)) * V).sum(), G),
    "eigh":             (lambda a: sum((k + 1) * np.sum(np.outer(q, q) * W) for k, q in enumerate(np.linalg.eigh(a)[1].T)), lambda a: projectors(lower(a)), S),
    "eigh of a diagonal": (lambda a: sum((k + 1) * np.sum(np.outer(q, q) * W) for k, q in enumerate(np.linalg.eigh(a)[1].T)), lambda a: projectors(lower(a)), D),
    "singular values":  (lambda a: np.sum(np.linalg.svd(a, compute_uv=False) * V), lambda a: sum(s * v for s, v in zip(singular(a), V, strict=True)), T),
    "singular values of a stack": (lambda a: np.sum(np.linalg.svdvals(np.stack([a, 2.0 * a])) * V), lambda a: 3 * sum(s * v for s, v in zip(singular(a), V, strict=True)), T.T),
    "nuclear and 2-norms": (lambda a: np.linalg.norm(a, "nuc") + 2 * np.linalg.norm(a, 2) + 3 * np.linalg.norm(a, -2), lambda a: sum(s := singular(a)) + 2 * s[0] + 3 * s[-1], T),
    "norms by columns": (lambda a: np.linalg.norm(a, 1) + 2 * np.linalg.norm(a, -1) + 3 * np.linalg.norm(a, np.inf) + 4 * np.linalg.norm(a, -np.inf), lambda a: (c := sorted(abs(a).sum(axis=0)))[-1] + 2 * c[0] + 3 * (r := sorted(abs(a).sum(axis=1)))[-1] + 4 * r[0], T),
    "norms of vectors": (lambda v: np.linalg.norm(v, 3) + np.linalg.norm(v, 0.5) + np.linalg.norm(v, -1) + np.linalg.norm(v, -np.inf) * np.linalg.norm(v, 0) + np.linalg.norm(v, keepdims=True)[0], lambda v: power_norm(v, mp.mpf(3)) + power_norm(v, mp.mpf("0.5")) + power_norm(v, mp.mpf(-1)) + 3 * abs(v[2]) + power_norm(v, mp.mpf(2)), V),
    "norms along axes": (lambda a: np.sum(np.linalg.norm(a, axis=0, keepdims=True) * V) + np.sum(np.linalg.norm(a, 1, axis=-1) * B) + np.linalg.norm(a, axis=(0, 1), keepdims=True)[0, 0], lambda a: sum(power_norm(c, mp.mpf(2)) * v for c, v in zip(a.T, V, strict=True)) + (abs(a).sum(axis=1) * B).sum() + power_norm(a.ravel(), mp.mpf(2)), T),
    "vector and matrix norm": (lambda a: np.linalg.vector_norm(a, ord=3) + np.sum(np.linalg.vector_norm(a, axis=1) * B) + np.linalg.matrix_norm(a), lambda a: power_norm(a.ravel(), mp.mpf(3)) + sum(power_norm(r, mp.mpf(2)) * b for r, b in zip(a, B, strict=True)) + power_norm(a.ravel(), mp.mpf(2)), T),
    "tensorsolve":      (lambda a: np.sum(np.linalg.tensorsolve(a.reshape(3, 1, 3), V.reshape(3, 1)) * V) + np.sum(np.linalg.tensorsolve(a.T.reshape(3, 1, 3), V.reshape(1, 3), axes=(0,)) * V), lambda a: (solved(a, V) * V).sum() + (solved(a, V) * V).sum(), G),
    "tensorinv":        (lambda a: np.sum(np.linalg.tensorinv(a.reshape(3, 1, 3)).reshape(3, 3) * W), lambda a: (table(mp.inverse(matrix(a))) * W).sum(), G),
    "matrix power":     (lambda a: np.sum(np.linalg.matrix_power(a, -2) * W) + np.sum(np.linalg.matrix_power(a, 2) * W), lambda a: (table(mp.inverse(matrix(a)) ** 2) * W).sum() + ((a @ a) * W).sum(), G),
    "cond":             (lambda a: np.linalg.cond(a) + 2 * np.linalg.cond(a, -2) + np.linalg.cond(a, "fro"), lambda a: (c := conditioned(a)) + 2 / c + power_norm(a.ravel(), mp.mpf(2)) * power_norm(table(mp.inverse(matrix(a))).ravel(), mp.mpf(2)), G),
}
# fmt: on


OF_NUMPY_2 = {"solve of a stack", "upper cholesky", "singular values of a stack", "vector and matrix norm"}
THERE = [name for name in CASES if np.lib.NumpyVersion(np.__version__) >= "2.0.0" or name not in OF_NUMPY_2]


@pytest.mark.parametrize("name", THERE)
def test_value_is_numpys_and_derivative_mpmaths(name):
    function, reference, point = CASES[name]
    result, trace = record(from_function(lambda a=point: function(a)))
    assert plain(result) == pytest.approx(float(function(point)), rel=1e-13)
    assert gradient(trace)["a"] == pytest.approx(slopes(reference, point), rel=1e-11, abs=1e-12)
    assert not trace.header.notes
    _, beside = record(from_function(lambda a=point + 2.0**-30: function(a)))
    assert constants(trace) == constants(beside)


@pytest.mark.parametrize("a", [S, D, np.diag([1.0, 1.0, 2.0]), np.ones((3, 3)) + np.eye(3), G @ G.T])
def test_vectors_are_numpys_own_signs_included(a):
    seen = []
    note = seen.append

    def program(a=a):
        note((np.linalg.eigh(a)[1], np.linalg.svd(a)[0], np.linalg.svd(a)[2], np.linalg.qr(a)[0], np.linalg.qr(a)[1]))
        return a[0, 0]

    record(program)
    theirs = (np.linalg.eigh(a)[1], np.linalg.svd(a)[0], np.linalg.svd(a)[2], *np.linalg.qr(a))
    for one, other in zip(seen[0], theirs, strict=True):
        assert np.vectorize(plain)(one).astype(float) == pytest.approx(other, abs=1e-14)


def test_vectors_of_the_upper_triangle_are_numpys_own():
    seen = []
    note = seen.append
    record(lambda a=G: (note(np.linalg.eigh(a, "U")[1]), a[0, 0])[1])
    assert np.vectorize(plain)(seen[0]).astype(float) == pytest.approx(np.linalg.eigh(G, "U")[1], abs=1e-14)


def test_equal_diagonal_entries_are_no_corner():
    """The eigenvalues of [[1, x], [x, 1 + y]] move smoothly with x and y at y = 0: by ∓1 and ½."""
    _, trace = record(lambda x=0.5, y=0.0: np.linalg.eigvalsh(np.array([[1.0, x], [x, 1.0 + y]]))[0])
    assert gradient(trace) == {"x": [pytest.approx(-1.0)], "y": [pytest.approx(0.5)]}


def test_a_cluster_of_eigenvalues_moves_as_its_sum():
    _, trace = record(lambda x=0.0, y=0.0: np.sum(np.linalg.eigvalsh(np.array([[1.0 + x, y], [y, 1.0]]))))
    assert gradient(trace) == {"x": [1.0], "y": [0.0]}


def test_vectors_of_a_tall_and_of_a_wide_matrix_give_it_back():
    for a in (T, T.T):
        _, trace = record(
            lambda a=a: np.sum(((f := np.linalg.svd(a, full_matrices=False))[0] * f[1] @ f[2])[:3, :3] * W)
        )
        expected = np.zeros(a.shape)
        expected[:3, :3] = W
        assert gradient(trace)["a"] == pytest.approx(expected.ravel(), abs=1e-13)


def test_high_derivatives_of_an_eigenvalue_are_those_of_its_formula():
    """λ = −√(1 + x²) is the smaller eigenvalue of [[1, x], [x, −1]]; its 4th derivative at 0 is 3."""
    smaller = lambda x: np.linalg.eigvalsh(np.array([[1.0, x], [x, -1.0]]))[0]
    for _ in range(4):
        smaller = adstudio.derivative(smaller)
    assert smaller(0.0) == pytest.approx(3.0, rel=1e-12)


@pytest.mark.parametrize(
    "program",
    [
        lambda a: np.linalg.cholesky(-a),
        lambda a: np.linalg.cholesky(a[:2]),
        lambda a: np.linalg.inv(a - a),
        lambda a: np.linalg.det(a[0]),
        lambda a: np.linalg.slogdet(a[:2]),
        lambda a: np.linalg.solve(a, V[:2]),
        lambda a: np.linalg.norm(a, 3),
        lambda a: np.linalg.norm(a[0], "fro"),
        lambda a: np.linalg.norm(a, axis=(0, 0)),
        lambda a: np.linalg.eigh(a, "X"),
        lambda a: np.linalg.eigvalsh(a[:2]),
        lambda a: np.linalg.lstsq(a, V[:2], rcond=None),
        lambda a: np.linalg.pinv(a[0]),
        lambda a: np.linalg.qr(a, "nonsense"),
        lambda a: np.linalg.cond(a[0]),
    ],
)
def test_what_numpy_refuses_is_refused_alike(program):
    refused_alike(program, S)


def test_a_singular_matrix_has_the_numbers_that_numpy_gives_it():
    assert plain(record(lambda a=ONES: np.linalg.slogdet(a)[1])[0]) == -np.inf
    assert plain(record(lambda a=NONE: np.linalg.cond(a, 1))[0]) == np.inf
    assert plain(record(lambda a=ONES: np.linalg.matrix_rank(a) + a[0, 0])[0]) == 2.0
