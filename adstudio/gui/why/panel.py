"""Why this value: a number, its formula, and under it the numbers that made it, opened as far as one wants to walk."""

from __future__ import annotations

import html

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from adstudio.gui.links import LinkLabel
from adstudio.gui.plain_text import as_it_is, in_a_line
from adstudio.gui.steps.formula_html import colored
from adstudio.gui.theme import Theme
from adstudio.gui.why.actions import offer_why
from adstudio.gui.why.tree import WhyTree
from adstudio.traces.accounts import remark, spelled_out, symbol
from adstudio.traces.provenance import Direction
from adstudio.traces.quantities import Quantity
from adstudio.traces.writing import text_of
from adstudio.workspace.inquiry import Inquiry
from adstudio.workspace.selection import Selection

HINT = (
    "Ask any number why it is so: press Y on a card of the graph or a row of a table, "
    "click a number in the step, or right-click one"
)
EMPTY: dict[Direction, str] = {
    "why": "This number was given: nothing was computed before it",
    "where": "Nothing uses this number: it ends here",
}


class WhyPanel(QWidget):
    """The answer to an `Inquiry`. `jumped(step)`: the person wants to see the step that made a number."""

    jumped = Signal(int)
    subtitle_changed = Signal(str)

    def __init__(self, inquiry: Inquiry, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.inquiry, self.selection, self.theme = inquiry, selection, theme
        self.subtitle = ""
        self.crumbs, self.headline = LinkLabel(), LinkLabel()
        self.tree = WhyTree(theme, self)
        self.buttons: dict[Direction, QToolButton] = {}
        self._build()
        self.crumbs.linkActivated.connect(self._go_back_to)
        self.headline.linkActivated.connect(lambda key: inquiry.follow(Quantity.parse(key)))
        self.tree.itemActivated.connect(lambda _item, _column: self.jump())
        self.tree.currentItemChanged.connect(lambda _now, _before: self._walk())
        offer_why(self.tree, self._ask_on)
        inquiry.changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._refresh()

    def _build(self) -> None:
        for label, name in ((self.crumbs, "The way here"), (self.headline, "The number")):
            label.setFont(self.theme.mono)
            label.setAccessibleName(name)
            label.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
        self.crumbs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.headline.setWordWrap(True)
        self.headline.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        top = QHBoxLayout()
        top.setContentsMargins(11, 5, 6, 3)
        top.setSpacing(2)
        top.addWidget(self.headline, 1)
        titles: tuple[tuple[Direction, str, str], ...] = (
            ("why", "Why", "The numbers that it was computed from"),
            ("where", "Where to", "The numbers that were computed from it"),
        )
        for direction, title, tip in titles:
            button = QToolButton(self)
            button.setText(title)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setObjectName("small")
            button.clicked.connect(lambda _on=False, direction=direction: self.inquiry.turn(direction))
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.buttons[direction] = button
        self.crumbs.setContentsMargins(11, 3, 11, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.crumbs)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)

    # -- what a person does --------------------------------------------------------------------------------------------

    def jump(self) -> None:
        """To the step that made the number the tree stands on."""
        quantity, provenance = self.tree.quantity, self.inquiry.provenance
        if quantity is None or provenance is None:
            return
        step = provenance.step(quantity)
        if step >= 0:
            self.jumped.emit(step)

    def _ask_on(self, direction: Direction) -> None:
        if self.tree.quantity is not None:
            self.inquiry.follow(self.tree.quantity, direction)

    def _walk(self) -> None:
        """The node of the number under the keys is selected, so that graph and code show it."""
        if self.tree.quantity is not None and self.inquiry.provenance is not None and self.tree.hasFocus():
            self.selection.row = self.inquiry.provenance.row(self.tree.quantity)

    def _go_back_to(self, place: str) -> None:
        self.inquiry.follow(self.inquiry.trail[int(place)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Backspace goes back along the trail."""
        if event.key() == Qt.Key.Key_Backspace:
            self.inquiry.back()
        else:
            super().keyPressEvent(event)

    # -- what is shown ------------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        quantity, provenance = self.inquiry.quantity, self.inquiry.provenance
        direction = self.inquiry.direction
        self.buttons[direction].setChecked(True)
        for button in self.buttons.values():
            button.setVisible(quantity is not None)
        self.tree.show_links(provenance, quantity, direction)
        if quantity is None or provenance is None:
            self.crumbs.hide()
            look = f"font-family:'{self.theme.sans.family()}';font-size:{self.theme.sans.pixelSize()}px"
            self.headline.setText(f'<span style="{look};color:{self.theme.colors["text_secondary"]}">{HINT}</span>')
            self._announce("")
            return
        self._show_crumbs()
        line = spelled_out(provenance, quantity)
        step = provenance.step(quantity)
        place = f"step {step + 1:,}" if step >= 0 else ""
        said = ", ".join(part for part in (remark(provenance, quantity), place) if part)
        quiet = self.theme.colors["text_secondary"]
        words = f' <span style="color:{quiet}">{html.escape(in_a_line(said))}</span>' if said else ""
        if not self.tree.topLevelItemCount():
            words += f'<br><span style="color:{quiet}">{EMPTY[direction]}</span>'
        self.headline.setText(colored(line, self.theme) + words)
        self.headline.setToolTip(repr(provenance.number(quantity)))
        self.setAccessibleDescription(f"{text_of(line)}, {said}")
        self._announce(text_of(symbol(provenance, quantity)))

    def _show_crumbs(self) -> None:
        """v̄₂ › v̄₄ · v₁ › v̄₄: all but the last are links; of a long way the last few."""
        provenance, trail = self.inquiry.provenance, self.inquiry.trail
        assert provenance is not None
        self.crumbs.setVisible(len(trail) > 1)
        most = max(self.width() // 90, 2)
        quiet = self.theme.colors["text_secondary"]
        pieces = ["…"] if len(trail) > most else []
        for place in range(max(len(trail) - most, 0), len(trail)):
            text = html.escape(in_a_line(text_of(symbol(provenance, trail[place])))).replace(" ", "&nbsp;")
            last = place == len(trail) - 1
            link = f'<a href="{place}" style="color:{self.theme.colors["primal"]}">{text}</a>'
            pieces.append(f"<b>{text}</b>" if last else link)
        self.crumbs.setText(f' <span style="color:{quiet}">›</span> '.join(pieces))
        self.crumbs.setToolTip(as_it_is(" › ".join(text_of(symbol(provenance, quantity)) for quantity in trail)))

    def _announce(self, subtitle: str) -> None:
        if subtitle != self.subtitle:
            self.subtitle = subtitle
            self.subtitle_changed.emit(subtitle)
