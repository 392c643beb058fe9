"""What forward and reverse mode cost on a program: counted on its list of operations, and timed.

Forward mode takes one sweep for each of n inputs, and computes the values again in each; reverse mode computes them
once and takes one sweep back for each of m outputs (Griewank & Walther, Evaluating Derivatives, 2nd ed., §3.1, §4.1).
A sweep multiplies and adds once for each edge between nodes that are no literals. With m outputs the two cost the
same at some number of inputs: the crossing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.host import engines
from adstudio.host.budgets import Budgets
from adstudio.primitives.kinks import subgradient as convention
from adstudio.primitives.table import TableRules
from adstudio.program.contract import Request
from adstudio.program.errors import BadInput
from adstudio.program.program import Program
from adstudio.program.seeds import Seeds
from adstudio.traces.edits import Edit, EditKind, Edits
from adstudio.traces.header import EngineStamp
from adstudio.traces.model import Flag, SweepKind, Trace
from adstudio.traces.recorder import Recorder

FEW = 16  # outputs whose sweeps are counted one by one; of more, the first stands for all
RUNS = 9  # at most, of which the median is taken
SHARE = 0.4  # seconds for each of the things that are timed


def cost(
    program: Program,
    at: dict[str, Any],
    *,
    subgradient: str = "torch",
    budgets: Budgets | None = None,
    edits: Sequence[Edit] = (),
) -> dict[str, Any]:
    """Plain numbers: "inputs", "outputs", "operations", "edges", "bytes" (of the tape), "counted" and "timed".

    counted: {"forward", "reverse"} in elementary operations, of all sweeps; timed: the same in seconds, with
    "one_forward" (a run with one tangent), "record" and "one_reverse" (a sweep), and "runs" that the medians are of.
    Each has "crossing": the number of inputs at which forward and reverse cost the same, with these outputs.
    edits: values that are put in; a node that is set depends on nothing.
    What the program raises goes on. Raises `BadInput` where there is no input to differentiate by.
    """
    given = Given(program, program.complete(at), budgets or Budgets(), tuple(edits))
    with convention(subgradient), np.errstate(all="ignore"):
        traced = given.traced(cotangent=Seeds(kind="one"))
        n, m = len(_rows(traced.header.inputs)), len(_rows(traced.header.outputs))
        if not n:
            raise BadInput(f"{program.name} has no input to differentiate by")
        if 1 < m <= FEW:
            traced = given.traced()
        return {
            "inputs": n,
            "outputs": m,
            **_sizes(traced),
            "counted": _counted(traced, n, m),
            "timed": _timed(given, n, m),
        }


@dataclass(frozen=True, slots=True)
class Given:
    """What is run, again and again."""

    program: Program
    point: dict[str, Any]
    budgets: Budgets
    edits: tuple[Edit, ...]

    def seconds(self, engine: str, **seeds: Any) -> tuple[float, float]:
        """How long an engine runs, and of that its last sweep as it says itself."""
        recorder = self._recorder(engine)
        request = Request(at=self.point, **seeds)
        made = engines.get(engine)()
        began = time.perf_counter()
        made.run(self.program, request, recorder)
        recorder.nodes()  # the partials: the tape has them by now
        seconds = time.perf_counter() - began
        return seconds, recorder.trace().sweeps[-1].seconds

    def traced(self, **seeds: Any) -> Trace:
        """The tape of it."""
        recorder = self._recorder("tape")
        engines.get("tape")().run(self.program, Request(at=self.point, **seeds), recorder)
        return recorder.trace()

    def _recorder(self, engine: str) -> Recorder:
        return Recorder(
            engine=EngineStamp(name=engine),
            program=self.program.stamp,
            locator=self.program.positions(),
            max_nodes=self.budgets.nodes,
            rules=TableRules(),
            edits=Edits(self.edits),
        )


def _sizes(trace: Trace) -> dict[str, int]:
    nodes, active = trace.nodes, _active(trace)
    columns = (nodes.value, nodes.start, nodes.parent, nodes.partial)
    return {
        "operations": int((np.diff(nodes.start) > 0).sum()),
        "edges": int(active.sum()),
        "bytes": int(sum(column.nbytes for column in columns)),
    }


def _counted(trace: Trace, n: int, m: int) -> dict[str, float]:
    nodes = trace.nodes
    operations, active = int((np.diff(nodes.start) > 0).sum()), _active(trace)
    before = np.concatenate(([0], np.cumsum(active)))
    sent = before[nodes.start[1:]] - before[nodes.start[:-1]]  # per node, the edges it sends back along
    swept = [int(sent[sweep.rows].sum()) for sweep in trace.sweeps if sweep.kind is SweepKind.ADJOINT]
    one_forward = operations + 2 * int(active.sum())
    reverse = operations + 2 * m * sum(swept) / max(len(swept), 1)
    return {"forward": float(n * one_forward), "reverse": reverse, "crossing": reverse / max(one_forward, 1)}


def _timed(given: Given, n: int, m: int) -> dict[str, float]:
    one = Seeds(kind="one")
    ahead, runs = _median(lambda: given.seconds("dual", direction=one)[0])
    sweeps: list[float] = []

    def back() -> float:
        whole, sweep = given.seconds("tape", cotangent=one)
        sweeps.append(sweep)
        return whole

    whole, _ = _median(back)
    one_reverse = median(sweeps)
    record = max(whole - one_reverse, 0.0)
    reverse = record + m * one_reverse
    return {
        "one_forward": ahead,
        "record": record,
        "one_reverse": one_reverse,
        "forward": n * ahead,
        "reverse": reverse,
        "crossing": reverse / ahead if ahead else 0.0,
        "runs": float(runs),
    }


def _median(measure: Callable[[], float]) -> tuple[float, int]:
    """The median of some runs, and of how many: as many as its share of time allows."""
    began = time.perf_counter()
    found = [measure()]
    while len(found) < RUNS and time.perf_counter() - began < SHARE:
        found.append(measure())
    if len(found) > 2:
        del found[0]  # the first finds nothing warm
    return median(found), len(found)


def _active(trace: Trace) -> NDArray[np.bool_]:
    """(E,) which edges a derivative travels: not those to literals, and none of a node that was set by hand."""
    nodes = trace.nodes
    active: NDArray[np.bool_] = (nodes.flags[nodes.parent] & Flag.CONSTANT) == 0
    for edited in trace.edits:
        if edited.kind is EditKind.SET:
            active[nodes.start[edited.row] : nodes.start[edited.row + 1]] = False
    return active


def _rows(ports: Any) -> list[int]:
    return [row for port in ports for row in port.rows]


def in_words(data: dict[str, Any]) -> str:
    """One plain sentence: what each takes here, and where it turns."""
    counted = data["counted"]
    forward, reverse = counted["forward"], counted["reverse"]
    sizes = f"For {_named(data['inputs'], 'input')} and {_named(data['outputs'], 'output')}"
    turns = f"equal at {_named(counted['crossing'], 'input')}"
    if forward == reverse:
        return f"{sizes} forward and reverse mode take the same {forward:,.0f} operations"
    (name, cheaper), (other, dearer) = sorted((("forward", forward), ("reverse", reverse)), key=lambda mode: mode[1])
    return f"{sizes} {name} mode takes {cheaper:,.0f} operations, {other} mode {dearer:,.0f}; {turns}"


def _named(count: float, what: str) -> str:
    text = f"{count:,.3g}" if count < 1000 else f"{count:,.0f}"
    return f"{text} {what}{'' if text == '1' else 's'}"
