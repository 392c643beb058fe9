"""What a plot does with numbers that have no place in a picture."""

from __future__ import annotations

import math

import numpy as np
import pytest

from adstudio.gui.theme import Theme


@pytest.fixture
def plot(qtbot):
    from adstudio.gui.plots import ThemedPlot

    made = ThemedPlot(Theme("dark"))
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("values", [[math.nan], [math.inf], [-math.inf, math.inf], [1e308, -1e308], [5e-324], []])
def test_marks_without_a_place_are_left_out(plot, values):
    drawn = plot.plot(np.arange(float(len(values))), values, pen=None, symbol="o")
    plot.grab()
    x, y = drawn.getData()
    assert x is None or np.isfinite(y).all()


@pytest.mark.parametrize("values", [[math.nan], [math.inf], [-math.inf, math.inf], [1e308, 1.0], [None], []])
def test_dots_without_a_place_are_left_out(plot, values):
    drawn = plot.dots(np.arange(float(len(values))), values, "o", 7, "w")
    plot.grab()
    assert drawn.getData()[1].tolist() == [value for value in values if value == 1.0]
    assert drawn.boundingRect().isValid() is (1.0 in values)


def test_a_curve_keeps_its_gaps(plot):
    drawn = plot.plot([0.0, 1.0, 2.0], [1.0, math.inf, 3.0], connect="finite")
    assert np.isnan(drawn.getData()[1]).tolist() == [False, True, False]


@pytest.mark.parametrize("ends", [(math.nan, math.nan), (-math.inf, 1.0), (0.0, 1e308)])
def test_a_range_that_is_none_leaves_the_view_as_it_is(plot, ends):
    plot.look_at(x=(2.0, 3.0), y=(4.0, 5.0))
    plot.look_at(x=(0.0, 1.0), y=ends)
    assert plot.viewRange() == [[0.0, 1.0], [4.0, 5.0]]
