"""A trace as text: an aligned table, Markdown, LaTeX, CSV, Mermaid, DOT."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from adstudio.traces.formula import LATEX, UNICODE
from adstudio.traces.graph_exports import dot, mermaid
from adstudio.traces.node_columns import BLOCK, NodeWriter
from adstudio.traces.tables import EvaluationRow, EvaluationTable, NodeTable
from adstudio.traces.writing import Script, counted, decimal, escaped

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Cells = Sequence[str]
NODES_IN_A_GRAPH = 300  # beyond, a drawn graph is not read by anyone


def render(trace: Trace, form: str, *, limit: int | None = None) -> str:
    """The trace as table, markdown, latex, csv, mermaid or dot, ending in a newline.

    `limit` bounds the nodes: without it a graph has at most 300 and a table all of them. What was left out is said in
    the text. Raises ValueError for any other form.
    """
    return "".join(pieces(trace, form, limit=limit))


def pieces(trace: Trace, form: str, *, limit: int | None = None) -> Iterator[str]:
    """What `render` gives, in pieces of at most `BLOCK` rows, so that a file can be written as it is made."""
    graphs = {"mermaid": mermaid, "dot": dot}
    if form in graphs:
        return iter([graphs[form](trace, NODES_IN_A_GRAPH if limit is None else limit)])
    tables: dict[str, Callable[[Trace, int | None], Iterator[str]]] = {
        "table": _table,
        "markdown": _markdown,
        "latex": _latex,
        "csv": _csv,
    }
    if form not in tables:
        raise ValueError(f"no format {form!r}; there are {', '.join([*tables, *graphs])}")
    return tables[form](trace, limit)


def render_steps(trace: Trace, form: str, *, sweep: int | None = None, steps: range | None = None) -> str:
    """The evaluation trace, step by step, as table, markdown, latex or csv; of one sweep, and of some of its rows.

    Raises ValueError for any other form.
    """
    return "".join(pieces_of_steps(trace, form, sweep=sweep, steps=steps))


def pieces_of_steps(trace: Trace, form: str, *, sweep: int | None = None, steps: range | None = None) -> Iterator[str]:
    """What `render_steps` gives, in pieces."""
    table = EvaluationTable(trace, sweep, script=LATEX if form == "latex" else UNICODE)
    places = range(len(table)) if steps is None else range(len(table))[steps.start : steps.stop : steps.step]

    def chosen() -> Iterator[EvaluationRow]:
        return (table[place] for place in places)

    cells = (row.cells for row in chosen())
    if form == "csv":
        return _as_csv(table.columns, ((*row.cells[:3], repr(row.value)) for row in chosen()))
    if form == "latex":
        return _as_latex(table.columns, ((n, _math(a), _math(b), _math(x)) for n, a, b, x in cells), "rllr")
    if form == "markdown":
        return _as_markdown(table.columns, cells, "rllr")
    if form == "table":
        return _aligned(table.columns, lambda: (row.cells for row in chosen()), "rllr")
    raise ValueError(f"no format {form!r}; there are table, markdown, latex, csv")


# -- the four tables --------------------------------------------------------------------------------------------------


def _table(trace: Trace, limit: int | None) -> Iterator[str]:
    nodes, count = _bounded(trace, limit, UNICODE)
    yield "\n".join([*_title(trace), "", ""])
    yield from _aligned(nodes.headings, lambda: _rows(nodes, count, UNICODE.name, decimal), _sides(nodes))
    yield from (f"{line}\n" for line in [*_left_out(nodes, count), *_ending(trace)])


def _markdown(trace: Trace, limit: int | None) -> Iterator[str]:
    nodes, count = _bounded(trace, limit, UNICODE)
    yield from _as_markdown(nodes.headings, _rows(nodes, count, UNICODE.name, decimal), _sides(nodes))
    yield from (f"\n{line}\n" for line in [*_left_out(nodes, count), *_ending(trace)] if line)


def _latex(trace: Trace, limit: int | None) -> Iterator[str]:
    nodes, count = _bounded(trace, limit, LATEX)

    def row(cells: Cells) -> list[str]:
        label, name, operation, *numbers, line = cells
        operation = operation if operation == "input" else _math(operation)
        return [_math(label), _math(name), operation, *map(_math, numbers), escaped(line)]

    headings = [*nodes.headings[:4], *(_latex_heading(h) for h in nodes.headings[4:-1]), nodes.headings[-1]]
    yield from _as_latex(headings, map(row, _rows(nodes, count, LATEX.name, LATEX.number)), _sides(nodes))
    yield from (f"% {line}\n" for line in [*_left_out(nodes, count), *_ending(trace)] if line)


def _csv(trace: Trace, limit: int | None) -> Iterator[str]:
    nodes, count = _bounded(trace, limit, UNICODE)
    return _as_csv(nodes.headings, _rows(nodes, count, str, repr))


def _rows(nodes: NodeTable, count: int, name: Callable[[str], str], number: Callable[[float], str]) -> Iterator[Cells]:
    """The first rows of the table, each as its cells; names and numbers written as asked."""
    for block in NodeWriter(nodes).blocks(count):
        names = [name(found) if found else "" for found in block.names]
        numbers = [map(number, column) for column in block.numbers]
        yield from zip(block.labels, names, block.operations, *numbers, block.lines, strict=True)


def _bounded(trace: Trace, limit: int | None, script: Script) -> tuple[NodeTable, int]:
    nodes = NodeTable(trace, script=script)
    return nodes, len(nodes) if limit is None else min(len(nodes), max(limit, 0))


def _sides(nodes: NodeTable) -> str:
    """The alignment of each column, l or r."""
    return "lll" + "r" * (len(nodes.headings) - 4) + "r"


def _title(trace: Trace) -> list[str]:
    header, formulas = trace.header, trace.formulas
    at = []
    for port in header.inputs:
        if len(port.rows) == 1:
            at.append(f"{port.name} = {decimal(float(trace.nodes.value[port.rows[0]]))}")
        else:
            at.append(f"{port.name} = {port.fixed!r}" if not port.rows else f"{port.name}: {len(port.rows)} numbers")
    outputs = [(formulas.name(row), row) for port in header.outputs for row in port.rows[:3]]
    values = ", ".join(f"{name} = {decimal(float(trace.nodes.value[row]))}" for name, row in outputs)
    count = int(trace.labels.max(initial=0))
    facts = [counted(count, "node"), header.engine.title or header.engine.name]
    function = header.program.function
    return [f"{function}({', '.join(at)})" + (f"   {values}" if values else "") + "   " + ", ".join(facts)]


def _left_out(nodes: NodeTable, count: int) -> list[str]:
    return [f"… {len(nodes) - count:,} more nodes of {len(nodes):,} left out"] if count < len(nodes) else []


def _ending(trace: Trace) -> list[str]:
    """How the run ended, where it did not end well."""
    said = []
    if trace.header.truncated:
        said.append(f"Stopped early: {trace.header.truncated}")
    if trace.header.error:
        error = trace.header.error
        said.append((f"Line {error.line}: " if error.line else "") + error.said)
    return ["", *said] if said else []


# -- writers ----------------------------------------------------------------------------------------------------------


def _aligned(headings: Cells, rows: Callable[[], Iterable[Cells]], sides: str) -> Iterator[str]:
    """Equal columns under a rule; accents and wide letters are counted as a terminal draws them.

    The rows are made twice, first to be measured, so that a million need not be held. A measured block is an empty
    piece, at which whoever writes may give up.
    """
    widths = [width(heading) for heading in headings]
    for block in _blocks(rows()):
        widths = [max(room, *map(width, column)) for room, column in zip(widths, zip(*block, strict=True), strict=True)]
        yield ""

    def line(cells: Cells) -> str:
        padded = []
        for cell, room, side in zip(cells, widths, sides, strict=True):
            space = " " * (room - width(cell))
            padded.append(space + cell if side == "r" else cell + space)
        return "  ".join(padded).rstrip() + "\n"

    yield line(headings) + "  ".join("─" * room for room in widths) + "\n"
    for block in _blocks(rows()):
        yield "".join(map(line, block))


def width(text: str) -> int:
    """How many places of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _as_markdown(headings: Cells, rows: Iterable[Cells], sides: str) -> Iterator[str]:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |\n"

    yield line(headings) + line("---:" if side == "r" else "---" for side in sides)
    for block in _blocks(rows):
        yield "".join(map(line, block))


