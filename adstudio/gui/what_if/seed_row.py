"""One choice of seeds: each entry in turn, one, all ones, a random direction, or numbers that are typed."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPushButton, QSizePolicy, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme
from adstudio.program.seeds import Kind, Seeds, random_unit, written
from adstudio.workspace.expression import spelled
from adstudio.workspace.seeds import SeedChoice, in_words, typed

KINDS: tuple[Kind, ...] = ("each", "one", "ones", "random", "typed")
MOST = 500  # entries that a list offers; more are typed


class SeedRow(QWidget):
    """A list of kinds, and what the chosen kind needs: an entry, another seed number, or the numbers."""

    def __init__(self, choice: SeedChoice, way: str, title: str, theme: Theme, parent: QWidget | None = None) -> None:
        """way: "forward" or "reverse"; title: what is chosen, in full."""
        super().__init__(parent)
        self.choice, self.way, self.theme = choice, way, theme
        self.what = "input" if way == "forward" else "output"
        self.labels: tuple[str, ...] = ()
        self.title = plain_label(way.capitalize())
        self.title.setObjectName("secondary")
        self.kind = ArrowBox()
        self.kind.setAccessibleName(title)
        self.kind.addItems([f"Each {self.what}", f"One {self.what}", "All ones", "Random direction", "Typed…"])
        self.entry = ArrowBox()
        self.entry.setAccessibleName(f"Which {self.what}")
        self.another = QPushButton("Another")
        self.another.setToolTip("The direction of the next seed number")
        self.field = QLineEdit()
        self.field.setFont(theme.mono)
        self.field.setAccessibleName(f"Numbers of the {title.lower()}")
        self.said = plain_label()
        self.said.setFont(theme.mono)
        self.said.setWordWrap(True)
        for widget in (self.kind, self.entry, self.field, self.another):  # as narrow as the panel
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            widget.setMinimumWidth(60)
        for box in (self.kind, self.entry):
            box.setMinimumContentsLength(4)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, 52)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.title, 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(self.entry, 1, 1)
        grid.addWidget(self.field, 1, 1)
        grid.addWidget(self.another, 1, 1)
        grid.addWidget(self.said, 2, 0, 1, 2)
        self.kind.activated.connect(self._kind_chosen)
        self.entry.activated.connect(lambda index: self._choose(Seeds(kind="one", entry=index)))
        self.another.clicked.connect(lambda _checked=False: self._choose(Seeds(kind="random", number=self._next())))
        self.field.editingFinished.connect(self._typed)
        choice.changed.connect(self.refresh)
        self.refresh()

    @property
    def seeds(self) -> Seeds:
        """What is chosen."""
        return self.choice.state.forward if self.way == "forward" else self.choice.state.reverse

    @property
    def words(self) -> str:
        """The choice in a few words."""
        return in_words(self.seeds, self.labels, f"each {self.what}")

    def set_labels(self, labels: tuple[str, ...]) -> None:
        """The entries there are."""
        if labels != self.labels:
            self.labels = labels
            with QSignalBlocker(self.entry):
                self.entry.clear()
                self.entry.addItems(list(labels[:MOST]))
            self.refresh()

    def refresh(self) -> None:
        """Show the choice."""
        seeds, count = self.seeds, len(self.labels)
        with QSignalBlocker(self.kind), QSignalBlocker(self.entry):
            self.kind.setCurrentIndex(KINDS.index(seeds.kind))
            self.entry.setCurrentIndex(seeds.entry if seeds.kind == "one" else 0)
        self.kind.setEnabled(count > 0)
        self.entry.setVisible(seeds.kind == "one")
        self.field.setVisible(seeds.kind == "typed")
        self.another.setVisible(seeds.kind == "random")
        if seeds.kind == "typed" and not (self.field.hasFocus() and self.field.isModified()):
            self.field.setText(", ".join(spelled(weight, 12) for weight in seeds.weights))
            self.field.setCursorPosition(0)
        self._say("")
        if seeds.kind == "random":
            self.said.setText(f"seed {seeds.number}: {written(random_unit(count, seeds.number))}")
        elif seeds.kind == "typed" and len(seeds.weights) != count:
            self._say(f"{len(seeds.weights)} numbers, but {count} entries of {self.what}")
        self.said.setVisible(bool(self.said.text()))

    def _kind_chosen(self, index: int) -> None:
        kind = KINDS[index]
        if kind == self.seeds.kind:
            return
        if kind == "typed":
            count = max(len(self.labels), 1)
            self._choose(Seeds(kind="typed", weights=(1.0,) + (0.0,) * (count - 1)))
            self.field.setFocus()
            self.field.selectAll()
        else:
            self._choose(Seeds(kind=kind))

    def _choose(self, seeds: Seeds) -> None:
        self.choice.choose(self.way, seeds)

    def _next(self) -> int:
        return self.seeds.number + 1

    def _typed(self) -> None:
        if not self.field.isModified():
            return
        try:
            weights = typed(self.field.text(), len(self.labels))
        except ValueError as error:
            self._say(str(error))
            self.said.show()
            return
        self.field.setModified(False)
        self._choose(Seeds(kind="typed", weights=weights))
        self.refresh()

    def _say(self, complaint: str) -> None:
        self.said.setText(complaint)
        self.said.setStyleSheet(f"color: {self.theme.colors['trouble']};" if complaint else "")
        if bool(complaint) != bool(self.field.property("wrong")):
            self.field.setProperty("wrong", bool(complaint))
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
