"""The groups that a trace folds into, of programs that really ran."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from adstudio import facade
from adstudio.analysis.folding import Folding, fold
from adstudio.traces.model import Flag, Trace


def traced(tmp_path: Path, source: str) -> Trace:
    """A program from its text."""
    path = tmp_path / "program.py"
    path.write_text(source, "utf-8")
    trace = facade.trace(path)
    assert trace.header.error is None
    return trace


def outline(folding: Folding, deepest: int = 99) -> list[str]:
    """Titles and sizes, indented by depth."""
    return [
        f"{'  ' * (int(folding.tree.depth[group]) - 1)}{folding.title(group)} | {int(folding.size[group])}"
        for group in range(1, len(folding))
        if folding.tree.depth[group] <= deepest
    ]


PROGRAMS = {
    "a for loop": (
        "def f(a=2.0):\n    x = a\n    for _ in range(3):\n        x = 0.5 * (x + a / x)\n    return x\n",
        ["for _ in range(3) | 9", "  pass 1 of 3 | 3", "  pass 2 of 3 | 3", "  pass 3 of 3 | 3"],
    ),
    "a loop of one operation at one place": (
        "from math import sin\n\n\ndef f(x=1.0):\n    for _ in range(3):\n        x = sin(x)\n    return x\n",
        ["for _ in range(3) | 3", "  pass 1 of 3 | 1", "  pass 2 of 3 | 1", "  pass 3 of 3 | 1"],
    ),
    "a while loop, whose last test is no pass": (
        "def f(x=8.0):\n    while x * x > 3.0:\n        x = x * 0.5\n    return x\n",
        ["while x * x > 3.0 | 7", "  pass 1 of 3 | 2", "  pass 2 of 3 | 2", "  pass 3 of 3 | 2"],
    ),
    "a while loop that compares only": (
        "def f(x=8.0):\n    while x > 3.0:\n        x = x * 0.5\n    return x\n",
        ["while x > 3.0 | 2", "  pass 1 of 2 | 1", "  pass 2 of 2 | 1"],
    ),
    "branches that take turns": (
        (
            "def f(x=1.0):\n    s = x\n    for i in range(4):\n        if i % 2:\n            s = s * x\n"
            "        else:\n            s = s + x\n    return s\n"
        ),
        ["for i in range(4) | 4", *(f"  pass {i} of 4 | 1" for i in (1, 2, 3, 4))],
    ),
    "a loop in a loop, with something beside it": (
        (
            "def f(x=1.0):\n    s = x\n    for i in range(2):\n        s = s * 2\n        for j in range(2):\n"
            "            s = s + x\n    return s\n"
        ),
        [
            "for i in range(2) | 6",
            "  pass 1 of 2 | 3",
            "    for j in range(2) | 2",
            "      pass 1 of 2 | 1",
            "      pass 2 of 2 | 1",
            "  pass 2 of 2 | 3",
            "    for j in range(2) | 2",
            "      pass 1 of 2 | 1",
            "      pass 2 of 2 | 1",
        ],
    ),
    "a loop that does nothing but another are one": (
        "def f(x=1.0):\n    s = x\n    for i in range(2):\n        for j in range(2):\n            s = s + x\n    return s\n",
        ["for i in range(2), for j in range(2) | 4", *(f"  pass {i} of 4 | 1" for i in (1, 2, 3, 4))],
    ),
    "a comprehension": (
        "def f(x=1.0, y=2.0):\n    return max([v * v for v in (x, y)])\n",
        ["for v in (x, y) | 2", "  pass 1 of 2 | 1", "  pass 2 of 2 | 1"],
    ),
    "a generator and the sum that takes its elements": (
        "def f(x=1.0, y=2.0, z=3.0):\n    return sum(v * v for v in (x, y, z))\n",
        ["for v in (x, y, z) | 5", "  pass 1 of 3 | 1", "  pass 2 of 3 | 2", "  pass 3 of 3 | 2"],
    ),
    "calls": (
        "def g(x):\n    return x * x + 1\n\n\ndef f(x=1.0):\n    return g(x) * g(x + 1)\n",
        ["g(x) | 2", "g(x + 1) | 2"],
    ),
    "calls in a loop, with a loop in them": (
        (
            "def g(x):\n    for _ in range(2):\n        x = x * x\n    return x\n\n\n"
            "def f(x=1.0):\n    for _ in range(2):\n        x = g(x) + 1\n    return x\n"
        ),
        [
            "for _ in range(2) | 6",
            "  pass 1 of 2 | 3",
            "    g(x) | 2",
            "      for _ in range(2) | 2",
            "        pass 1 of 2 | 1",
            "        pass 2 of 2 | 1",
            "  pass 2 of 2 | 3",
            "    g(x) | 2",
            "      for _ in range(2) | 2",
            "        pass 1 of 2 | 1",
            "        pass 2 of 2 | 1",
        ],
    ),
    "a generator function runs by turns with its caller and counts to it": (
        (
            "def g(x):\n    for i in range(3):\n        yield x * x + i\n\n\n"
            "def f(x=1.0):\n    s = x\n    for v in g(x):\n        s = s + v\n    return s\n"
        ),
        ["for v in g(x) | 9", "  pass 1 of 3 | 3", "  pass 2 of 3 | 3", "  pass 3 of 3 | 3"],
    ),
    "an array's elements are one pass": (
        (
            "import numpy as np\n\n\ndef f(x=1.0, y=2.0):\n    v = np.array([x, y])\n    for _ in range(2):\n"
            "        v = np.sin(v) * 2\n    return v[0] + v[1]\n"
        ),
        ["for _ in range(2) | 8", "  pass 1 of 2 | 4", "  pass 2 of 2 | 4"],
    ),
    "a loop of one pass is no group": (
        "def f(x=1.0):\n    for _ in range(1):\n        x = x * x\n    return x\n",
        [],
    ),
    "continue ends a pass": (
        (
            "def f(x=1.0):\n    s = x\n    for i in range(3):\n        s = s * x\n        if i == 1:\n            continue\n"
            "        s = s + 1\n    return s\n"
        ),
        ["for i in range(3) | 5", "  pass 1 of 3 | 2", "  pass 2 of 3 | 1", "  pass 3 of 3 | 2"],
    ),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_groups_of(name: str, tmp_path: Path) -> None:
    source, expected = PROGRAMS[name]
    assert outline(fold(traced(tmp_path, source))) == expected


def test_groups_are_stretches_of_rows_inside_their_parents() -> None:
    root = Path(__file__).parents[2] / "assets" / "examples"
    for path in sorted(root.glob("*.py")):
        trace = facade.trace(path)
        folding = fold(trace)
        labelled = np.flatnonzero((trace.nodes.flags & Flag.CONSTANT) == 0)
        for group in range(len(folding)):
            inside = labelled[(labelled >= folding.first[group]) & (labelled <= folding.last[group])]
            assert len(inside) == folding.size[group]
            parent = int(folding.parent[group])
            assert parent < group
            if group:
                assert folding.first[parent] <= folding.first[group] <= folding.last[group] <= folding.last[parent]
        for row in labelled.tolist():
            assert all(folding.first[group] <= row <= folding.last[group] for group in folding.chain(row))


def test_row_knows_its_passes(tmp_path: Path) -> None:
    folding = fold(traced(tmp_path, PROGRAMS["calls in a loop, with a loop in them"][0]))
    last_of_g = int(folding.last[folding.kind.tolist().index(0, 1)])
    assert folding.passes(last_of_g) == [("for _ in range(2)", 1, 2), ("for _ in range(2)", 2, 2)]
    assert folding.told(last_of_g) == "pass 2 of 2"
    assert folding.told(0) == ""


def test_nine_hundred_nested_calls_are_nine_hundred_groups(tmp_path: Path) -> None:
    source = (
        "def g(x, n):\n    if n == 0:\n        return x\n    return x * g(x + 0.001, n - 1)\n\n\n"
        "def f(x=1.0):\n    return g(x, 900)\n"
    )
    folding = fold(traced(tmp_path, source))
    assert len(folding) == 901
    assert int(folding.tree.depth.max()) == 900
    assert len(folding.chain(int(folding.last[900]))) == 900


def test_keys_are_those_of_the_same_groups_in_a_longer_run(tmp_path: Path) -> None:
    source = "def f(x=1.0):\n    s = x\n    for _ in range({}):\n        s = s * x\n    return s * 2\n"
    short = fold(traced(tmp_path, source.format(3)))
    long = fold(traced(tmp_path, source.format(9)))
    assert len(set(long.key.tolist())) == len(long)
    assert set(short.key.tolist()) < set(long.key.tolist())


def test_trace_without_source_has_calls_and_no_loops(tmp_path: Path) -> None:
    from msgspec.structs import replace

    trace = traced(tmp_path, PROGRAMS["calls in a loop, with a loop in them"][0])
    import msgspec

    bare = msgspec.structs.replace(trace.header, program=msgspec.structs.replace(trace.header.program, sources=()))
    spanless = replace(trace.nodes, span=np.full(len(trace), -1, np.int32))
    assert outline(fold(replace(trace, header=bare, nodes=spanless))) == ["g(…) | 2", "g(…) | 2"]


def test_source_that_cannot_be_parsed_has_no_loops(tmp_path: Path) -> None:
    import msgspec
    from msgspec.structs import replace

    trace = traced(tmp_path, PROGRAMS["a for loop"][0])
    source = trace.header.program.sources[0]
    broken = msgspec.structs.replace(source, text=source.text.replace("def", "d-f"))
    program = msgspec.structs.replace(trace.header.program, sources=(broken,))
    header = msgspec.structs.replace(trace.header, program=program)
    assert outline(fold(replace(trace, header=header))) == []