def _as_latex(headings: Cells, rows: Iterable[Cells], sides: str) -> Iterator[str]:
    yield f"\\begin{{tabular}}{{{sides}}}\n  {' & '.join(headings)} \\\\\n  \\hline\n"
    for block in _blocks(rows):
        yield "".join("  " + " & ".join(row) + r" \\" + "\n" for row in block)
    yield "\\end{tabular}\n"


def _as_csv(headings: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    for block in _blocks(chain([headings], rows)):
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(block)
        yield out.getvalue()


def _blocks(rows: Iterable[Cells]) -> Iterator[list[Cells]]:
    waiting = iter(rows)
    while block := list(islice(waiting, BLOCK)):
        yield block


def _math(text: str) -> str:
    return f"${text}$" if text else ""


def _latex_heading(heading: str) -> str:
    r"""The symbol in mathematics, the sweep's label in words: $\bar{v}$ (f̄ = 1)."""
    symbol, bracket, label = heading.partition(" (")
    return f"${symbol}$" + (f" ({_words(label[:-1])})" if bracket else "")


def _words(label: str) -> str:
    """A sweep's label for LaTeX, which has no ∂ and no combining accents in its text."""
    out = ""
    for character in escaped(label):
        if character in ("\u0304", "\u0307"):
            accent = r"\bar" if character == "\u0304" else r"\dot"
            out = f"{out[:-1]}${accent}{{{out[-1:]}}}$"
        else:
            out += {"∂": r"$\partial$", "Δ": r"$\Delta$", "·": r"$\cdot$", "−": "$-$"}.get(character, character)
    return out
