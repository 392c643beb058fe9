"""What every engine must keep: a list of checks, each a fact and a function that raises `Finding` where it fails."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from adstudio.host.budgets import Budgets
from adstudio.program.contract import NestableEngine
from adstudio.testing import abilities
from adstudio.testing.cases import KNOWN, WORKED, WORKED_OPS, WORKED_VALUES, Case, program
from adstudio.testing.subject import Finding, Subject, approximate, same
from adstudio.traces.model import Flag, SweepKind, Trace

DEPTH = 10_000


class Check(NamedTuple):
    """One fact about engines."""

    says: str
    run: Callable[[Subject], None]


def _demand(holds: object, what: str) -> None:
    if not holds:
        raise Finding(what)


# ── answers ────────────────────────────────────────────────────────────────────────────────────────────


def worked_example(subject: Subject) -> None:
    """Seven nodes in the textbook's order, with the textbook's numbers."""
    trace = subject.sound(WORKED)
    ops = tuple(trace.header.ops[op] for op in trace.nodes.op)
    _demand(ops == WORKED_OPS, f"its operations are {ops}, expected {WORKED_OPS}")
    same("the node values of the worked example", trace.nodes.value, WORKED_VALUES, 1e-15)


def closed_forms(subject: Subject) -> None:
    """Values and gradients of every case."""
    for case in KNOWN:
        trace = subject.sound(case)
        same(f"value of {case.name}", trace.value, case.value, 1e-14)
        if "gradient" in subject.status.abilities:
            for name, slope in case.gradient.items():
                found = trace.gradient.get(name)
                _demand(found is not None, f"{case.name}: it has no derivative by {name}")
                same(f"∂/∂{name} of {case.name}", found, slope, subject.allowed(trace))


def several_outputs(subject: Subject) -> None:
    """Every output is differentiated when none is named."""
    case = Case("two outputs", "def f(x, y):\n    return x * y, x - y\n", {"x": 3.0, "y": 5.0}, 0.0, {})
    trace = subject.sound(case)
    same("the values of two outputs", trace.value, [15.0, -2.0], 1e-15)
    if "gradient" in subject.status.abilities:
        same("the jacobian by x", trace.jacobian["x"], [5.0, 1.0], subject.allowed(trace))
        same("the jacobian by y", trace.jacobian["y"], [3.0, -1.0], subject.allowed(trace))


def taylor_series(subject: Subject) -> None:
    """Derivatives to order 12 of 1/(1 − x), which are k!/(1 − x)ᵏ⁺¹, and of exp(x)."""
    if "taylor" not in subject.status.abilities:
        return
    for source, expected in (
        ("def f(x):\n    return 1 / (1 - x)\n", [1.0 / 0.5 ** (k + 1) for k in range(13)]),
        (
            "from math import exp\n\ndef f(x):\n    return exp(x)\n",
            [math.exp(0.5) / math.factorial(k) for k in range(13)],
        ),
    ):
        trace = subject.sound(Case("a Taylor series", source, {"x": 0.5}, 0.0, {}), order=12)
        [sweep] = [sweep for sweep in trace.sweeps if sweep.kind is SweepKind.TAYLOR]
        [output] = trace.header.outputs[0].rows
        same("Taylor coefficients", sweep.derivative[output], expected, 1e-13)


def perturbations_apart(subject: Subject) -> None:
    """d/dx (x · d/dy (x + y)) is 1, not 2 (Siskind & Pearlmutter 2005)."""
    engine: Any = subject.nested
    if engine is None:
        return
    differentiate = _derivative_of(engine)
    same("d/dx (x · d/dy (x + y))", differentiate(lambda x: x * differentiate(lambda y: x + y, 1.0), 1.0), 1.0, 1e-14)
    third = differentiate(lambda a: differentiate(lambda b: differentiate(lambda c: c * c * c * c, b), a), 2.0)
    same("the third derivative of x⁴", third, 48.0, 1e-13)


def _derivative_of(engine: NestableEngine) -> Callable[[Callable[[Any], Any], Any], Any]:
    """f, x → f′(x), by whichever rule the engine has."""
    if hasattr(engine, "push"):
        return lambda f, x: engine.push(f, (x,), (1.0,))[1]
    if hasattr(engine, "pull"):
        return lambda f, x: engine.pull(f, (x,))[1][0]
    return lambda f, x: engine.series(f, x, 1)[1]


# ── the record ─────────────────────────────────────────────────────────────────────────────────────────


def numbering(subject: Subject) -> None:
    """The rows are those of the program as it runs: same operations, parents, values, constants."""
    for case in KNOWN:
        trace, plain = subject.sound(case), subject.plain(case)
        ours, theirs = _structure(plain), _structure(trace)
        _demand(ours == theirs, f"{case.name}: its nodes are {theirs}, the program's are {ours}")
        same(f"the node values of {case.name}", trace.nodes.value, plain.nodes.value, 0.0)


def _structure(trace: Trace) -> list[tuple[str, list[int]]]:
    return [(trace.header.ops[op], trace.nodes.parents(row)) for row, op in enumerate(trace.nodes.op)]


def reuse(subject: Subject) -> None:
    """A node used twice keeps two edges."""
    trace = subject.sound(Case("x·x", "def f(x):\n    return x * x\n", {"x": 3.0}, 9.0, {}))
    _demand(trace.nodes.parents(1) == [0, 0], f"x·x has the parents {trace.nodes.parents(1)}, expected [0, 0]")


def literals(subject: Subject) -> None:
    """A literal operand is a node flagged as constant, without a partial."""
    trace = subject.sound(Case("a literal", "def f(x):\n    return x * 3.0\n", {"x": 2.0}, 6.0, {}))
    constant = (trace.nodes.flags & Flag.CONSTANT) != 0
    _demand(constant.sum() == 1, f"x·3 has {int(constant.sum())} constants, expected 1")
    to_constant = constant[trace.nodes.parent]
    _demand(np.isnan(trace.nodes.partial[to_constant]).all(), "an edge to a constant has a partial, expected NaN")


def inputs_unchanged(subject: Subject) -> None:
    """The point is the caller's: it is the same afterwards, also where the program changes its argument."""
    source = "def f(xs):\n    xs[0] = xs[0] * 2.0\n    xs.append(1.0)\n    return xs[0] * xs[1]\n"
    at = {"xs": [3.0, 4.0]}
    before = copy.deepcopy(at)
    subject.trace(program(source), at)
    _demand(at == before, f"the point was {before} before the run and is {at} after it")


