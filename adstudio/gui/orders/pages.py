"""The pages beside the ladder of orders: the Taylor polynomial, the growth of the cost, the mixed partials."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QSlider, QToolButton, QVBoxLayout, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.elided_label import ElidedLabel
from adstudio.gui.orders.growth_plot import GrowthPlot
from adstudio.gui.orders.mixed_table import MixedModel, MixedTable
from adstudio.gui.orders.taylor_plot import TaylorPlot
from adstudio.gui.plain_text import as_it_is, plain_label
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number
from adstudio.workspace.orders_choice import AMOUNTS, HIGHEST_MIXED, OrdersChoice


class TaylorPage(QWidget):
    """The plot, a slider for the order, and how far the series holds."""

    def __init__(self, choice: OrdersChoice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.plot = TaylorPlot(theme, self)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setAccessibleName("The order that the Taylor polynomial ends at")
        self.slider.setToolTip(self.slider.accessibleName())
        self.slider.setPageStep(1)
        self.slider.valueChanged.connect(choice.choose_shown)
        self.label = small(self, shrinks=False)
        self.words = small(self)
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 6, 0)
        row.addWidget(self.label)
        row.addWidget(self.slider, 1)
        column = _column(self)
        column.addWidget(self.plot, 1)
        column.addLayout(row)
        column.addWidget(self.words)

    def take(self, data: Mapping[str, Any] | None, order: int | None) -> None:
        """Show a ladder's polynomial."""
        self.plot.take(data, order)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, 0 if data is None else len(data["coefficients"]) - 1)
            self.slider.setValue(self.plot.order)
        self.slider.setEnabled(data is not None)
        self.label.setText(f"order {self.plot.order}")
        said = "" if data is None else data["convergence"]["text"]
        off = self.plot.off()
        brief = "" if data is None else data["convergence"]["brief"]
        self.words.setText(brief if self.plot.drawable else "No polynomial: f or a derivative is no number here")
        told = f"{said}. Off by at most {number(off, 2)} over the inner half of it" if off is not None else said
        self.words.setToolTip(as_it_is(told))
        self.plot.setAccessibleDescription(f"Taylor polynomial of order {self.plot.order}. {told}")


class GrowthPage(QWidget):
    """The plot, and which amount it is of."""

    def __init__(self, choice: OrdersChoice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice, self.theme = choice, theme
        self.plot = GrowthPlot(theme, self)
        self.buttons = {amount: QToolButton(self) for amount in AMOUNTS}
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(3)
        for amount, button in self.buttons.items():
            button.setObjectName("compact")
            button.setText(amount)
            button.setCheckable(True)
            button.setToolTip(f"How the {amount} grow with the order")
            button.clicked.connect(lambda _=False, amount=amount: self._pick(amount))
            row.addWidget(button)
        row.addStretch(1)
        self.words = small(self, shrinks=False)
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setWordWrap(True)
        column = _column(self)
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        column.addWidget(self.words)
        self._amount = AMOUNTS[0]

    def take(self, data: Mapping[str, Any] | None, amount: str, titles: Mapping[str, str]) -> None:
        """Show one amount of a ladder."""
        self._amount = amount
        self.plot.take(data, amount)
        for name, button in self.buttons.items():
            button.setChecked(name == amount)
        key = self.plot.key(titles)
        colors = self.theme.colors
        pieces = [
            f'<span style="color:{colors[token]}">{sign}</span>&nbsp;{escape(words).replace(" ", "&nbsp;")}'
            for token, sign, words in self.plot.key(titles, brief=True)
        ]
        self.words.setText(" &nbsp; ".join(pieces))
        said = f"{amount}: " + "; ".join(words for _, _, words in key)
        self.words.setToolTip(as_it_is("\n".join(f"{sign} {words}" for _, sign, words in key)))
        self.plot.setAccessibleDescription(said)

    def _pick(self, amount: str) -> None:
        self.choice.choose_amount(amount)
        self.buttons[amount].setChecked(True)


class MixedPage(QWidget):
    """The table, its order, and a button that copies it."""

    def __init__(self, choice: OrdersChoice, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = choice
        self.model = MixedModel(theme, self)
        self.table = MixedTable(self.model, self)
        self.order = order_box("The order of the mixed partial derivatives", 1, HIGHEST_MIXED, self)
        self.order.activated.connect(lambda _=0: choice.choose_mixed(self.order.currentData()))
        self.copy = QToolButton(self)
        self.copy.setObjectName("compact")
        self.copy.setText("copy")
        self.copy.setToolTip("Copy the table, with tabs between (Ctrl+C)")
        self.copy.clicked.connect(self.table.copy)
        self.words = small(self)
        row = QHBoxLayout()
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(4)
        label = small(self, shrinks=False)
        label.setText("order")
        row.addWidget(label)
        row.addWidget(self.order)
        row.addWidget(self.words, 1)
        row.addWidget(self.copy)
        column = _column(self)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def take(self, data: Mapping[str, Any] | None, order: int) -> None:
        """Show a table."""
        with QSignalBlocker(self.order):
            self.order.setCurrentIndex(self.order.findData(order))
        self.model.take(data)
        self.table.fit_columns()
        said = "" if data is None else data["left_out"] or "○ exact 0"
        self.words.setText(said)
        self.words.setToolTip(as_it_is(said))
        self.copy.setEnabled(data is not None)


def small(parent: QWidget, *, shrinks: bool = True) -> QLabel:
    """A label in small letters; one that shrinks is cut where there is no room."""
    label = ElidedLabel(parent) if shrinks else plain_label("", parent)
    label.setObjectName("small")
    label.setContentsMargins(4, 0, 4, 0)
    return label


def order_box(tip: str, low: int, high: int, parent: QWidget) -> QComboBox:
    """A small box for an order."""
    made = ArrowBox(parent)
    made.setObjectName("compact")
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    for order in range(low, high + 1):
        made.addItem(str(order), order)
    return made


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    return column
