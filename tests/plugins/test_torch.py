"""The torch engine: plain programs on tensors beside floats, and torch functions as PyTorch runs them."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from primitives.domains import DOMAINS

from adstudio.analysis.orders import orders
from adstudio.host import running
from adstudio.primitives.table import TABLE
from adstudio.program.contract import Request
from adstudio.program.loading import from_function, load
from adstudio.traces.model import Flag, Trace
from adstudio_torch.operations import OPERATIONS

HEAD = "import torch, math\nimport torch.nn.functional as F\n"


def run(source: str | Callable[..., Any], engine: str = "torch", **at: Any) -> Trace:
    program = load(source) if isinstance(source, str) else from_function(source)
    return running.run(program, engine, Request(at=at))


def ops(trace: Trace) -> list[str]:
    return [trace.header.ops[op] for op in trace.nodes.op]


def notes(trace: Trace, kind: str = "left-graph") -> list[Any]:
    return [note for note in trace.header.notes if note.kind == kind]


# ── plain programs ─────────────────────────────────────────────────────────────────────────────────────


def test_every_primitive_has_an_operation() -> None:
    assert set(OPERATIONS) == set(TABLE)


# Digits that PyTorch's own formulas lose at the far points of the domains, where ours keep them (the tape is tested
# against mpmath): relative, and absolute where the slope itself is rounded away.
LOST: dict[str, tuple[float, float]] = {
    "expm1": (0.0, 2e-16),  # v + 1
    "tanh": (0.0, 2e-16),  # 1 − v²
    "asin": (1e-11, 0.0),  # 1 − x² near 1
    "acos": (1e-11, 0.0),
    "atanh": (3e-11, 0.0),
    "acosh": (4e-11, 0.0),  # x² − 1 near 1
    "digamma": (1e-9, 0.0),  # its trigamma has nine digits
}


@pytest.mark.parametrize("name", DOMAINS)
def test_primitive_has_the_tapes_value_and_slopes(name: str) -> None:
    domain, primitive = DOMAINS[name], TABLE[name]
    for point in domain.points:
        active = [i for i in range(len(point)) if i not in domain.literal]

        def apply(xs: list[float], point: Any = point, active: Any = tuple(active)) -> Any:
            given = list(point)
            for i, x in zip(active, xs, strict=True):
                given[i] = x
            return primitive.at(*given)

        program = load("def f(xs):\n    return APPLY(xs)\n")
        program.function.__globals__["APPLY"] = apply
        request = Request(at={"xs": [point[i] for i in active]})
        found, tape = (running.run(program, engine, request) for engine in ("torch", "tape"))
        assert found.header.error is None, (point, found.header.error)
        assert found.value == tape.value
        relative, absolute = LOST.get(name, (0.0, 0.0))
        expected = pytest.approx(tape.gradient["xs"], rel=max(relative, 2e-13), abs=max(absolute, 1e-300))
        assert found.gradient["xs"] == expected, point


@pytest.mark.parametrize("name", DOMAINS)
def test_operation_has_the_primitives_value(name: str) -> None:
    for point in DOMAINS[name].points:
        literal = name in ("powi", "polygamma", "round_to", "ldexp")
        given = [
            x if literal and i in DOMAINS[name].literal else torch.tensor(float(x), dtype=torch.float64)
            for i, x in enumerate(point)
        ]
        assert float(OPERATIONS[name](*given)) == pytest.approx(
            float(TABLE[name](*point)), rel=1e-9 if name == "polygamma" else 2e-13, abs=1e-290
        ), point


def test_outputs_that_depend_on_nothing_and_on_constants() -> None:
    trace = run("def f(x=2.0, y=3.0):\n    return x * y + 1.0, 7.0, 2.0 ** x, y\n")
    assert trace.value == [7.0, 7.0, 4.0, 3.0]
    assert np.array_equal(trace.jacobian["x"], [3.0, 0.0, 4.0 * math.log(2.0), 0.0])
    assert np.array_equal(trace.jacobian["y"], [2.0, 0.0, 0.0, 1.0])


def test_branch_of_a_plain_program_is_recorded_and_followed() -> None:
    trace = run("from math import sin\ndef f(x=2.0):\n    if x > 1.0:\n        return x * x\n    return sin(x)\n")
    assert trace.gradient["x"] == 4.0
    assert ops(trace) == ["input", "mul"]


@pytest.mark.parametrize("way", ["float(x)", "int(x)", "float(str(x))"])
def test_plain_value_that_leaves_is_noted_with_its_line(way: str) -> None:
    trace = run(f"def f(x=2.0):\n    y = x * 3.0\n    return y * {way}\n")
    [note] = notes(trace)
    assert (note.line, trace.gradient["x"]) == (3, 6.0)


def test_complex_number_of_values_stays() -> None:
    trace = run("def f(x=2.0):\n    y = x * 3.0\n    return y * complex(x, y).real\n")
    assert (notes(trace), trace.gradient["x"]) == ([], 12.0)  # 3x²


def test_nested_derivative_is_differentiated_by_torch() -> None:
    """d/dx (x · 3x²) = 9x²."""
    trace = run("import adstudio\ndef f(x=2.0):\n    return x * adstudio.derivative(lambda u: u ** 3)(x)\n")
    assert trace.gradient["x"] == 36.0


def test_plain_chain_of_two_thousand_operations() -> None:
    trace = run("def f(x=1.0):\n    for _ in range(2000):\n        x = x * 1.001\n    return x\n")
    assert trace.gradient["x"] == pytest.approx(1.001**2000, rel=1e-12)


def test_plain_function_beside_torch_stays_plain() -> None:
    trace = run("import torch\nimport math\ndef f(x=0.5):\n    return math.sin(x)\n")
    assert trace.gradient["x"] == math.cos(0.5)
    assert not notes(trace)


# ── torch functions: gradients against torch.autograd.grad of the plain function ───────────────────────

BODIES = {
    "in-place": "y = x * 2\n    y.add_(w)\n    y *= x\n    return y.sum()",
    "write into": "y = x * x\n    y[0] = x[1] * w\n    return (y * y).sum()",
    "through a view": "y = x * x\n    y[1:].mul_(w)\n    return (y * y).sum()",
    "views": "return (x.view(2, 2)[0] * x[2:]).sum() + x.reshape(2, 2).T[0, 1] * w",
    "split": "a, b = torch.split(x, 2)\n    return (a * b * w).sum()",
    "half a split": "a, b = x.chunk(2)\n    return (b * b * w).sum()",
    "cat and stack": "return (torch.cat([x, x * w]) ** 3).sum() + torch.stack([w, w * w]).prod()",
    "matmul": "m = x.view(2, 2)\n    return (m @ m * w).sum()",
    "where": "return torch.where(x > 2.5, x * w, x * x).sum()",
    "broadcast": "return ((x[:, None] + x) * w).sin().mean()",
    "detach": "return (x * x.detach() * w).sum()",
    "no_grad": "with torch.no_grad():\n        c = x * w\n    return (c * x * w).sum()",
    "functional": "return F.mse_loss(F.linear(x, x.view(1, 4), w.view(1)), w.view(1))",
    "created inside": "t = torch.arange(4.0, dtype=torch.float64)\n    return (t * x * w).sum()",
    "used twice": "return (x * x + x).sum() * w * w",
    "loop": "for i in range(4):\n        w = w * x[i]\n    return w",
    "float32 inside": "return (x.float() * w.float()).double().sum()",
    "out of shape (1,)": "return (x * w).sum(0, keepdim=True)",
    "norm and softmax": "return torch.softmax(x * w, 0).norm() + x.std()",
    "sort": "return (x.sort(descending=True).values * x * w).sum()",
    "the input": "return w",
    "empty": "return (x[:0] * w).sum() + w",
    "gather": "return (x[torch.tensor([0, 0, 3])] * w).prod()",
}


@pytest.mark.parametrize("name", BODIES)
def test_gradient_is_autograds(name: str) -> None:
    source = f"{HEAD}def f(x, w=0.5):\n    {BODIES[name]}\n"
    program = load(source)
    trace = running.run(program, "torch", Request(at={"x": [1.0, 2.0, 3.0, 4.0], "w": 0.5}))
    assert trace.header.error is None, trace.header.error
    x = torch.tensor([1.0, 2.0, 3.0, 4.0], dtype=torch.float64, requires_grad=True)
    w = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    result = program.function(x, w)
    bars = torch.autograd.grad(result.sum(), [x, w], allow_unused=True)
    assert np.ravel(trace.value)[0] == result.item()
    for name_, bar in zip("xw", bars, strict=True):
        expected = np.zeros(4 if name_ == "x" else ()) if bar is None else bar.numpy()
        assert np.array_equal(np.broadcast_to(trace.gradient[name_], expected.shape), expected)
    assert not notes(trace)
    roots = [op for row, op in enumerate(ops(trace)) if op == "parameter"]
    assert not roots  # everything is connected with the inputs


def test_adjoints_of_intermediates_are_what_retain_grad_keeps() -> None:
    trace = run(HEAD + "def f(x=[1.0, 2.0]):\n    a = x * x\n    b = a.sin()\n    c = a * b\n    return c.sum()\n")
    x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
    a = x * x
    b = a.sin()
    c = a * b
    for kept in (a, b, c):
        kept.retain_grad()
    c.sum().backward()
    sweep = trace.sweeps[-1]
    for op, row, kept in (("mul", 1, a), ("sin", 2, b), ("mul", 3, c)):
        assert ops(trace)[row] == op
        assert np.array_equal(trace.arrays.data[sweep.array[row]], kept.grad.numpy())


def test_each_use_of_a_tensor_has_its_contribution() -> None:
    trace = run(HEAD + "def f(x=3.0):\n    return x * x + F.linear(x.view(1), x.view(1, 1)).sum()\n")
    edges = trace.nodes.edges(1)
    assert [trace.sweeps[-1].contribution[e] for e in edges] == [3.0, 3.0]
    assert trace.gradient["x"] == 12.0


def test_recorded_value_is_not_changed_by_a_later_write() -> None:
    trace = run(HEAD + "def f(x=[1.0, 2.0]):\n    y = x * 1\n    y.mul_(10)\n    return y.sum()\n")
    first, second = (row for row, op in enumerate(ops(trace)) if op == "mul")
    assert trace.arrays.data[trace.nodes.array[first]].tolist() == [1.0, 2.0]
    assert trace.arrays.data[trace.nodes.array[second]].tolist() == [10.0, 20.0]


OWN = """
class Triple(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 3 * x
    @staticmethod
    def backward(ctx, bar):
        return 3.5 * bar
def f(x=2.0):
    y = Triple.apply(x * 1.0)
    return y * y
"""


def test_backward_of_an_own_function_is_seen_as_it_is() -> None:
    """It is wrong on purpose: 2·y·3.5 = 42 at y = 6, where the true slope is 36."""
    trace = run(HEAD + OWN)
    assert trace.gradient["x"] == 42.0
    row = ops(trace).index("Triple")
    sweep = trace.sweeps[-1]
    assert sweep.derivative[row] == 12.0
    [edge] = trace.nodes.edges(row)
    assert sweep.contribution[edge] == 42.0


MODULE = """
torch.manual_seed(0)
NET = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1)).double()
def f(x=[1.0, 2.0]):
    return NET(x)
