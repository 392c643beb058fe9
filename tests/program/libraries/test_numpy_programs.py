"""numpy programs run unchanged on values; what leaves the graph is said."""

from __future__ import annotations

import numpy as np
import pytest
from numpy import exp
from numpy import sin as sine
from numpy.linalg import solve
from running import gradient, record

import adstudio
from adstudio.primitives.primitive import plain
from adstudio.program.loading import from_function

ONES = np.ones((2, 2))
V = np.array([0.5, 1.5, 2.5])
M = np.array([[0.0, 2.0, 1.0], [3.0, -1.0, 0.5], [1.0, 1.0, 4.0]])  # its first pivot is 0
W = np.array([[1.0, 2.0, 0.5], [0.3, -1.0, 2.0]])


def entries(result):
    return [plain(entry) for entry in np.asarray(result, dtype=object).ravel()]


PROGRAMS = {
    "scalars": lambda x=0.5, y=2.0: np.sin(x) * exp(y) + np.maximum(x, y) + np.arctan2(x, y) + np.power(x, 2),
    "aliases": lambda x=0.5: sine(x) + np.abs(-x) + np.float_power(x, 2.5) + np.square(x) + np.cbrt(x),
    "vector": lambda v=V: np.sum(np.sin(v) * v) + np.dot(v, v) + v @ v,
    "matrix": lambda w=W, v=V: np.sum(np.tanh(w @ v) ** 2) + np.sum(np.matmul(w, v)),
    "mixed list": lambda x=0.5: np.sum(np.exp([x, 1.0, 2.0])) + np.sum(np.array([x, 1.0]) * np.array([2.0, 3.0])),
    "array of floats": lambda x=0.5: np.sum(np.array([x, x * x], dtype=float) + np.asarray([1.0, x], float)),
    "mean": lambda v=V: np.mean(v) + v.mean() + v.sum() + np.prod(v) + np.cumsum(v)[-1],
    "where": lambda v=V: np.sum(np.where(v > 1.0, v * v, 2.0 * v)),
    "clip": lambda v=V: np.sum(np.clip(v, 1.0, 2.0) * v) + np.sum(np.minimum(v, 1.7)),
    "extremes": lambda v=V: np.max(v) * np.min(v) + np.max(np.abs(v)),
    "stack": lambda x=0.5, y=2.0: np.sum(np.stack([np.array([x, y]), np.array([y, x])]) @ np.array([1.0, 2.0])),
    "concatenate": lambda v=V: np.sum(np.concatenate([v, v * v])[1:5]),
    "norm": lambda v=V: np.linalg.norm(v) + np.linalg.norm(v, 1) + np.linalg.norm(v, np.inf),
    "det": lambda m=M: np.linalg.det(m) + np.linalg.det(m[1:, :2]),
    "solve": lambda m=M, v=V: np.sum(np.linalg.solve(m, v) ** 2) + np.sum(solve(m, w := np.outer(v, v)) * w),
    "solve of floats": lambda v=V: np.sum(np.linalg.solve(M, v) ** 2),
    "inv": lambda m=M: np.sum(np.linalg.inv(m) @ V) + np.linalg.inv(m[:1, 1:2])[0, 0],
    "outer": lambda v=V: np.sum(np.outer(v, v)) + np.trace(np.outer(v, v)),
    "einsum": lambda w=W, v=V: np.sum(np.einsum("ij,j->i", w, v)),
    "linspace": lambda x=0.5: np.sum(np.linspace(x, 2.0, 5) ** 2),
    "zeros_like": lambda v=V: np.sum(np.zeros_like(v) + v),
    "loops": lambda v=V: sum(v[i] * v[i - 1] for i in range(len(v))),
    "reshape": lambda w=W: np.sum(w.reshape(3, 2).T[:, 0] * 2.0) + np.sum(w, axis=0)[1],
    "logistic": lambda v=V: -np.log(1.0 / (1.0 + np.exp(-np.dot(v, [0.1, 0.2, 0.3])))),
    "left array": lambda x=0.5: np.sum(np.array([1.0, 2.0]) * x + np.float64(3.0) * x - np.float64(1.0) / x),
    "logaddexp": lambda x=0.5, y=1.0: np.logaddexp(x, y) + np.hypot(x, y) + np.reciprocal(x) + np.sign(x),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_value_and_derivative_are_those_of_the_plain_program(name):
    program = from_function(PROGRAMS[name])
    result, trace = record(program)
    assert plain(result) == pytest.approx(float(program.plain()), rel=1e-14)
    assert not trace.header.notes
    point = program.complete()
    for wrt, slopes in gradient(trace).items():
        for i, slope in enumerate(slopes):
            ends = []
            for h in (1e-6, -1e-6):
                moved = np.array(point[wrt], dtype=float)
                moved.ravel()[i : i + 1] += h
                ends.append(float(program.plain({wrt: moved if moved.ndim else moved.item()})))
            assert slope == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6, abs=1e-8)


