import math

import numpy as np
import pytest

from adstudio.analysis.points import numbers, points
from adstudio.host import running
from adstudio.program import loading
from adstudio.program.contract import Request

SOURCE = "from math import log, sin\n\ndef f(x1=2.0, x2=5.0):\n    return log(x1) + x1 * x2 - sin(x2)\n"


def test_each_point_has_its_value_and_gradient_in_order():
    at = [{"x1": 2.0, "x2": 5.0}, {"x1": 1.0, "x2": math.pi}]
    first, second = points(loading.load(SOURCE), at)
    # Griewank & Walther, Evaluating Derivatives, 2nd ed.: the seven-node example
    assert first["value"] == pytest.approx([11.652071455223084], rel=1e-15)
    assert first["gradient"]["x1"] == [5.5]
    assert first["gradient"]["x2"] == pytest.approx([2.0 - math.cos(5.0)], rel=1e-15)
    assert second["gradient"]["x2"] == pytest.approx([2.0], rel=1e-15)


def test_a_point_where_the_program_fails_says_so_and_the_others_are_answered():
    at = [{"x1": -1.0}, {"x1": 1.0}, {"x3": 1.0}]
    failed, fine, unknown = points(loading.load(SOURCE), at)
    assert "math domain error" in failed["error"]
    assert fine["gradient"]["x1"] == [6.0]
    assert "no input 'x3'" in unknown["error"]


def test_arrays_and_several_outputs_are_flat():
    program = loading.load("import numpy as np\nAT = {'v': np.array([1.0, 2.0])}\n\ndef f(v):\n    return v * v\n")
    trace = running.run(program, "tape", Request())
    found = numbers(trace)
    assert found["value"] == [1.0, 4.0]
    np.testing.assert_array_equal(found["gradient"]["v"], [2.0, 0.0])