"""


def test_parameters_of_a_module_are_nodes_and_stay_as_they_were() -> None:
    program = load(HEAD + MODULE)
    net = program.function.__globals__["NET"]
    before = [p.detach().clone() for p in net.parameters()]
    first, second = (running.run(program, "torch", Request(at=program.complete())) for _ in range(2))
    rows = [row for row, op in enumerate(ops(first)) if op == "parameter"]
    assert len(rows) == 4
    x = torch.tensor([1.0, 2.0], dtype=torch.float64)
    bars = torch.autograd.grad(net(x).sum(), list(net.parameters()))
    sweep = first.sweeps[-1]
    seen = sorted(float(sweep.derivative[row]) for row in rows)
    assert seen == pytest.approx(sorted(float(bar.norm()) for bar in bars), rel=1e-14)
    assert all(p.grad is None for p in net.parameters())
    assert all(torch.equal(p, old) for p, old in zip(net.parameters(), before, strict=True))
    assert np.array_equal(sweep.derivative, second.sweeps[-1].derivative)
    assert np.array_equal(sweep.contribution, second.sweeps[-1].contribution)


def test_no_hook_stays_after_a_run() -> None:
    source = HEAD + "KEPT = []\ndef f(x=2.0):\n    y = x * x\n    KEEP(y)\n    return y.sin()\n"
    kept: list[Any] = []
    program = load(source)
    program.function.__globals__["KEEP"] = kept.append
    running.run(program, "torch", Request(at=program.complete()))
    calls: list[str] = []
    import adstudio_torch.backward as backward

    original, backward.size = backward.size, lambda x: calls.append("size") or original(x)
    try:
        torch.autograd.grad(kept[0], kept[0].grad_fn.next_functions[0][0].variable, retain_graph=True)
    finally:
        backward.size = original
    assert not calls


@pytest.mark.filterwarnings("ignore:.*requires_grad:UserWarning")
@pytest.mark.parametrize(
    "way",
    [
        "x.item()",
        "float(x)",
        "x.tolist()",
        "math.sin(x)",
        "float(x.detach().numpy())",
        "x.data",
        "int(x)",
        "torch.tensor(x)",
        # unseen, so looked for
        "torch.tensor(float(f'{y}'))",
        "float(re.findall(r'[0-9.]+', str(y))[0])",
        "float(f'{y:.6f} {y:.1f}'.split()[0])",
        "torch.as_tensor([y, y]).sum()",
        "torch.asarray([y, y]).sum()",
        "y.new_tensor([y, y]).sum()",
        "torch.linspace(y, 3.0, 5).sum()",
    ],
)
def test_value_that_leaves_a_torch_function_is_noted_with_its_line(way: str) -> None:
    trace = run(f"{HEAD}import re\ndef f(x=2.0):\n    y = torch.exp(x)\n    return y * {way}\n")
    assert trace.header.error is None, trace.header.error
    [note] = notes(trace)
    assert note.line == 6


@pytest.mark.parametrize(
    "way",
    [
        "torch.zeros_like(y) + 1",
        "torch.randn(3, 3).det()",
        "torch.bernoulli(torch.sigmoid(y))",
        "(print(f'{y:.3f}'), 1.0)[1]",
        "(repr(y), 1.0)[1]",
        "y.detach()",
        "torch.round(y)",
    ],
)
def test_what_no_derivative_could_follow_is_no_matter(way: str) -> None:
    trace = run(f"{HEAD}def f(x=2.0):\n    y = torch.exp(x)\n    return y * ({way})\n")
    assert trace.header.error is None, trace.header.error
    assert notes(trace) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "way",
    [
        "torch.full((2,), x).sum()",
        "torch.arange(0.0, x, 0.5).sum()",
        "torch.add(x, 1.0, alpha=x)",
        "torch.Tensor([x]).sum()",
        "np.sin(x)",
    ],
)
def test_what_pytorch_refuses_of_a_tensor_with_a_gradient_alone_runs_on_plain_ones(way: str) -> None:
    source = f"{HEAD}import numpy as np\ndef f(x=torch.tensor(2.0)):\n    return {way} * x\n"
    trace = run(source)
    assert trace.header.error is None, trace.header.error
    assert trace.value == pytest.approx(float(load(source).function(torch.tensor(2.0))))
    [note] = notes(trace)
    assert note.line == 5


def test_what_pytorch_refuses_of_every_tensor_is_an_error() -> None:
    trace = run(HEAD + "def f(x=2.0):\n    return round(x) * x\n")
    assert (trace.header.error.type, trace.header.error.line) == ("TypeError", 4)


def test_trap_of_where_at_zero_is_told_as_torch_does_it() -> None:
    trace = run(HEAD + "def f(x=0.0):\n    return torch.where(x > 0, torch.sqrt(x), 0.0)\n")
    assert math.isnan(trace.gradient["x"])


def test_whole_numbers_given_are_differentiated_by() -> None:
    trace = run(HEAD + "def f(x=2.0):\n    return torch.as_tensor(x) ** 3\n", x=2)
    assert trace.gradient["x"] == 12.0


def test_tensors_as_defaults_are_inputs_in_their_own_precision() -> None:
    source = (
        HEAD
        + "def f(x=torch.tensor([1.0, 2.0]), labels=torch.tensor([0, 1]), n: int = 3):\n    return (x[labels] ** n).sum()\n"
    )
    program = load(source)
    trace = running.run(program, "torch", Request(at=program.complete()))
    assert trace.gradient["x"].tolist() == [3.0, 12.0]
    assert {port.name: port.shape for port in trace.header.inputs} == {"x": (2,), "labels": None, "n": None}
    assert not program.function.__defaults__[0].requires_grad
    assert run(source, x=[2.0, 1.0]).gradient["x"].tolist() == [12.0, 3.0]


def test_function_without_a_gradient_says_so() -> None:
    trace = run(HEAD + "def f(x=[1.0, 2.0]):\n    return torch.zeros(()) + 1\n")
    assert "does not depend" in notes(trace)[0].message
    assert trace.gradient["x"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("returned", "said"),
    [("[x]", "must return a tensor"), ("x.expand(3)", "shape (3,)"), ("None", "returned a NoneType")],
)
def test_result_that_is_no_number_is_one_clear_error(returned: str, said: str) -> None:
    trace = run(f"{HEAD}def f(x=2.0):\n    return {returned}\n")
    assert trace.header.error is not None
    assert trace.header.error.type == "BadProgram"
    assert said in trace.header.error.message


def test_literals_beside_tensors_are_constants_with_the_tables_partials() -> None:
    trace = run(HEAD + "def f(x=2.0):\n    return (3.0 * x - 1.0) ** 2\n")
    assert ops(trace) == ["input", "constant", "mul", "constant", "sub", "constant", "pow"]
    assert trace.nodes.partial[trace.nodes.edges(6)[0]] == 10.0
    assert trace.gradient["x"] == 30.0


def test_own_meaning_of_a_tables_name_gets_no_partial_of_the_table() -> None:
    """torch.div(…, rounding_mode="floor") is not a quotient."""
    trace = run(HEAD + "def f(x=7.0):\n    return torch.div(x, x * 0.4, rounding_mode='floor') + x\n")
    assert "torch.div" in ops(trace)
    assert trace.gradient["x"] == 1.0


def test_contributions_through_hidden_operations_add_up_to_the_adjoint() -> None:
    trace = run(
        "from math import cbrt, gamma\ndef f(x=2.5):\n    return cbrt(x) * gamma(x)\n"
        if hasattr(math, "cbrt")
        else "from math import gamma\ndef f(x=2.5):\n    return gamma(x)\n"
    )
    sweep = trace.sweeps[-1]
    into_x = [e for e, parent in enumerate(trace.nodes.parent) if parent == 0]
    assert sum(sweep.contribution[into_x]) == pytest.approx(trace.gradient["x"], rel=1e-15)


def test_error_of_a_torch_function_keeps_the_steps() -> None:
    trace = run(HEAD + "def f(x=[1.0, 2.0]):\n    y = x * x\n    return y @ torch.ones(3, dtype=torch.float64)\n")
    assert trace.header.error is not None
    assert (trace.header.error.type, trace.header.error.line) == ("RuntimeError", 5)
    assert "mul" in ops(trace)


def test_value_written_over_before_the_way_back_is_an_error_of_the_program() -> None:
    trace = run(HEAD + "def f(x=[1.0, 2.0]):\n    y = x * 1\n    z = y.exp()\n    z.add_(1)\n    return z.sum()\n")
    assert trace.header.error is not None
    assert trace.header.error.type == "BadProgram"
    assert "modified by an inplace operation" in trace.header.error.message
    assert "exp" in ops(trace)


def test_error_in_an_own_backward_has_its_line() -> None:
    trace = run(HEAD + OWN.replace("return 3.5 * bar", "raise RuntimeError('no way back')"))
    assert trace.header.error is not None
    assert (trace.header.error.type, trace.header.error.line) == ("RuntimeError", 10)


def test_detached_value_is_flagged_as_stopped() -> None:
    trace = run(HEAD + "def f(x=2.0):\n    return x * x.detach()\n")
    assert trace.nodes.flags[ops(trace).index("detach")] & Flag.STOPPED


def test_torch_that_is_absent_is_a_status_and_no_error() -> None:
    code = (
        "import sys\nsys.modules['torch'] = None\n"
        "from adstudio.host.engines import engines\n"
        "print({e.name: e.status for e in engines()}['torch'])\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    assert said.stdout.strip() == "needs torch: pip install 'adstudio[torch]'", said.stderr


def test_torch_function_writes_down_its_branches_as_a_plain_one_does() -> None:
    source = """\
{}
def f(x=1.5, y=2.0):
    z = x * y if x > 1 else x
    while z < 10:
        z = z * 2
    return z if y else x
"""
    branches = {}
    for engine, head in (("tape", ""), ("torch", "import torch")):
        trace = running.run(load(source.format(head)), engine, Request())
        [series] = [series for series in trace.series if series.name == "branches"]
        branches[engine] = {name: list(series[name]) for name in ("line", "condition", "outcome", "margin")}
        assert trace.value == 12.0
    assert branches["torch"] == branches["tape"]
    assert branches["torch"]["condition"] == ["x > 1", "z < 10", "z < 10", "z < 10", "z if y else x"]
    assert branches["torch"]["margin"] == [0.5, -7.0, -4.0, 2.0, 2.0]


def test_a_comparison_of_a_nested_derivative_is_true_or_false() -> None:
    """`sum(x >= edge for edge in edges)` counts, also where a tensor is compared below."""

    def f(x: float = 1.7) -> float:
        return x ** (1 + sum(x >= edge for edge in (1.0, 1.5, 2.0)))

    assert orders(from_function(f), {}, to=1, engines=["torch"])["orders"][1]["values"]["torch"] == 3 * 1.7**2
