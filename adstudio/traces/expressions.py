"""The source text of every place that a trace names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adstudio.traces.model import Trace


def expressions(trace: Trace) -> tuple[str, ...]:
    """(S,) the text of each span, its lines joined by a blank; "" where the source does not have it."""
    spans, sources = trace.spans, trace.header.program.sources
    texts = [source.text.splitlines() for source in sources]
    found: list[str] = []
    for span in range(len(spans)):
        source = int(spans.source[span])
        lines = texts[source] if 0 <= source < len(texts) else []
        first = sources[source].first_line if lines else 0
        line, end_line = int(spans.line[span]) - first, int(spans.end_line[span]) - first
        column, end_column = int(spans.column[span]), int(spans.end_column[span])
        if not 0 <= line <= end_line < len(lines):
            found.append("")
        elif line == end_line:
            found.append(lines[line][column:end_column])
        else:
            parts = (lines[line][column:], *lines[line + 1 : end_line], lines[end_line][:end_column])
            found.append(" ".join(part.strip() for part in parts))
    return tuple(found)
