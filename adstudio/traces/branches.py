"""Comparisons a program made: which way each went, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.header import ProgramStamp
from adstudio.traces.model import Column, Series

if TYPE_CHECKING:
    from adstudio.traces.locator import Places

FIELDS = 5  # place, symbol, margin, outcome, row
SYMBOLS = ("<", "<=", "==", "!=", ">=", ">", "bool")
KEPT = 100_000  # branches beyond it are counted, not kept


class BranchLog:
    """A flat list of what was compared; `series()` makes the table of it."""

    def __init__(self) -> None:
        self.log: list[Any] = []
        self.left_out = 0

    def add(self, place: int, symbol: int, margin: float, outcome: bool, row: int) -> None:
        """One comparison. margin: left − right. row: the first node that ran after it."""
        if len(self.log) < KEPT * FIELDS:
            self.log.extend((place, symbol, margin, outcome, row))
        else:
            self.left_out += 1

    def series(self, resolve: Callable[[NDArray[np.int64]], Places], program: ProgramStamp) -> Series:
        """Columns: line, condition (its text in the source, or its symbol), outcome (1 taken), margin, row."""
        log = self.log
        spans = (found := resolve(np.array(log[0::FIELDS], np.int64))).spans
        lines, texts = [], []
        for span, symbol in zip(found.span, log[1::FIELDS], strict=True):
            lines.append(float(spans.line[span]) if span >= 0 else 0.0)
            texts.append(_text(program, spans, int(span)) if span >= 0 else SYMBOLS[symbol])
        columns = (
            Column("line", np.array(lines, np.float64)),
            Column("condition", tuple(texts)),
            Column("outcome", np.array(log[3::FIELDS], np.float64)),
            Column("margin", np.array(log[2::FIELDS], np.float64)),
            Column("row", np.array(log[4::FIELDS], np.float64)),
        )
        return Series("branches", columns)


def _text(program: ProgramStamp, spans: Any, span: int) -> str:
    """The source of a span that lies in one line; the first line of a longer one."""
    source = program.sources[spans.source[span]]
    lines = source.text.split("\n")
    line = lines[spans.line[span] - source.first_line]
    end = spans.end_column[span] if spans.end_line[span] == spans.line[span] else len(line)
    return str(line[spans.column[span] : end])
