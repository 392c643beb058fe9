"""The expressions of a program that a trace recorded: which one is at a place in the text, and its nodes. Qt-free."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Flag

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Ints = NDArray[np.int64]
Where = tuple[int, int, int, int]  # line, column, end line, end column; lines from 1 in the text, columns from 0


def text_of_span(trace: Trace, span: int) -> str:
    """The source of a span, in one line; "" where the source is not there."""
    sources = trace.header.program.sources
    if not 0 <= span < len(trace.spans) or not 0 <= int(trace.spans.source[span]) < len(sources):
        return ""
    source = sources[int(trace.spans.source[span])]
    return _text(trace, span, source.text.split("\n"), source.first_line)


def texts_of_spans(trace: Trace) -> list[str]:
    """The source of every span, as `text_of_span`."""
    sources = trace.header.program.sources
    lines = [source.text.split("\n") for source in sources]
    return [
        _text(trace, span, lines[source], sources[source].first_line) if 0 <= source < len(sources) else ""
        for span, source in enumerate(trace.spans.source.tolist())
    ]


def _text(trace: Trace, span: int, lines: list[str], first_line: int) -> str:
    spans = trace.spans
    found = lines[int(spans.line[span]) - first_line : int(spans.end_line[span]) - first_line + 1]
    if not found:
        return ""
    found[-1] = found[-1][: int(spans.end_column[span])]
    found[0] = found[0][int(spans.column[span]) :]
    return " ".join(" ".join(found).split())


class Expressions:
    """The recorded expressions of one source of a trace."""

    def __init__(self, trace: Trace, source: int = 0) -> None:
        self.trace, self.source = trace, source

    @cached_property
    def _rows(self) -> Ints:
        nodes = self.trace.nodes
        return np.flatnonzero(((nodes.flags & Flag.CONSTANT) == 0) & (nodes.span >= 0))

    @cached_property
    def _where(self) -> dict[int, Where]:
        """The spans at which something was recorded in this source; lines as the text has them."""
        spans, nodes = self.trace.spans, self.trace.nodes
        used = np.zeros(len(spans), bool)
        used[nodes.span[self._rows]] = True
        used &= spans.source == self.source
        sources = self.trace.header.program.sources
        first = sources[self.source].first_line - 1 if self.source < len(sources) else 0
        return {
            span: (
                int(spans.line[span]) - first,
                int(spans.column[span]),
                int(spans.end_line[span]) - first,
                int(spans.end_column[span]),
            )
            for span in np.flatnonzero(used).tolist()
        }

    def at(self, line: int, column: int) -> tuple[int, ...]:
        """The smallest expression around a place between two characters: one span, or none."""
        return self._smallest((line, column, line, column))

    def within(self, where: Where) -> tuple[int, ...]:
        """The expressions that a selected stretch of text means.

        The one that it is, or all that lie in it, or the smallest around it.
        """
        same = tuple(span for span, place in self._where.items() if place == where)
        if same:
            return same
        inside = tuple(
            span for span, place in self._where.items() if where[:2] <= place[:2] and place[2:] <= where[2:]
        )  # fmt: skip
        return inside or self._smallest(where)

    def _smallest(self, where: Where) -> tuple[int, ...]:
        around = [
            (place[2] - place[0], place[3] - place[1], span)
            for span, place in self._where.items()
            if place[:2] <= where[:2] and where[2:] <= place[2:]
        ]
        return (min(around)[2],) if around else ()

    def rows(self, spans: tuple[int, ...]) -> Ints:
        """The nodes that were recorded at these spans, in the order in which they ran."""
        if not spans:
            return np.empty(0, np.int64)
        wanted = np.zeros(len(self.trace.spans) + 1, bool)
        wanted[list(spans)] = True
        return self._rows[wanted[self.trace.nodes.span[self._rows]]]

    def where(self, row: int) -> Where | None:
        """Where the expression of a node stands in this source; None where it is not written there."""
        span = int(self.trace.nodes.span[row])
        return self._where.get(span)

    def text(self, spans: tuple[int, ...]) -> str:
        """The expression as it is written; "" for several."""
        return text_of_span(self.trace, spans[0]) if len(spans) == 1 else ""
