"""The current step: its rule in symbols, with numbers, before → after, and one plain sentence."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from adstudio.gui.sweeps import TITLES
from adstudio.gui.theme import Theme
from adstudio.traces.formula import Formulas
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.steps import Step
from adstudio.traces.writing import Line
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document

COLORS = {"number": "text", "operator": "text", "plain": "text_secondary"}  # other roles are tokens of the theme


class StepPanel(QScrollArea):
    """The step that was done last, in words and formulas."""

    subtitle_changed = Signal(str)
    title_changed = Signal(str)

    def __init__(self, document: Document, cursor: Cursor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.cursor_model, self.theme = document, cursor, theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.subtitle = ""
        self.title = "Step"
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(13, 12, 13, 8)
        column.setSpacing(5)
        self.symbols, self.numbers, self.change, self.sentence = (QLabel() for _ in range(4))
        for label, pixels in ((self.symbols, 17), (self.numbers, 15), (self.change, 15)):
            font = QFont(theme.mono)
            font.setPixelSize(pixels)
            label.setFont(font)
        self.sentence.setObjectName("secondary")
        for label in (self.symbols, self.numbers, self.change, self.sentence):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addStretch(1)
        self.setWidget(inside)
        self._formulas: Formulas | None = None
        document.trace_changed.connect(self._take_trace)
        cursor.step_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._take_trace()

    def _take_trace(self) -> None:
        trace = self.model.trace
        self._formulas = None if trace is None else Formulas(trace)
        self._refresh()

    def _refresh(self, _step: int = 0) -> None:
        formulas = self._formulas
        labels = (self.symbols, self.numbers, self.change, self.sentence)
        if formulas is None or not len(formulas.trace.timeline):
            for label in labels[:3]:
                label.hide()
            self.sentence.setText("Trace a program, and each step of its derivative is told here")
            self._announce("Step", "")
            return
        step = formulas.trace.timeline.step(min(self.cursor_model.step, len(formulas.trace.timeline) - 1))
        written = formulas.step(step)
        indent = "&nbsp;&nbsp;&nbsp;"
        for label, line, before in (
            (self.symbols, written.symbols, ""),
            (self.numbers, written.numbers, f"{indent}= " if written.symbols else ""),
            (self.change, written.change, ""),
        ):
            label.setVisible(bool(line))
            label.setText(before + self._colored(line))
        self.sentence.setText(html.escape(formulas.sentence(step)))
        self.setAccessibleDescription(f"{written.text}\n{formulas.sentence(step)}")
        self._announce(f"Step {step.index + 1:,}", self._where(formulas.trace, step))

    def _colored(self, line: Line) -> str:
        """The pieces of a formula as rich text."""
        return "".join(
            f'<span style="color:{self._color(token.role)}">{html.escape(token.text).replace(" ", "&nbsp;")}</span>'
            if token.text.strip() not in ("=", "→", "+=", ",")
            else f'<span style="color:{self._color(token.role)}">{html.escape(token.text)}</span>'
            for token in line
        )

    def _color(self, role: str) -> str:
        return self.theme.colors[COLORS.get(role, role)]

    def _where(self, trace: Trace, step: Step) -> str:
        """Backward · v₄ → v₂."""
        formulas = self._formulas
        assert formulas is not None  # there is a trace
        target = formulas.label(step.row)
        word = TITLES[step.kind].partition(" ")[0]
        if step.kind is SweepKind.ADJOINT and step.source >= 0:
            return f"{word} · {formulas.label(step.source)} → {target}"
        line = int(trace.spans.line[trace.nodes.span[step.row]]) if trace.nodes.span[step.row] >= 0 else 0
        return f"{word} · {target}" + (f" · line {line}" if line else "")

    def _announce(self, title: str, subtitle: str) -> None:
        if (title, subtitle) != (self.title, self.subtitle):
            self.title, self.subtitle = title, subtitle
            self.title_changed.emit(title)
            self.subtitle_changed.emit(subtitle)
