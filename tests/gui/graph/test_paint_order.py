"""What lies over what in the graph."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QApplication
from seen import near

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load

SOURCE = """import cmath

def f(x=1.5, y=0.5):
    z = x + 1j*y
    w = cmath.exp(z * 1j) / (z + 2)
    return abs(w) ** 2 + w.real + cmath.phase(w)
"""


def row_of(trace, label):
    return int(np.flatnonzero(trace.labels == label)[0])


def test_the_edge_of_the_step_passes_below_a_card_that_is_in_its_way(window, qtbot):
    """v₈ → v₁₇ runs through the place of v₁₆, from middle distance."""
    window.motion.choose("on")
    trace, view = running.run(load(SOURCE), "tape", Request()), window.graph.view
    window.models.document.set_trace("hand", trace)
    qtbot.waitUntil(lambda: view.scene is not None and view.scene.trace is trace and not view.outstanding)
    window.models.cursor.jump(35)
    QApplication.processEvents()
    step = trace.timeline.step(35)
    assert (step.row, step.source) == (row_of(trace, 8), row_of(trace, 17))
    layout, between = view.scene.layout, row_of(trace, 16)
    assert layout.y[step.row] == layout.y[between] == layout.y[step.source]
    color = window.theme.color("adjoint")
    side, y = layout.x[between] - layout.card[0] / 2, layout.y[between]
    beside, inside = (view.to_screen(side + by, y).toPoint() for by in (-12, 12))
    assert near(view, beside, color)
    assert not near(view, inside, color)
