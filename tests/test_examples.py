"""The example programs: all run, and the recorded one is what the engine records today."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from adstudio import assets
from adstudio.analysis import kept_layout
from adstudio.analysis.layout import Layout, Wiring, card_size, layout
from adstudio.gui.graph.layouting import label_widths
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces import files
from adstudio.traces.model import Trace

EXAMPLES = sorted(assets.path("examples").glob("*.py"))
RECORDED = assets.path("examples") / "seed_example.json"
KEPT_LAYOUT = RECORDED.with_suffix(".layout.json")


def recorded() -> Trace:
    """The example's trace, as the file in assets was made: `record_example()`."""
    text = assets.path("examples", "seed_example.py").read_text("utf-8")
    return running.run(load(text, file="seed_example.py"), "tape", Request())


def record_example() -> None:
    """Write both files anew, after a change of format: python -c 'from test_examples import *; record_example()'."""
    recorded().save(RECORDED)
    KEPT_LAYOUT.write_text(kept_layout.encoded(layout_of_recorded(files.load(RECORDED))), "utf-8")


def layout_of_recorded(trace: Trace) -> Layout:
    """As the graph makes it."""
    wiring = Wiring.of(trace)
    return layout(wiring, card_size(len(wiring.card)), label_width=label_widths(trace))


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
@pytest.mark.parametrize("engine", ["dual", "tape", "jet", "finite_difference", "torch"])
def test_example_runs_under_every_engine(path: Path, engine: str) -> None:
    trace = running.run(load(path), engine, Request())
    assert trace.header.error is None
    assert trace.header.outputs


def test_recorded_example_is_what_the_tape_records() -> None:
    kept, fresh = files.load(RECORDED), recorded()
    assert kept.header.program == fresh.header.program
    assert np.array_equal(kept.nodes.value, fresh.nodes.value)
    assert np.array_equal(kept.nodes.partial, fresh.nodes.partial)
    assert np.array_equal(kept.sweeps[1].derivative, fresh.sweeps[1].derivative)
    assert not Path(kept.header.program.sources[0].file).is_absolute()


def test_kept_layout_of_the_recorded_example_is_what_the_graph_would_make() -> None:
    trace = files.load(RECORDED)
    kept, fresh = kept_layout.load(KEPT_LAYOUT), layout_of_recorded(trace)
    assert (kept.kind, kept.key, kept.card) == (fresh.kind, fresh.key, fresh.card)
    assert np.allclose(kept.x, fresh.x, atol=0.01)
    assert np.allclose(kept.y, fresh.y, atol=0.01)
    assert np.array_equal(kept.bend_start, fresh.bend_start)
    assert np.allclose(kept.bends, fresh.bends, atol=0.01)
