"""What a sentence says of the steps that are out of the ordinary, on programs that real engines ran."""

from __future__ import annotations

import numpy as np
import pytest
from msgspec.structs import replace

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.model import ArrayStore, SweepKind, Trace

KINK = "def f(x=0.0):\n    return abs(x) * 3\n"
SQUARE = "def f(x=3.0):\n    return x * x\n"
LOG = "import numpy as np\ndef f(x=-1.0):\n    return np.log(x) * 2\n"
ROOT = "from math import sqrt\ndef f(x=0.0):\n    return sqrt(x) * 2\n"
TRAP = "from math import sqrt\ndef f(x=0.0):\n    mask = 1.0 if x > 0 else 0.0\n    return mask * sqrt(x)\n"
BRANCH = "def f(x=0.5):\n    if x > 0.2:\n        return x * 2\n    return -x\n"
OTHER = "def f(x=0.1):\n    if x > 0.2:\n        return x * 2\n    return -x\n"
HUGE = "def f(x=2.0):\n    return x * 1e300 * 1e300\n"
LARGEST = "import numpy as np\ndef f(x=3.0, y=1.0):\n    z = np.array([x, y])\n    return 2 * z.max()\n"
FLAT = "from math import floor\ndef f(x=2.5):\n    return floor(x) * 2 + x\n"


def told(source: str, engine: str, kind: SweepKind, which: int) -> str:
    """The sentence of step number `which` of the first sweep of a kind."""
    trace = traced(source, engine)
    band = next(band for band in trace.timeline.sweeps if band.kind is kind)
    return trace.formulas.sentence(trace.timeline[range(band.start, band.stop)[which]])


def traced(source: str, engine: str) -> Trace:
    return running.run(load(source), engine, Request())


@pytest.mark.parametrize(
    ("source", "engine", "kind", "which", "ending"),
    [
        (KINK, "tape", SweepKind.PRIMAL, 1, "; it has a kink here: its slope depends on the side one comes from"),
        (KINK, "tape", SweepKind.ADJOINT, -1, "; v₂ has a kink here, and of its slopes 0 was chosen"),
        (KINK, "dual", SweepKind.TANGENT, 1, "; it has a kink here, and one of its slopes was chosen"),
        (SQUARE, "tape", SweepKind.ADJOINT, 1, "1 of 2 received, this one through the first argument of v₂"),
        (SQUARE, "tape", SweepKind.ADJOINT, 2, "2 of 2 received, this one through the second argument of v₂"),
        (LOG, "tape", SweepKind.PRIMAL, 1, "; NaN is born here: every argument is finite"),
        (LOG, "tape", SweepKind.PRIMAL, 2, "and is the result f; NaN comes from v₂ = NaN"),
        (ROOT, "tape", SweepKind.ADJOINT, -1, "; ∞ is born here: the partial ∂v₂/∂v₁ is ∞"),
        (ROOT, "dual", SweepKind.TANGENT, 1, "; ∞ is born here: the partial ∂v₂/∂v₁ is ∞"),
        (ROOT, "dual", SweepKind.TANGENT, 2, "; ∞ comes from the derivative of v₂"),
        (ROOT, "jet", SweepKind.TAYLOR, 2, "; ∞ comes from the derivative of v₂"),
        (TRAP, "tape", SweepKind.ADJOINT, -1, "the partial ∂v₂/∂v₁ is infinite, and 0 · ∞ is no number"),
        (BRANCH, "tape", SweepKind.PRIMAL, 1, "; the program came here because x > 0.2 holds in line 2, by 0.3"),
        (OTHER, "tape", SweepKind.PRIMAL, 1, "; the program came here because x > 0.2 does not hold in line 2, by 0.1"),
        (LARGEST, "tape", SweepKind.PRIMAL, 2, "; before it a comparison in z.max() came out true in line 4, by 2"),
        (HUGE, "tape", SweepKind.PRIMAL, 2, "and is the result f; ∞ is born here: every argument is finite"),
        (FLAT, "tape", SweepKind.ADJOINT, -1, "; v₂ does not change with v₁ here: its partial is 0"),
        (SQUARE, "dual", SweepKind.TANGENT, 0, "x is the direction: its tangent is 1"),
        (SQUARE, "jet", SweepKind.TAYLOR, 0, "x is the direction: its series is its value, then 1, up to order 1"),
        (SQUARE, "finite_difference", SweepKind.DIFFERENCE, 0, "its quotient is 1"),
        (SQUARE, "finite_difference", SweepKind.DIFFERENCE, 1, "how far they lie apart, over 2h, is its quotient"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in log")  # numpy's, of the line of the program
def test_a_sentence_ends_with_what_is_special(
    source: str, engine: str, kind: SweepKind, which: int, ending: str
) -> None:
    words = told(source, engine, kind, which)
    assert words.endswith(ending), words
    assert not words.endswith(".")


def test_a_node_that_does_not_move_says_so() -> None:
    source = "from math import sin\ndef f(x1=2.0, x2=5.0):\n    a = sin(x2)\n    return a * x1\n"
    assert told(source, "dual", SweepKind.TANGENT, 2) == (
        "No argument of v₃ moves in this direction, so its tangent is 0"
    )


def test_an_array_says_its_shape_and_that_its_norm_is_shown() -> None:
    trace = traced(SQUARE, "tape")
    arrays = ArrayStore(((2, 3),), ("float64",), np.zeros((1, 6)), (np.zeros((2, 3)),), (True,))
    trace = replace(trace, nodes=replace(trace.nodes, array=np.array([-1, 0], np.int32)), arrays=arrays)
    assert trace.formulas.sentence(trace.timeline[1]).endswith(
        "it is an array of 2 × 3, and of its value the norm is shown"
    )


def test_what_is_added_to_a_nan_says_that_it_was_one_already() -> None:
    source = "from math import sqrt\ndef f(x=0.0):\n    y = x * 2\n    z = 0.0 * sqrt(x)\n    return y + z\n"
    trace = traced(source, "tape")
    last = trace.timeline[-1]
    assert (last.row, last.received, last.contribution) == (0, 2, 2.0)
    assert trace.formulas.sentence(last).endswith("2 of 2 received; it was NaN already")
