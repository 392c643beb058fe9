"""The spatial index finds what a look at all boxes finds."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from adstudio.analysis.grid import Grid


@given(seed=st.integers(0, 10_000), count=st.integers(0, 300), wide=st.booleans())
def test_query_finds_what_a_full_look_finds(seed: int, count: int, wide: bool) -> None:
    rng = np.random.default_rng(seed)
    corner = rng.uniform(-1000, 1000, (count, 2))
    size = rng.exponential(20, (count, 2)) * (rng.integers(1, 60, (count, 1)) if wide else 1)
    boxes = np.concatenate([corner, corner + size], axis=1)
    if count:
        boxes[rng.integers(0, count)] = np.nan
    left, top = rng.uniform(-1200, 1000, 2)
    right, bottom = left + rng.exponential(300), top + rng.exponential(300)
    expected = np.flatnonzero(
        (boxes[:, 0] <= right) & (boxes[:, 2] >= left) & (boxes[:, 1] <= bottom) & (boxes[:, 3] >= top)
    )
    assert np.array_equal(Grid(boxes).query(left, top, right, bottom), expected)


def test_point_in_a_box_finds_it() -> None:
    assert Grid(np.array([[0.0, 0.0, 10.0, 5.0]])).query(10, 5, 10, 5).tolist() == [0]
    assert Grid(np.array([[0.0, 0.0, 10.0, 5.0]])).query(10.1, 5, 11, 6).tolist() == []