def leaves_by_assignment(x=2.0):
    a = np.array([0.0, 0.0])  # one that it does not make to be filled
    a[0] = x
    return a[0] * 3.0 + x


def test_value_written_into_a_plain_array_is_noted():
    result, trace = record(leaves_by_assignment)
    assert plain(result) == 8.0
    (note,) = trace.header.notes
    assert note.kind == "left-graph"
    assert note.line == leaves_by_assignment.__code__.co_firstlineno + 2


def test_array_input_is_unchanged_by_a_program_that_writes_into_it():
    def program(v=V):
        v[0] = v[1] * 2.0
        return v.sum()

    before = V.copy()
    record(program)
    from_function(program).plain()
    assert (before == V).all()


def test_array_output_has_its_shape():
    _, trace = record(lambda v=V: np.sin(v))
    (port,) = trace.header.outputs
    assert port.shape == (3,)
    assert len(port.rows) == 3


@pytest.mark.parametrize("engine", ["dual", "tape", "jet", "finite_difference"])
@pytest.mark.parametrize("program", [lambda v=V: v * v, lambda v=V: [v[0] * v[0], v[1] * v[1], v[2] * v[2]]])
def test_output_of_an_array_s_numbers_keeps_its_derivative(program, engine):
    trace = adstudio.trace(program, engine=engine)
    assert not trace.header.notes
    assert trace.jacobian["v"] == pytest.approx(np.diag(2 * V), rel=1e-8)


@pytest.mark.parametrize("kind", ["int64", "int8", "uint16", "float32", "float16"])
def test_array_of_another_kind_is_taken_as_real_numbers_and_that_is_said(kind):
    whole = np.array([1, 2, 3], dtype=kind)
    trace = adstudio.trace(lambda a: (a * a).sum(), {"a": whole})
    [note] = trace.header.notes
    assert (note.kind, note.message) == (
        "widened",
        f"a is of {kind}, and is computed with as real numbers, in float64",
    )
    assert trace.gradient["a"].tolist() == [2.0, 4.0, 6.0]
    assert len(adstudio.trace(lambda a: a * a, {"a": whole[0]}).header.notes) == 1


def added_into(a):
    a += 0.5
    return a.sum()


@pytest.mark.parametrize("program", [added_into, lambda a: (a**-1).sum(), lambda a: a.sum() << 1.0])
def test_what_whole_numbers_refuse_is_refused(program):
    whole = np.array([1, 2, 3])
    with pytest.raises((TypeError, ValueError)) as plainly:
        program(whole.copy())
    error = adstudio.trace(program, {"a": whole}).header.error
    assert (error.type, error.message) == (type(plainly.value).__name__, str(plainly.value))


def test_a_singular_matrix_of_values_is_refused_as_numpy_does():
    with pytest.raises(np.linalg.LinAlgError, match="Singular matrix"):
        record(from_function(lambda m=ONES: np.sum(np.linalg.inv(m))))
    result, _ = record(from_function(lambda m=ONES: np.linalg.det(m)))
    assert plain(result) == 0.0


def test_a_value_that_is_stored_in_an_array_of_floats_says_what_keeps_it():
    def powers(x=1.5, *, dtype=None):
        out = np.array([0.0, 0.0, 0.0], dtype=dtype)
        for i in range(3):
            out[i] = x**i
        return out.sum()

    _, trace = record(from_function(lambda x=1.5: powers(x)))
    [note] = trace.header.notes
    assert note.message.startswith("storing it in an array of floats (make the array with dtype=object) takes a value")
    _, trace = record(from_function(lambda x=1.5: powers(x, dtype=object)))
    assert not trace.header.notes
    assert gradient(trace)["x"] == [4.0]
