"""The trace as text: Markdown, LaTeX, CSV, Mermaid, DOT; to a file or to the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QAbstractSpinBox, QPlainTextEdit, QSpinBox

from adstudio.gui.exports.form import FormPage, fill
from adstudio.gui.exports.jobs import TextJob
from adstudio.gui.reasons import NO_TRACE
from adstudio.gui.sweeps import band_title
from adstudio.traces.exports import NODES_IN_A_GRAPH, pieces, pieces_of_steps, render
from adstudio.traces.model import Trace
from adstudio.traces.node_columns import BLOCK

if TYPE_CHECKING:
    from adstudio.gui.exports.desk import ExportDesk

FORMS = (
    ("markdown", "Markdown table"),
    ("latex", "LaTeX table"),
    ("csv", "CSV table, every digit"),
    ("table", "Table of plain text"),
    ("mermaid", "Mermaid graph"),
    ("dot", "DOT graph, for Graphviz"),
)
ENDINGS = {"markdown": "md", "latex": "tex", "csv": "csv", "table": "txt", "mermaid": "mmd", "dot": "dot"}
GRAPHS = ("mermaid", "dot")
PREVIEWED = 60  # rows
MOST_COPIED = 20_000  # rows; more is a file's business, not the clipboard's


class TextPage(FormPage):
    """One text."""

    def __init__(self, desk: ExportDesk) -> None:
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName("Preview")
        font = QFont(desk.theme.mono)
        font.setPixelSize(11)
        self.preview.setFont(font)
        self.preview.setObjectName("preview")
        super().__init__(self.preview)
        self.desk = desk
        self.form_of = self.choice("&Format", FORMS)
        self.rows = self.choice("&Rows", [("nodes", "One a node")])
        self.most = QSpinBox()
        self.most.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.most.setRange(1, 100_000)
        self.most.setValue(NODES_IN_A_GRAPH)
        self.most.setGroupSeparatorShown(True)
        self.field("&Nodes at most", self.most, "A larger graph is not read by anyone; what is left out is said")
        for combo in (self.form_of, self.rows):
            combo.currentIndexChanged.connect(self.refresh)
        self.most.valueChanged.connect(self.refresh)

    def refresh(self) -> None:
        """Show what there is to export now."""
        trace, form = self.desk.document.trace, self.form_of.currentData()
        fill(self.rows, self._choices(trace))
        self.show_field(self.rows, form not in GRAPHS)
        self.show_field(self.most, form in GRAPHS)
        if trace is None:
            self.preview.setPlainText("")
            self.facts.setText(NO_TRACE)
            return
        count = self._count(trace)
        shown = "".join(self._pieces(trace, PREVIEWED)())
        self.preview.setPlainText(shown)
        what = "nodes" if form in GRAPHS or self.rows.currentData() == "nodes" else "steps"
        beginning = f", of which the first {PREVIEWED} are shown here" if count > PREVIEWED else ""
        self.facts.setText(f"{count:,} {what}{beginning}")

    def obstacle(self) -> str:
        """Why there is no text."""
        return NO_TRACE if self.desk.document.trace is None else ""

    def save(self) -> None:
        """Ask for a file and write it, beside the window's work."""
        trace, form = self.desk.document.trace, str(self.form_of.currentData())
        if trace is None:
            return
        path = self.desk.ask("Save the trace as", self.desk.document.shown or "trace", ENDINGS[form])
        if path is not None:
            count = self._count(trace)
            self.desk.run(TextJob(path, self._pieces(trace, count), -(-count // BLOCK) + 1, self.desk))

    def copy(self) -> None:
        """Put it on the clipboard, as much as a clipboard should hold."""
        trace = self.desk.document.trace
        if trace is not None:
            count = self._count(trace)
            QGuiApplication.clipboard().setText("".join(self._pieces(trace, min(count, MOST_COPIED))()))
            cut = f", the first {MOST_COPIED:,} of {count:,} rows" if count > MOST_COPIED else ""
            self.desk.say(f"Copied as {self.form_of.currentText()}{cut}")

    def _choices(self, trace: Trace | None) -> list[tuple[str, str]]:
        entries = [("nodes", "One a node"), ("steps", "One a step, all sweeps")]
        if trace is not None:
            for band, sweep in zip(trace.timeline.sweeps, trace.sweeps, strict=True):
                entries.append((str(band.index), f"Steps of the {band_title(band.kind, sweep.label)}"))
        return entries

    def _count(self, trace: Trace) -> int:
        """Rows of the whole text."""
        chosen = self.rows.currentData()
        counted = int(trace.labels.max(initial=0))
        if self.form_of.currentData() in GRAPHS:
            return min(counted, self.most.value())
        if chosen == "nodes":
            return counted
        return len(trace.timeline) if chosen == "steps" else len(trace.timeline.sweeps[int(chosen)])

    def _pieces(self, trace: Trace, limit: int) -> Callable[[], Iterator[str]]:
        """The text with at most `limit` rows, piece by piece; called in any thread."""
        form, chosen = str(self.form_of.currentData()), self.rows.currentData()
        if form in GRAPHS or chosen == "nodes":
            return lambda: pieces(trace, form, limit=limit)
        sweep = None if chosen == "steps" else int(chosen)
        return lambda: pieces_of_steps(trace, form, sweep=sweep, steps=range(limit))


def copied(trace: Trace, form: str) -> str:
    """What "Copy as" puts on the clipboard."""
    return render(trace, form, limit=None if form in GRAPHS else MOST_COPIED)
