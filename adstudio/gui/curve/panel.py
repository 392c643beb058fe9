"""Finite-difference error: the curve of every method, a verdict in words, and the secant at the step size in hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QSplitter, QVBoxLayout, QWidget

from adstudio.gui.curve.controls import CurveControls
from adstudio.gui.curve.plot import CurvePlot
from adstudio.gui.curve.secant_plot import SecantPlot
from adstudio.gui.keys import keep
from adstudio.gui.links import LinkLabel
from adstudio.gui.plain_text import as_it_is, plain_label
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number, pretty_name
from adstudio.workspace.curve_choice import METHODS, CurveChoice
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

HINT = "The error of finite differences appears here when the program has run"
# kind of verdict: a sign that is not a colour, and the colour
SIGNS = {
    "right": ("✓", "tangent"),
    "wrong": ("✗", "trouble"),
    "kink": ("∧", "adjoint"),
    "jump": ("↯", "adjoint"),
    "undecided": ("?", "adjoint"),
}
ROOMY = 372  # px of width from which curve and secant stand side by side
MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageDown: -12, Qt.Key.Key_PageUp: 12}  # step sizes
OTHER_METHOD = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
KEYS = frozenset({*MOVES, *OTHER_METHOD, Qt.Key.Key_Home})
TIP = "Left and right move the step size, Page Up and Down by a decade, Home to the best; up and down the method"


class CurvePanel(QWidget):
    """The plots, or what to do to have them."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme, selection: Selection | None = None) -> None:
        super().__init__()
        self.document, self.theme = document, palette
        self.selection = selection if selection is not None else Selection()
        self.choice = CurveChoice()
        self._subtitle = ""
        self._build()
        self.choice.changed.connect(self._chosen)
        document.analyses_changed.connect(self._analyses_changed)
        document.shown_changed.connect(self._ask)
        self.selection.selection_changed.connect(self._selected)
        palette.changed.connect(self._say_verdict)
        self.refresh()

    def _build(self) -> None:
        self.controls = CurveControls(self.document, self.selection, self.choice, self.theme, self)
        self.of, self.by, self.keys, self.turn = (
            self.controls.of,
            self.controls.by,
            self.controls.keys,
            self.controls.turn,
        )
        self.turn.toggled.connect(lambda _=False: self._arrange())
        self.controls.picked.connect(self._show_step)  # a click on the method in hand must not uncheck it
        self.plot = CurvePlot(self.theme, self, legend=False)
        self.plot.setMinimumSize(90, 50)
        self.plot.h_moved.connect(self._moved)
        self.side = QWidget(self)
        self.secant = SecantPlot(self.theme, self.side)
        self.secant.setMinimumSize(80, 40)
        self.secant.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for plot in (self.plot, self.secant):
            keep(plot, KEYS)
            plot.setToolTip(TIP)
        self.caption = _line(self.side)
        self.caption.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.secant, 1)
        column.addWidget(self.caption)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.plot)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.setSizes([300, 190])
        self.verdict = _line(self)
        flags = Qt.TextInteractionFlag
        self.verdict.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.LinksAccessibleByMouse | flags.LinksAccessibleByKeyboard
        )
        self.verdict.linkActivated.connect(self._go_to_wrong)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 0, 6, 0)
        whole.setSpacing(0)
        self.hint = plain_label(HINT, self)
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setContentsMargins(14, 10, 14, 10)
        whole.addWidget(self.controls)
        whole.addWidget(self.hint, 1)
        whole.addWidget(self.splitter, 1)
        whole.addWidget(self.verdict)
        self.setFocusProxy(self.plot)

    @property
    def subtitle(self) -> str:
        """Of what, by which input."""
        return self._subtitle

    # -- asking ----------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Say what answer is wanted, while somebody looks."""
        if not self.isVisible():
            return
        chosen: dict[str, Any] = {}
        state = self.choice.state
        if state.wrt is not None and state.wrt in self.controls.entries():
            chosen["wrt"] = state.wrt
        if state.of_node and self.selection.row is not None:
            chosen["node"] = self.selection.row
        shown = self.document.shown
        if shown not in ("tape", "finite_difference") and shown in self.document.chosen:
            chosen["against"] = shown
        self.document.want("curve", **chosen)

    def _chosen(self) -> None:
        self._ask()
        self._show_step()

    def _selected(self) -> None:
        if self.choice.state.of_node:
            self._ask()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self._ask()
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.document.unwant("curve")

    # -- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the curve that the document has."""
        data = self._data
        self._subtitle = "" if data is None else f"∂{pretty_name(data['of'])}/∂{pretty_name(data['wrt'])}"
        if data is not None:
            self._subtitle += f" = {number(data['exact'], 8)} · error against h"
        known = [] if data is None else list(data["methods"])
        for name, key in self.keys.items():
            key.setVisible(name in known)
        self.hint.setVisible(data is None)
        for widget in (self.splitter, self.controls):
            widget.setVisible(data is not None)
        self._show_step()
        self._say_verdict()
        self.subtitle_changed.emit(self._subtitle)

    @property
    def _data(self) -> Mapping[str, Any] | None:
        return self.document.analyses.get("curve")

    @property
    def method(self) -> str:
        """The method in hand: the chosen one, if the curve has it."""
        data, chosen = self._data, self.choice.state.method
        return chosen if data is None or chosen in data["methods"] else METHODS[0]

    @property
    def h(self) -> float:
        """The step size in hand: the chosen one, or the best."""
        data, chosen = self._data, self.choice.state.h
        if data is None:
            return math.nan
        sizes = data["methods"][self.method]["h"]
        if chosen is not None:
            return float(min(max(chosen, sizes[0]), sizes[-1]))
        best = data["best"][self.method]
        read = data["verdict"]["h"] if data["verdict"]["kind"] != "right" else None  # where the differences settle
        found = read or best["predicted"] or best["found"]
        return float(found) if found else float(sizes[len(sizes) // 2])

    def _show_step(self) -> None:
        data, method, h = self._data, self.method, self.h
        self.plot.take(data, method, h)
        self.secant.take(data, method, h)
        for name, key in self.keys.items():
            key.setChecked(name == method)
        words = self.secant.textual()
        wide = self.side.width() > 190
        caption = self.secant.textual(10 if wide else 5).replace(": ", "\n", 1)
        self.caption.setText(caption if wide else caption.replace("slope ", "").replace("error", "off"))
        self.caption.setToolTip(as_it_is(words))
        self.plot.setAccessibleDescription(words)
        self.setAccessibleDescription(self.textual())

    def _say_verdict(self) -> None:
        data = self._data
        self.verdict.setVisible(data is not None)
        if data is None:
            return
        verdict = data["verdict"]
        sign, token = SIGNS[verdict["kind"]]
        text = self._verdict_text(data)
        noise = f"\nNoise of the function: {number(data['noise'], 2)}" if data["noise"] else ""
        self.verdict.setToolTip(as_it_is(text + noise))
        self.controls.say_theory(data)
        self.verdict.setAccessibleName(text)
        metrics = self.verdict.fontMetrics()
        room = max(self.width() - 24, 60)
        roomy = self.height() >= 180 and metrics.horizontalAdvance(f"{sign} {text}") < 1.75 * room
        fits = metrics.horizontalAdvance(f"{sign} {text}") < room
        said = text if fits or roomy else verdict["brief"]
        self.verdict.setWordWrap(not fits and roomy)
        colors, wrong = self.theme.colors, data.get("first_wrong")
        said = escape(said)
        if wrong:
            name = wrong["name"].partition(" ")[0]
            link = f'<a href="node" style="color:{colors["primal"]}">{name}</a>'
            said = said.replace(f"first at {name}", f"first at {link}") if name in said else f"{said}, first at {link}"
        self.verdict.setText(f'<b><span style="color:{colors[token]}">{sign}</span></b> {said}')

    def _verdict_text(self, data: Mapping[str, Any]) -> str:
        wrong = data.get("first_wrong")
        return str(data["verdict"]["text"]) + (f"; first at {wrong['name']}" if wrong else "")

    def textual(self) -> str:
        """The curve in words: the derivative, the verdict, the best step of every method, the step in hand."""
        data = self._data
        if data is None:
            return HINT
        best = data["best"].items()
        said = [
            f"{name}: least error {number(b['error'], 2)} at h = {number(b['found'], 2)}"
            + (f", predicted {number(b['predicted'], 2)}" if b["predicted"] else "")
            for name, b in best
            if b["found"]
        ]
        head = f"∂{data['of']}/∂{data['wrt']} is {number(data['exact'], 10)}. {self._verdict_text(data)}. "
        noise = f". Noise of the function: {number(data['noise'], 2)}. " if data["noise"] else ". "
        return head + "; ".join(said) + noise + self.secant.textual()

    # -- the person's moves ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of both plots, as `TIP` says."""
        key = Qt.Key(event.key())
        if self._data is None or key not in KEYS:
            event.ignore()
        elif key in OTHER_METHOD:
            self._next_method(OTHER_METHOD[key])
        else:
            self.choice.choose_h(None if key == Qt.Key.Key_Home else self.plot.stepped(MOVES[key]))

    def _moved(self, h: float) -> None:
        self.choice.choose_h(h)

    def _go_to_wrong(self) -> None:
        data = self._data
        if data is not None and data.get("first_wrong"):
            self.selection.row = int(data["first_wrong"]["node"])

    def _next_method(self, by: int) -> None:
        data = self._data
        if data is not None:
            known = [name for name in METHODS if name in data["methods"]]
            self.choice.choose_method(known[(known.index(self.method) + by) % len(known)])

    # -- room ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one at a time."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.width() >= ROOMY
        self.turn.setVisible(not roomy)
        self.plot.setVisible(roomy or not self.turn.isChecked())
        self.side.setVisible(roomy or self.turn.isChecked())
        self.controls.spread(roomy=roomy)
        self._say_verdict()

    def _analyses_changed(self, kind: str) -> None:
        if kind == "curve":
            self.refresh()


def _line(parent: QWidget) -> LinkLabel:
    """One small line of text that never widens its panel."""
    label = LinkLabel(parent)
    label.setObjectName("small")
    label.setContentsMargins(6, 1, 4, 0)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label
