"""Programs with complex numbers inside, in every engine: derivatives against mpmath at 50 digits."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from adstudio.host import running
from adstudio.host.nesting import derivative, derivatives, gradient
from adstudio.program.contract import Request
from adstudio.program.loading import from_function
from adstudio.traces.model import Trace

EXACT = ("dual", "tape", "jet", "torch")


def low_pass(w: float = 3.0, r: float = 2.0, c: float = 0.1) -> float:
    return abs(1 / (1 + 1j * w * r * c))


def resonant(w: float = 0.7) -> float:
    s = 1j * w
    return cmath.phase(1 / (s * s + 0.3 * s + 1))


def turning(x: float = 0.3, y: float = 0.4) -> float:
    return abs(cmath.exp(1j * x) * y + 1)


def squared(x: float = 1.5, y: float = 0.5) -> float:
    z = complex(x, y)
    return abs(z * z) + complex(z, x).imag


def cubed(x: float = 1.3, y: float = -0.4) -> float:
    return ((x + 1j * y) ** 3).real


def newton(a: float = 0.3, b: float = 1.4) -> float:
    z = 1.0 + 1.0j
    for _ in range(12):
        z = z - (z**3 + a * z + b) / (3 * z**2 + a)
    return z.imag


def inverse(x: float = 0.3, y: float = -0.7) -> float:
    z = complex(0.2, 0.1) + x - 1j * y
    w = cmath.acos(z) * cmath.asinh(z) - cmath.atanh(z / 3) / cmath.sqrt(z - 2) + cmath.log10(z) ** 1.5
    return w.real * w.imag + cmath.tan(z).real - cmath.log(z, 3).imag


def negative_base(x: float = -1.7, y: float = 0.4) -> float:
    return (x**y).imag


def array(x: float = 0.3, y: float = 1.2) -> float:
    z = np.array([x, 1j, y]) * 1j + y
    return np.abs(np.dot(z, np.exp(z))) + np.angle(np.sum(z)) + np.real(np.mean(np.sqrt(z)))


REFERENCES: dict[Callable[..., float], Callable[..., Any]] = {}


def reference(f: Callable[..., float]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def keep(g: Callable[..., Any]) -> Callable[..., Any]:
        REFERENCES[f] = g
        return g

    return keep


@reference(low_pass)
def _(w: Any, r: Any, c: Any) -> Any:
    return 1 / mpmath.sqrt(1 + (w * r * c) ** 2)


@reference(resonant)
def _(w: Any) -> Any:
    return -mpmath.atan2(mpmath.mpf(0.3) * w, 1 - w * w)


@reference(turning)
def _(x: Any, y: Any) -> Any:
    return mpmath.sqrt((1 + y * mpmath.cos(x)) ** 2 + (y * mpmath.sin(x)) ** 2)


@reference(squared)
def _(x: Any, y: Any) -> Any:
    return x * x + y * y + y + x


@reference(cubed)
def _(x: Any, y: Any) -> Any:
    return x**3 - 3 * x * y**2


@reference(newton)
def _(a: Any, b: Any) -> Any:
    return max(mpmath.im(root) for root in mpmath.polyroots([1, 0, a, b], maxsteps=200, extraprec=400))


@reference(inverse)
def _(x: Any, y: Any) -> Any:
    z = mpmath.mpc(0.2, 0.1) + x - mpmath.mpc(0, 1) * y
    w = mpmath.acos(z) * mpmath.asinh(z) - mpmath.atanh(z / 3) / mpmath.sqrt(z - 2) + mpmath.log10(z) ** 1.5
    return mpmath.re(w) * mpmath.im(w) + mpmath.re(mpmath.tan(z)) - mpmath.im(mpmath.log(z, 3))


@reference(negative_base)
def _(x: Any, y: Any) -> Any:
    return (-x) ** y * mpmath.sin(mpmath.pi * y)


@reference(array)
def _(x: Any, y: Any) -> Any:
    i = mpmath.mpc(0, 1)
    z = [x * i + y, -1 + y, y * i + y]
    dot = sum(entry * mpmath.exp(entry) for entry in z)
    return abs(dot) + mpmath.arg(sum(z)) + mpmath.re(sum(mpmath.sqrt(entry) for entry in z)) / 3


def known(f: Callable[..., float]) -> list[float]:
    """∂f of each argument at the defaults."""
    point = [mpmath.mpf(x) for x in f.__defaults__ or ()]
    with mpmath.workdps(50):
        orders = np.eye(len(point), dtype=int).tolist()
        return [float(mpmath.diff(REFERENCES[f], tuple(point), tuple(order))) for order in orders]


def run(f: Callable[..., Any], engine: str, **request: Any) -> Trace:
    return running.run(from_function(f), engine, Request(**request))


SMOOTH = list(REFERENCES)


@pytest.mark.parametrize("engine", EXACT)
@pytest.mark.parametrize("f", SMOOTH)
def test_slope_through_complex_numbers_is_the_reference(f: Callable[..., float], engine: str) -> None:
    trace = run(f, engine)
    assert trace.header.error is None
    assert list(trace.gradient.values()) == pytest.approx(known(f), rel=1e-12)


@pytest.mark.parametrize("f", SMOOTH)
def test_value_is_the_plain_programs(f: Callable[..., float]) -> None:
    trace = run(f, "dual")
    [port] = trace.header.outputs
    assert trace.nodes.value[port.rows[0]] == pytest.approx(f(), rel=1e-15)


@pytest.mark.parametrize(("method", "tolerance"), [("central", 1e-7), ("Richardson", 1e-8), ("complex step", 1e-13)])
@pytest.mark.parametrize("f", SMOOTH)
def test_difference_quotient_through_complex_numbers(f: Callable[..., float], method: str, tolerance: float) -> None:
    """The complex step moves the real parts that the program was recorded as, so |z| and Re z are continued too."""
    trace = run(f, "finite_difference", options={"method": method})
    assert not trace.header.notes
    assert list(trace.gradient.values()) == pytest.approx(known(f), rel=tolerance)


@pytest.mark.parametrize("f", SMOOTH)
def test_error_curve_of_every_method_comes_to_the_reference(f: Callable[..., float]) -> None:
    name, slope = f.__code__.co_varnames[0], known(f)[0]
    trace = run(f, "finite_difference", options={"curve": name, "sweeps": False})
    curve = next(series for series in trace.series if series.name == f"curve:{name}")
    methods = np.array(curve["method"])
    assert set(methods) == {"forward", "central", "Richardson", "complex step"}
    for method, tolerance in (("forward", 1e-6), ("central", 1e-8), ("Richardson", 1e-9), ("complex step", 1e-13)):
        errors = np.abs(curve["estimate"][methods == method] - slope)
        assert np.nanmin(errors) <= tolerance * abs(slope)


@pytest.mark.parametrize("engine", EXACT)
def test_complex_result_is_two_outputs(engine: str) -> None:
    """(x + iy)² has the slopes of x² − y² and 2xy."""
    trace = run(lambda x=3.0, y=2.0: (x + 1j * y) ** 2, engine)
    assert [port.name for port in trace.header.outputs] == ["<lambda>.real", "<lambda>.imag"]
    assert trace.jacobian["x"].tolist() == [6.0, 4.0]
    assert trace.jacobian["y"].tolist() == [-4.0, 6.0]


def test_plain_complex_result_is_two_constants() -> None:
    trace = run(lambda x=3.0: [1 + 2j, x], "tape")
    assert [port.name for port in trace.header.outputs] == ["<lambda>[0].real", "<lambda>[0].imag", "<lambda>[1]"]
    assert [float(trace.nodes.value[port.rows[0]]) for port in trace.header.outputs] == [1.0, 2.0, 3.0]


def test_branch_on_a_complex_number_is_recorded() -> None:
    trace = run(lambda x=3.0: x * x if x + 1j == 3 + 1j and x != 1j and 1j * x else x, "tape")
    branches = next(series for series in trace.series if series.name == "branches")
    assert branches["outcome"].tolist() == [1.0, 1.0, 1.0]
    assert branches["margin"].tolist() == pytest.approx([0.0, math.sqrt(10.0), 3.0])
    assert trace.gradient == {"x": 6.0}


# ── nested ─────────────────────────────────────────────────────────────────────────────────────────────


def test_slope_of_a_complex_function_is_complex() -> None:
    found = derivative(lambda x: cmath.exp(2j * x))(0.3)
    assert found == pytest.approx(2j * cmath.exp(0.6j), rel=1e-15)


def test_second_derivative_passes_through_complex_numbers() -> None:
    """(Re e^{2ix})″ = −4 cos 2x."""
    f = derivative(lambda x: derivative(lambda u: cmath.exp(2j * u).real)(x))
    assert f(0.3) == pytest.approx(-4 * math.cos(0.6), rel=1e-15)
    assert run(lambda x=0.3: derivative(lambda u: cmath.exp(2j * u).real)(x), "tape").gradient["x"] == pytest.approx(
        -4 * math.cos(0.6), rel=1e-14
    )


@pytest.mark.parametrize("engine", ["jet", "torch"])
def test_higher_orders_pass_through_complex_numbers(engine: str) -> None:
    """1/(1 + x²) is Re 1/(1 + ix); its Taylor coefficients at 0 are 1, 0, −1, 0, 1."""
    found = derivatives(lambda x: (1 / (1 + 1j * x)).real, 0.0, order=4, engine=engine)
    assert found.tolist() == pytest.approx([1.0, 0.0, -2.0, 0.0, 24.0])


def test_gradient_needs_a_real_result() -> None:
    with pytest.raises(TypeError, match="needs one number, <lambda> returned complex"):
        gradient(lambda x: 1j * x)(2.0)
