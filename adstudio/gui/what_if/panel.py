"""Seeds and what-if: from where the sweeps start, and which values and adjoints were put in by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget

from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.gui.what_if.seed_row import SeedRow
from adstudio.traces.edits import Edit, EditKind
from adstudio.workspace.document import Document
from adstudio.workspace.edits import in_words

HINT = "Select a node in the graph: F4 puts in its value, Shift+F4 its adjoint, and every run goes on from there"
AS_IT_IS = "higher orders and Hessian are of the program as it is"


class WhatIfPanel(QScrollArea):
    """Two choices of seeds, and the list of edits, each with a button that takes it away."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.theme = document, theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(200)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(11, 9, 11, 6)
        column.setSpacing(4)
        self.forward = SeedRow(document.seeds, "forward", "Direction of forward sweeps", theme)
        self.reverse = SeedRow(document.seeds, "reverse", "Seed of reverse sweeps", theme)
        self.forward.kind.setToolTip("For dual numbers, jets and finite differences: along what they differentiate")
        self.reverse.kind.setToolTip("For the tape and PyTorch: which outputs they differentiate, with what weights")
        heading = plain_label("Edits")
        heading.setObjectName("secondary")
        heading.setMinimumWidth(20)
        self.clear = QPushButton("Remove all")
        self.clear.setToolTip("Run the program as it is")
        self.clear.clicked.connect(lambda _checked=False: document.edits.clear())
        row = QHBoxLayout()
        row.addWidget(heading, 1)
        row.addWidget(self.clear)
        column.addWidget(self.forward)
        column.addWidget(self.reverse)
        column.addLayout(row)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column.addLayout(self._list)
        self.hint = plain_label()
        self.hint.setObjectName("secondary")
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        column.addStretch(1)
        self.setWidget(inside)
        self.setFocusProxy(self.forward.kind)
        self.rows: list[EditRow] = []
        self._shown: tuple[tuple[Edit, str], ...] | None = None
        self._subtitle = ""
        document.inputs_changed.connect(self.refresh)
        document.traces_changed.connect(self.refresh)
        document.engines_changed.connect(self.refresh)
        document.seeds.changed.connect(self.refresh)
        document.edits.changed.connect(self.refresh)
        self.refresh()

    @property
    def subtitle(self) -> str:
        """The choice in a few words."""
        return self._subtitle

    def refresh(self) -> None:
        """Show seeds and edits as they are."""
        self.forward.set_labels(
            tuple(label for item in self.model.inputs if not item.is_fixed for label in item.labels())
        )
        self.reverse.set_labels(self._outputs())
        self._list_edits()
        edits = self.model.edits.state
        self.clear.setVisible(len(edits) > 1)
        self.hint.setText("\n".join(text for text in ("" if edits else HINT, self._unable()) if text))
        self.hint.setVisible(bool(self.hint.text()))
        count = f" · {len(edits)} edit{'' if len(edits) == 1 else 's'}" if edits else ""
        words = f"{self.forward.words} · {self.reverse.words}{count}"
        if words != self._subtitle:
            self._subtitle = words
            self.subtitle_changed.emit(words)

    def _outputs(self) -> tuple[str, ...]:
        """The entries of the outputs, of the newest run that came so far."""
        for trace in (self.model.trace, *self.model.traces.values()):
            if trace is not None and trace.header.outputs:
                return trace.output_labels
        return ()

    def _unable(self) -> str:
        """Who runs without what is chosen here."""
        chosen = [engine for engine in self.model.engines if engine.name in self.model.chosen]
        unedited = [e.title for e in chosen if self.model.edits.state and "what_if" not in e.abilities]
        unseeded = [e.title for e in chosen if self.model.seeds.chosen and not {"jvp", "vjp"} & set(e.abilities)]
        said = [f"{' and '.join(unedited)} can't go on from edits"] if unedited else []
        said += [f"{' and '.join(unseeded)} can't choose seeds"] if unseeded else []
        if any(edit.kind is not EditKind.ADJOINT for edit in self.model.edits.state):
            said.append(AS_IT_IS)
        return "; ".join(said)

    def _list_edits(self) -> None:
        listed = tuple((edit, in_words(edit, self.model.trace)) for edit in self.model.edits.state)
        if listed == self._shown:
            return
        self._shown = listed
        had_focus = any(row.isAncestorOf(self.focusWidget()) for row in self.rows if self.focusWidget() is not None)
        for row in self.rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [EditRow(self.model, edit, words, self.theme) for edit, words in listed]
        for row in self.rows:
            self._list.addWidget(row)
        if had_focus:
            (self.rows[-1].remove if self.rows else self.forward.kind).setFocus()


class EditRow(QWidget):
    """One edit in words, and a button that takes it away."""

    def __init__(self, document: Document, edit: Edit, words: str, theme: Theme) -> None:
        super().__init__()
        self.label = plain_label(in_a_line(words))
        self.label.setFont(theme.mono)
        self.label.setWordWrap(True)
        line = f", line {edit.span[1]}" if edit.span else ""
        self.label.setToolTip(as_it_is(f"{edit.op}{line}: {edit.kind.value}, {edit.value!r}"))
        self.remove = QToolButton()
        self.remove.setText("✕")
        self.remove.setFixedWidth(30)
        self.remove.setAccessibleName(f"Remove {words}")
        self.remove.setToolTip(as_it_is(f"Remove {words}"))
        self.remove.clicked.connect(lambda _checked=False: document.edits.remove(edit))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label, 1)
        row.addWidget(self.remove)
