"""A result that is a constant has no number, and no card: the step and the table call it by its name."""

from __future__ import annotations

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load


def test_the_adjoint_of_a_constant_result_has_its_name(window):
    trace = running.run(load("def f(x=1.0):\n    return 3.0\n"), "tape", Request())
    window.models.document.set_trace("hand", trace)
    window.models.cursor.end()
    step = window.step.toPlainText()
    assert "v̄₀" not in step
    assert "adjoint of f = 1" in step
    assert "f is the constant 3: its adjoint is 1, which flows on to nothing" in step
    assert window.step.subtitle == "backward · f = 3"
    assert window.panel("trace").steps.cell(0, 1) == "adjoint of f"
