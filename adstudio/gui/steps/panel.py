"""The current step: its rule in symbols, with numbers, before → after, one plain sentence, and what adds up to it.

Every number is a link to why it is so; Tab walks from number to number, Return follows.
"""

from __future__ import annotations

import math
import re

import numpy as np
from PySide6.QtCore import QPoint, Qt, QUrl, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QMenu, QWidget

from adstudio.gui.links import LinkText
from adstudio.gui.plain_text import escaped, in_a_line
from adstudio.gui.steps.formula_html import colored
from adstudio.gui.sweeps import TITLES
from adstudio.gui.theme import Theme
from adstudio.gui.why.actions import QUESTIONS, offer_why
from adstudio.traces import quantities
from adstudio.traces.formula import UNICODE
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.quantities import Quantity
from adstudio.traces.step_formula import made_by, right_side
from adstudio.traces.steps import Step
from adstudio.traces.writing import Token
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document

HINT = "Trace a program, and each step of its derivative is told here"
ROOMY = 330  # pixels from which the formulas are set large
HANGING = 18  # pixels that what goes on in the next line stands to the right
LISTED = 5  # contributions around the current one
LABEL = re.compile("v([₀-₉]+)")
DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class StepPanel(LinkText):
    """The step that was done last, in formulas and words."""

    subtitle_changed = Signal(str)
    title_changed = Signal(str)
    why_asked = Signal(object, str)  # a `Quantity`, and "why" or "where"

    def __init__(self, document: Document, cursor: Cursor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.cursor_model, self.theme = document, cursor, theme
        self.subtitle, self.title = "", "Step"
        self.setObjectName("stepText")
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setFont(theme.sans)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.anchorClicked.connect(lambda url: self._ask("why", url))
        offer_why(self, self._ask)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)  # its own menu can copy, too
        self._labelled = np.empty(0, np.int64)  # the rows of v₁, v₂, …
        document.trace_changed.connect(self._take_trace)
        cursor.step_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._take_trace()

    @property
    def step(self) -> Step | None:
        """The step told here; None without a trace."""
        trace = self.model.trace
        if trace is None or not len(trace.timeline):
            return None
        return trace.timeline.step(min(self.cursor_model.step, len(trace.timeline) - 1))

    # -- asking why ----------------------------------------------------------------------------------------------------

    def _ask(self, direction: str, url: QUrl | None = None) -> None:
        """About the number of a link, or of the link that has the focus; else about what the step made."""
        step, key = self.step, url.toString() if url is not None else self.textCursor().charFormat().anchorHref()
        if step is not None:
            self.why_asked.emit(Quantity.parse(key) if key else made_by(step), direction)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy and select all; after them both questions, about the number under the pointer."""
        menu, key = QMenu(self), self.anchorAt(event.pos())
        menu.addAction("Copy").triggered.connect(self.copy)
        menu.actions()[0].setEnabled(self.textCursor().hasSelection())
        menu.addAction("Select all").triggered.connect(self.selectAll)
        menu.addSeparator()
        for title, direction, _ in QUESTIONS:
            made = menu.addAction(title)
            made.triggered.connect(
                lambda _on=False, direction=direction: self._ask(direction, QUrl(key) if key else None)
            )
        menu.exec(event.globalPos())
        menu.deleteLater()

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _take_trace(self) -> None:
        trace = self.model.trace
        self._labelled = np.empty(0, np.int64) if trace is None else np.flatnonzero(trace.labels)
        self._refresh()

    def _refresh(self, _step: int = 0) -> None:
        step, trace = self.step, self.model.trace
        if step is None or trace is None:
            self.setHtml(self._quiet(HINT))
            self.setAccessibleDescription(HINT)
            self._announce("Step", "")
            return
        written, words = trace.formulas.step(step), trace.formulas.sentence(step)
        large, small, margin = (17, 15, 12) if self.width() >= ROOMY else (14, 13, 9)
        self.document().setDocumentMargin(margin)
        lines = [self._formula(colored(written.symbols, self.theme), large)]
        if written.numbers:
            lines.append(self._formula(f"&nbsp;&nbsp;= {colored(written.numbers, self.theme)}", small))
        if written.change:
            lines.append(self._formula(colored(written.change, self.theme), small))
        lines.append(self._quiet(self._linked(trace, step, words)))
        lines += self._contributions(trace, step)
        self.setHtml("".join(lines))
        self.setAccessibleDescription(f"{written.text}\n{words}")
        self._announce(f"Step {step.index + 1:,}", _where(trace, step))

    def _formula(self, text: str, pixels: int) -> str:
        family = self.theme.mono.family()
        hanging = f"margin:0 0 4px {HANGING}px;text-indent:-{HANGING}px"
        return f"<p style=\"font-family:'{family}';font-size:{pixels}px;{hanging}\">{text}</p>"

    def _quiet(self, text: str) -> str:
        return f'<p style="color:{self.theme.colors["text_secondary"]};margin:5px 0 3px 0">{text}</p>'

    def _linked(self, trace: Trace, step: Step, words: str) -> str:
        """The sentence, each vᵢ in it a link to why that node is as it is."""

        def link(found: re.Match[str]) -> str:
            number = int(found[1].translate(DIGITS))
            if not 1 <= number <= len(self._labelled):
                return found[0]
            row = int(self._labelled[number - 1])
            primal = step.kind is SweepKind.PRIMAL
            about = quantities.value(row) if primal else quantities.derivative(row, step.sweep)
            return colored((Token(found[0], "primal", about),), self.theme)

        return LABEL.sub(link, escaped(in_a_line(words)))

    def _contributions(self, trace: Trace, step: Step) -> list[str]:
        """The contributions around this one, each with a sign for received, this one, to come."""
        if step.kind is not SweepKind.ADJOINT or step.expected < 2:
            return []
        start, times = trace.timeline.sweeps[step.sweep].start, trace.timeline.accumulation(step.sweep).times(step.row)
        this = step.received - 1
        first = max(min(this - LISTED // 2, len(times) - LISTED), 0)
        shown = range(first, min(first + LISTED, len(times)))
        lines = ['<p style="font-size:4px;margin:0">&nbsp;</p>']  # air under the sentence
        lines += [self._contribution(trace, start + int(times[at]), at, this) for at in shown]
        if first:
            lines.insert(1, self._formula(self._dim(f"{first:,} before"), 12))
        if shown.stop < len(times):
            lines.append(self._formula(self._dim(f"{len(times) - shown.stop:,} more to come"), 12))
        return lines

    def _contribution(self, trace: Trace, at: int, place: int, this: int) -> str:
        other = trace.timeline.step(at)
        sign = "✓" if place < this else "▸" if place == this else "○"
        number = Token(UNICODE.number(other.contribution), "number", quantities.contribution(at))
        line = (*right_side(trace.formulas, other, UNICODE), Token(" = ", "operator"), number)
        when = "this step" if place == this else f"step {at + 1:,}"
        return self._formula(f"{sign} {colored(line, self.theme)} {self._dim(when)}", 12)

    def _dim(self, text: str) -> str:
        return f'<span style="color:{self.theme.colors["text_secondary"]}">{text}</span>'

    def _announce(self, title: str, subtitle: str) -> None:
        if (title, subtitle) != (self.title, self.subtitle):
            self.title, self.subtitle = title, subtitle
            self.title_changed.emit(title)
            self.subtitle_changed.emit(subtitle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wide enough, the formulas are set large."""
        super().resizeEvent(event)
        if (event.size().width() >= ROOMY) != (event.oldSize().width() >= ROOMY):
            self._refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text; a line that has room for a part of itself would not be read, and waits to be scrolled to."""
        super().paintEvent(event)
        if self.verticalScrollBar().maximum() == 0:  # all has room, and Python need not know the viewport: 8 ms
            return
        box = self.viewport().rect()
        cut = self._cut(box.height())
        if cut is not None:
            QPainter(self.viewport()).fillRect(box.adjusted(0, cut, 0, 0), self.theme.color("panel"))

    def _cut(self, height: int) -> int | None:
        """Where the line begins that does not end within so many pixels; None where all do."""
        block = self.cursorForPosition(QPoint(0, height - 1)).block()
        top = self.document().documentLayout().blockBoundingRect(block).top() - self.verticalScrollBar().value()
        lines = [block.layout().lineAt(i).rect().translated(0, top) for i in range(block.layout().lineCount())]
        return next((math.floor(line.top()) for line in lines if line.top() < height < line.bottom()), None)


def _where(trace: Trace, step: Step) -> str:
    """backward · v₄ → v₂, or forward · v₄ · line 6."""
    target = trace.formulas.label(step.row)
    word = TITLES[step.kind].partition(" ")[0]
    if trace.formulas.is_constant(step.row):  # an output: no other constant has a step
        return f"{word} · {UNICODE.name(trace.formulas.port(step.row))} = {target}"
    if step.kind is SweepKind.ADJOINT and step.source >= 0:
        return f"{word} · {trace.formulas.label(step.source)} → {target}"
    line = int(trace.spans.line[trace.nodes.span[step.row]]) if trace.nodes.span[step.row] >= 0 else 0
    return f"{word} · {target}" + (f" · line {line}" if line else "")