def runs_equal(subject: Subject) -> None:
    """A second run is equal to the bit."""
    for case in KNOWN[:8]:
        first, second = subject.sound(case), subject.sound(case)
        pairs = [(first.nodes.value, second.nodes.value), (first.nodes.partial, second.nodes.partial)]
        pairs += [(a.derivative, b.derivative) for a, b in zip(first.sweeps, second.sweeps, strict=True)]
        _demand(all(np.array_equal(a, b, equal_nan=True) for a, b in pairs), f"{case.name}: a second run differs")


def deep_chain(subject: Subject) -> None:
    """Ten thousand operations in a row need no recursion."""
    source = f"def f(x):\n    for _ in range({DEPTH}):\n        x = x * 1.0001\n    return x\n"
    trace = subject.sound(Case("a deep chain", source, {"x": 1.0}, 0.0, {}))
    if "gradient" in subject.status.abilities:
        expected = math.exp(DEPTH * math.log(1.0001))
        same(f"a chain of {DEPTH:,} operations", trace.gradient["x"], expected, max(1e-10, subject.allowed(trace)))


# ── how it ends ────────────────────────────────────────────────────────────────────────────────────────


def errors_keep_steps(subject: Subject) -> None:
    """An error of the program is told with its line, and the steps before it stay."""
    source = "from math import log\n\ndef f(x):\n    y = x * 2.0\n    z = y - 4.0\n    return log(z)\n"
    trace = subject.trace(program(source), {"x": 2.0})
    error = trace.header.error
    _demand(error is not None, "log(0) went through; in plain Python it raises ValueError")
    assert error is not None
    _demand(error.type == "ValueError", f"log(0) ended with {error.type}: {error.message}; expected ValueError")
    _demand(error.line == 6, f"log(0) in line 6 was told to be in line {error.line}")
    ops = [trace.header.ops[op] for op in trace.nodes.op]
    _demand({"input", "mul", "sub"} <= set(ops), f"of the steps before the error only {ops} are left")


def errors_only_where_python_raises(subject: Subject) -> None:
    """√x at 0 has a value, and an infinite derivative: no error."""
    trace = subject.sound(
        Case("sqrt at 0", "from math import sqrt\n\ndef f(x):\n    return sqrt(x)\n", {"x": 0.0}, 0.0, {})
    )
    if "gradient" in subject.status.abilities and not approximate(trace):
        same("the derivative of √x at 0", trace.gradient["x"], math.inf, 0.0)


def not_a_number(subject: Subject) -> None:
    """NaN goes through as NaN, infinity as infinity."""
    for text, value in (("x * float('nan')", math.nan), ("x * float('inf')", math.inf)):
        trace = subject.sound(Case(text, f"def f(x):\n    return {text}\n", {"x": 2.0}, 0.0, {}))
        same(text, trace.value, value, 0.0)


