"""What is chosen of the error curve: of what, by which input, and the key of the methods, which chooses one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from adstudio.gui.arrow_box import COMPACT, ArrowBox
from adstudio.gui.curve.plot import STYLES
from adstudio.gui.plain_text import as_it_is, plain_label
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number, pretty_name
from adstudio.workspace.curve_choice import METHODS, CurveChoice
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

SHORT = {"forward": "fwd", "central": "cen", "Richardson": "Rich", "complex step": "cplx"}
WORDINGS = {name: name.removesuffix(" step") for name in SHORT}, SHORT, dict[str, str]()
SPACING = 2  # px
NARROWEST, WIDEST = 34, 96  # px of a box
NODE = "node"
LEAST = 276  # px, without a word beside the samples of the lines
MOST = 500  # input entries that can be chosen from


class CurveControls(QWidget):
    """One row of small controls over the plots, which write the choice and follow it. `picked`: by a click."""

    picked = Signal()

    def __init__(
        self, document: Document, selection: Selection, choice: CurveChoice, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.document, self.selection, self.choice, self.theme = document, selection, choice, theme
        self._roomy = False
        self.of = compact_combo("What is differenced: the output, or the node that is selected", self)
        self.of.addItem("f", "")
        self.of.addItem("selected node", NODE)
        self.of.activated.connect(lambda _=0: choice.choose_node(self.of.currentData() == NODE))
        self.by = compact_combo("The input entry to differentiate by", self)
        self.by.activated.connect(lambda _=0: choice.choose_input(self.by.currentData()))
        self.keys = {name: self._key(name) for name in METHODS}
        self.turn = QToolButton(self)
        self.turn.setObjectName("compact")
        self.turn.setText("secant")
        self.turn.setCheckable(True)
        self.turn.setToolTip("The secant on the function in place of the error curve: there is no room for both")
        self._lay_out()
        choice.changed.connect(self._take)
        document.inputs_changed.connect(self._take)
        document.program_changed.connect(self._take)
        document.trace_changed.connect(self._take)
        selection.selection_changed.connect(self._take)
        theme.changed.connect(self._dress)
        self._take()
        self._dress()

    def _lay_out(self) -> None:
        self.between = plain_label("by", self)
        self.between.setObjectName("small")
        # its words follow the width of the panel (`spread`), and so must not keep it from becoming narrower
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(LEAST)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 3, 2, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.of)
        row.addWidget(self.between)
        row.addWidget(self.by)
        row.addStretch(1)
        for button in (*self.keys.values(), self.turn):
            row.addWidget(button)

    def _key(self, name: str) -> QToolButton:
        key = QToolButton(self)
        key.setObjectName("compact")
        key.setCheckable(True)
        key.setAccessibleName(f"Show {name}")
        key.setToolTip(f"{name}: its theory, and its secant")
        key.clicked.connect(lambda _=False: self._pick(name))
        return key

    def entries(self) -> list[str]:
        """The input entries that can be differentiated by."""
        labels = (item.labels() for item in self.document.inputs if not item.is_fixed)
        return [name for names in labels for name in names][:MOST]

    def spread(self, *, roomy: bool) -> None:
        """Words as the width allows: whole, short, or none; the names that were chosen come first."""
        style = Qt.ToolButtonStyle
        self._roomy = roomy
        self.turn.setVisible(not roomy)
        for wording in WORDINGS if roomy else WORDINGS[-1:]:
            self.between.setVisible(bool(wording))
            for name, key in self.keys.items():
                key.setText(wording.get(name, ""))
                key.setToolButtonStyle(style.ToolButtonTextBesideIcon if wording else style.ToolButtonIconOnly)
            if self._share_room():
                return

    def _share_room(self) -> bool:
        """Give both boxes what the rest leaves them, up to what they need; whether that is enough.

        There is room for all methods: not every program has a complex step.
        """
        rest: list[QWidget] = list(self.keys.values())
        rest += [widget for widget in (self.between, self.turn) if not widget.isHidden()]
        room = self.width() - sum(w.sizeHint().width() for w in rest) - SPACING * (len(rest) + 2) - 6
        needs = []
        for box in (self.of, self.by):
            box.ensurePolished()  # its font is the style sheet's
            text = box.fontMetrics().horizontalAdvance(box.currentText())
            needs.append(min(max(text + COMPACT + 2, NARROWEST), WIDEST))
        least = min(needs[0], max(room - needs[1], room // 2, NARROWEST))  # what is left over by one is the other's
        for box, width in ((self.of, least), (self.by, min(needs[1], max(room - least, NARROWEST)))):
            box.setFixedWidth(width)
        return sum(needs) <= room

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room for words."""
        super().resizeEvent(event)
        self.spread(roomy=self._roomy)

    def say_theory(self, data: Mapping[str, Any]) -> None:
        """Put the fitted arms and the best step sizes of each method into its tooltip."""
        for name, method in data["methods"].items():
            best = data["best"][name]
            lines = [f"{name}: its theory, and its secant"]
            if method["truncation"] is not None:
                lines.append(f"truncation {number(method['truncation'], 3)}·h^{method['slope']:.2f}")
            if method["round_off"] is not None:
                lines.append(f"round-off {number(method['round_off'], 2)}/h")
            if best["predicted"]:
                lines.append(f"best h predicted {number(best['predicted'], 2)}, found {number(best['found'], 2)}")
            self.keys[name].setToolTip(as_it_is("\n".join(lines)))

    def _take(self) -> None:
        """What the models say."""
        state, names = self.choice.state, self.entries()
        self.of.setItemText(0, self.document.function or "f")
        self.of.setItemText(1, self._node_name() or "selected node")
        with QSignalBlocker(self.of), QSignalBlocker(self.by):
            self.of.setCurrentIndex(1 if state.of_node else 0)
            if [self.by.itemData(i) for i in range(self.by.count())] != names:
                self.by.clear()
                for name in names:
                    self.by.addItem(pretty_name(name), name)
            self.by.setCurrentIndex(max(self.by.findData(state.wrt), 0) if names else -1)
        self.by.setEnabled(bool(names))
        self.spread(roomy=self._roomy)

    def _node_name(self) -> str:
        trace, row = self.document.trace, self.selection.row
        if trace is None or row is None or row >= len(trace) or not trace.labels[row]:
            return ""
        return pretty_name(f"v{trace.labels[row]}")

    def _pick(self, name: str) -> None:
        self.choice.choose_method(name)
        self.picked.emit()

    def _dress(self) -> None:
        for name, key in self.keys.items():
            token, dash = STYLES[name]
            key.setIcon(_dash(self.theme, token, dash))
            key.setIconSize(key.iconSize().scaled(18, 10, Qt.AspectRatioMode.IgnoreAspectRatio))


def compact_combo(tip: str, parent: QWidget) -> QComboBox:
    """A small combo box for a row over a plot."""
    combo = ArrowBox(parent)
    combo.setObjectName("compact")
    combo.setToolTip(tip)
    combo.setAccessibleName(tip)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumContentsLength(2)
    return combo


def _dash(theme: Theme, token: str, dash: Qt.PenStyle) -> QIcon:
    """A piece of a curve, as it is drawn."""
    pixmap = QPixmap(36, 20)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setPen(QPen(theme.color(token), 2.0, dash))
    painter.drawLine(0, 5, 18, 5)
    painter.end()
    return QIcon(pixmap)
