"""A trace by source line: how often each line ran, what it last gave, and how much derivative passes through it."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.model import Flag, SweepKind, Trace

Ints = NDArray[np.int64]


class SourceLine(Struct, frozen=True):
    """One line of the program that ran."""

    source: int  # index into header.program.sources
    number: int  # in the file, from 1
    text: str
    nodes: int  # operations recorded there
    last_row: int  # the last of them
    value: float  # of the last of them
    adjoint: float  # sum of |∂output/∂node| over them; NaN in a trace without an adjoint sweep
    nonfinite: int  # how many gave NaN or infinity


def source_lines(trace: Trace) -> list[SourceLine]:
    """The lines that ran, in the order of the sources; nodes of unknown place are left out."""
    nodes, spans = trace.nodes, trace.spans
    rows = np.flatnonzero(((nodes.flags & Flag.CONSTANT) == 0) & (nodes.span >= 0))
    if not len(rows):
        return []
    span = nodes.span[rows]
    place = spans.source[span].astype(np.int64) * 2**32 + spans.line[span]
    found, which = np.unique(place, return_inverse=True)
    count = np.bincount(which)
    last = np.zeros(len(found), np.int64)
    last[which] = rows  # rows ascend, so the last written is the last that ran
    adjoint = np.full(len(found), np.nan)
    sweep = next((sweep for sweep in trace.sweeps if sweep.kind is SweepKind.ADJOINT), None)
    if sweep is not None:
        adjoint = np.bincount(which, weights=np.abs(sweep.derivative[rows]))
    bad = np.bincount(which, weights=~np.isfinite(nodes.value[rows]))
    texts = [source.text.splitlines() for source in trace.header.program.sources]
    lines: list[SourceLine] = []
    for i, key in enumerate(found.tolist()):
        source, number = divmod(key, 2**32)
        inside = number - trace.header.program.sources[source].first_line if source < len(texts) else -1
        text = texts[source][inside].strip() if source < len(texts) and 0 <= inside < len(texts[source]) else ""
        row = int(last[i])
        lines.append(
            SourceLine(
                source, number, text, int(count[i]), row, float(nodes.value[row]), float(adjoint[i]), int(bad[i])
            )
        )
    return lines


def rows_of_line(trace: Trace, row: int) -> Ints:
    """All nodes that begin on the source line of `row`, in the order in which they ran; none where it has no place."""
    nodes, spans = trace.nodes, trace.spans
    span = int(nodes.span[row])
    if span < 0:
        return np.empty(0, np.int64)
    here = np.zeros(len(spans) + 1, bool)  # the last is that of −1, no place
    here[:-1] = (spans.source == spans.source[span]) & (spans.line == spans.line[span])
    return np.flatnonzero(here[nodes.span] & ((nodes.flags & Flag.CONSTANT) == 0))