def budget_kept(subject: Subject) -> None:
    """A budget of nodes ends the run; what was recorded stays."""
    source = "def f(x):\n    while True:\n        x = x + 1.0\n"
    trace = subject.trace(program(source), {"x": 1.0}, budgets=Budgets(nodes=500, seconds=30.0))
    _demand(
        trace.header.truncated is not None, f"an endless program ended with {trace.header.error}, not by its budget"
    )
    _demand(0 < len(trace) <= 500, f"under a budget of 500 nodes {len(trace)} were recorded")


# ── what is noted ──────────────────────────────────────────────────────────────────────────────────────


def kinks_flagged(subject: Subject) -> None:
    """A derivative that is one-sided is flagged."""
    for text in ("abs(x)", "max(x, 0.0)"):
        trace = subject.sound(Case(f"{text} at 0", f"def f(x):\n    return {text}\n", {"x": 0.0}, 0.0, {}))
        _demand((trace.nodes.flags & Flag.KINK).any(), f"{text} at 0 has a kink, and no node is flagged")


def left_graph_noted(subject: Subject) -> None:
    """A value that leaves the graph is noted with its line."""
    trace = subject.sound(Case("float(x)", "def f(x):\n    y = float(x)\n    return x * y\n", {"x": 3.0}, 9.0, {}))
    lines = [note.line for note in trace.header.notes if note.kind == "left-graph"]
    _demand(lines == [2], f"float(x) in line 2 leaves the graph; noted were lines {lines}")


def branches_recorded(subject: Subject) -> None:
    """A comparison is written down with its outcome and its margin."""
    source = "def f(x):\n    if x > 1.0:\n        return x * x\n    return x\n"
    trace = subject.sound(Case("a branch", source, {"x": 3.0}, 9.0, {}))
    tables = [series for series in trace.series if series.name == "branches"]
    _demand(len(tables) == 1, "a comparison was made and no branch is recorded")
    same("the margin of 3 > 1", tables[0]["margin"], [2.0], 0.0)


def stop_gradient_stops(subject: Subject) -> None:
    """No derivative passes adstudio.stop_gradient."""
    source = "from adstudio import stop_gradient\n\ndef f(x):\n    return stop_gradient(x) * x\n"
    trace = subject.sound(Case("stop_gradient", source, {"x": 3.0}, 9.0, {}))
    if "gradient" in subject.status.abilities and not approximate(trace):
        same("the derivative of stop_gradient(x)·x", trace.gradient["x"], 3.0, subject.allowed(trace))


def convention_kept(subject: Subject) -> None:
    """The subgradient of |x| at 0 is the one asked for, or a note of kind "engine" says that it is not."""
    case = Case("abs at 0", "def f(x):\n    return abs(x)\n", {"x": 0.0}, 0.0, {})
    if "gradient" not in subject.status.abilities or approximate(subject.sound(case)):
        return
    for convention, slope in (("torch", 0.0), ("0", -1.0), ("1/2", 0.0), ("1", 1.0)):
        trace = subject.sound(case, subgradient=convention)
        if not any(note.kind == "engine" and "subgradient" in note.message for note in trace.header.notes):
            same(f"abs at 0 by convention {convention}", trace.gradient["x"], slope, 0.0)


# fmt: off
CHECKS: tuple[Check, ...] = (
    Check("the worked example has the textbook's nodes",    worked_example),
    Check("values and gradients are the closed forms",      closed_forms),
    Check("several outputs have a jacobian",                several_outputs),
    Check("Taylor series are the closed forms",             taylor_series),
    Check("nested perturbations stay apart",                perturbations_apart),
    Check("nodes are numbered as the program runs",         numbering),
    Check("a node used twice keeps two edges",              reuse),
    Check("literals are constants without a partial",       literals),
    Check("inputs are unchanged after a run",               inputs_unchanged),
    Check("a second run is equal",                          runs_equal),
    Check("a chain of 10,000 operations works",             deep_chain),
    Check("an error keeps the steps before it",             errors_keep_steps),
    Check("an error is raised only where Python raises",    errors_only_where_python_raises),
    Check("NaN and infinity go through",                    not_a_number),
    Check("a budget is kept",                               budget_kept),
    Check("kinks are flagged",                              kinks_flagged),
    Check("a value that leaves the graph is noted",         left_graph_noted),
    Check("branches are recorded",                          branches_recorded),
    Check("stop_gradient stops",                            stop_gradient_stops),
    Check("the subgradient convention is kept",             convention_kept),
    Check("a direction is gone along",                      abilities.along_a_direction),
    Check("a cotangent is pulled back",                     abilities.from_a_cotangent),
    Check("edited values and adjoints are gone on from",    abilities.goes_on_from_edits),
)
# fmt: on
