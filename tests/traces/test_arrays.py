"""The array store: whole within the budget, then a summary and a sample; known answers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from adstudio.traces.arrays import SAMPLE, ArrayStoreBuilder, summary

nan, inf = math.nan, math.inf


# fmt: off
SUMMARIES = [
    # entries                     norm       min   max   mean  NaN  inf
    ([3.0, -4.0],                 (5.0,      -4.0, 3.0,  -0.5, 0.0, 0.0)),
    ([3.0, nan, -4.0, inf, -inf], (5.0,      -4.0, 3.0,  -0.5, 1.0, 2.0)),
    ([3e200, -4e200],             (5e200,    -4e200, 3e200, -0.5e200, 0.0, 0.0)),
    ([3e-200, -4e-200],           (5e-200,   -4e-200, 3e-200, -0.5e-200, 0.0, 0.0)),
    ([1.7e308, 1.7e308],          (inf,      1.7e308, 1.7e308, 1.7e308, 0.0, 0.0)),
    ([0.0, 0.0],                  (0.0,      0.0, 0.0, 0.0, 0.0, 0.0)),
    ([nan, inf],                  (0.0,      nan, nan, nan, 1.0, 1.0)),
    ([],                          (0.0,      nan, nan, nan, 0.0, 0.0)),
]
# fmt: on


@pytest.mark.parametrize(("array", "expected"), SUMMARIES)
def test_summary_is_of_the_finite_entries(array: list[float], expected: tuple[float, ...]) -> None:
    assert summary(np.array(array)) == pytest.approx(expected, rel=1e-15, nan_ok=True)


def test_arrays_are_whole_until_the_budget_is_used_up() -> None:
    builder = ArrayStoreBuilder(budget_bytes=100)
    assert [builder.add(np.arange(n, dtype=np.float32).reshape(1, n)) for n in (10, 100, 2, 1)] == [0, 1, 2, 3]
    store = builder.build()
    assert store.full == (True, False, True, False)
    assert store.shape == ((1, 10), (1, 100), (1, 2), (1, 1))
    assert store.dtype == ("float32",) * 4
    assert store.data[0].shape == (1, 10)
    assert store.data[1].shape == (SAMPLE,)
    assert store.data[3].tolist() == [0.0]
    assert store.summary[1, :4].tolist() == [math.sqrt(328350), 0.0, 99.0, 49.5]


def test_a_sample_has_both_ends_and_no_entry_twice() -> None:
    builder = ArrayStoreBuilder(budget_bytes=0)
    builder.add(np.arange(1000))
    sample = builder.build().data[0]
    assert (sample[0], sample[-1]) == (0.0, 999.0)
    assert len(set(sample.tolist())) == SAMPLE


def test_an_array_changed_afterwards_is_kept_as_it_was() -> None:
    builder, array = ArrayStoreBuilder(budget_bytes=800), np.ones(3)
    builder.add(array)
    array[:] = 7.0
    assert builder.build().data[0].tolist() == [1.0, 1.0, 1.0]


def test_an_array_without_entries_costs_nothing_and_is_whole() -> None:
    builder = ArrayStoreBuilder(budget_bytes=0)
    builder.add(np.empty((0, 3)))
    store = builder.build()
    assert (store.full, store.data[0].shape) == ((True,), (0, 3))


def test_a_builder_without_arrays_builds_an_empty_store() -> None:
    store = ArrayStoreBuilder(budget_bytes=8).build()
    assert (len(store), store.summary.shape) == (0, (0, 6))


@pytest.mark.parametrize("array", [np.array([1j]), np.array(["a"]), np.array([None])])
def test_what_is_no_real_number_is_refused(array: np.ndarray) -> None:
    with pytest.raises(TypeError, match="arrays hold real numbers, not"):
        ArrayStoreBuilder(budget_bytes=8).add(array)
