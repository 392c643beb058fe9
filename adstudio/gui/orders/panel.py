"""Higher-order derivatives: a ladder with a row an order; beside it the polynomial, the growth, the mixed partials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.number_delegate import NumberDelegate
from adstudio.gui.orders.model import OrdersModel
from adstudio.gui.plain_text import plain_label
from adstudio.gui.rows import RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.edits import EditKind
from adstudio.traces.writing import number, pretty_name
from adstudio.workspace.document import Document
from adstudio.workspace.orders_choice import HIGHEST, OrdersChoice, OrdersState

if TYPE_CHECKING:
    from adstudio.gui.orders.pages import GrowthPage, MixedPage, TaylorPage
    from adstudio.gui.orders.taylor_plot import TaylorPlot

HINT = "The derivatives of all orders by one input appear here when the program has run"
LADDER, TAYLOR, GROWTH, MIXED = range(4)
TITLES = ("Ladder", "Taylor", "Growth", "Mixed")
ROOMY = 480  # px of width from which the ladder stands beside the pages
WIDE = 640  # … and from which it has room for all its columns there
NODES = 4
MOST = 500  # input entries that can be chosen from


class OrdersPanel(QWidget):
    """The ladder at the left, a page at the right; the polynomial ends at the selected order."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme) -> None:
        super().__init__()
        from adstudio.gui.orders.pages import GrowthPage, MixedPage, TaylorPage  # pyqtgraph takes its time to import

        self.document, self.theme = document, palette
        self.choice = OrdersChoice()
        self._subtitle = ""
        self._roomy: bool | None = None  # before it has a width
        self.model = OrdersModel(palette, self)
        self.table = RowTable(self.model, HINT, self)
        self.table.setAccessibleName("Orders of derivative")
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.give_way(1)
        self.table.setItemDelegateForColumn(1, NumberDelegate(self.table))
        self.taylor: TaylorPage = TaylorPage(self.choice, palette, self)
        self.growth: GrowthPage = GrowthPage(self.choice, palette, self)
        self.mixed: MixedPage = MixedPage(self.choice, palette, self)
        self._build()
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._order_chosen)
        self.choice.changed.connect(self._chosen)
        document.analyses_changed.connect(self._analyses_changed)
        document.inputs_changed.connect(self._take_inputs)
        palette.changed.connect(self._show)
        self._take_inputs()
        self.refresh()

    def _build(self) -> None:
        from adstudio.gui.orders.pages import order_box

        self.by = ArrowBox(self)
        self.by.setObjectName("compact")
        self.by.setToolTip("The input entry to differentiate by")
        self.by.setAccessibleName(self.by.toolTip())
        self.by.setSizeAdjustPolicy(ArrowBox.SizeAdjustPolicy.AdjustToContents)  # inputs come with programs
        self.by.setMinimumWidth(56)
        self.by.setMaximumWidth(96)
        self.by.activated.connect(lambda _=0: self.choice.choose_input(self.by.currentData()))
        self.to = order_box("The highest order to go to", 1, HIGHEST, self)
        self.to.activated.connect(lambda _=0: self.choice.choose_highest(self.to.currentData()))
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("compact")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName("What is shown of the orders")
        for title in TITLES:
            self.tabs.addTab(title)
        self.tabs.setCurrentIndex(TAYLOR)
        self.tabs.currentChanged.connect(self._turn)
        row = QHBoxLayout()
        row.setContentsMargins(8, 2, 4, 0)
        row.setSpacing(4)
        self._words = [plain_label(text, self) for text in ("by", "to")]
        for label, widget in zip(self._words, (self.by, self.to), strict=True):
            label.setObjectName("small")
            row.addWidget(label)
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.tabs)
        self.pages = QStackedWidget(self)
        for page in (self.taylor, self.growth, self.mixed):
            self.pages.addWidget(page)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.pages)
        self.splitter.setSizes([330, 220])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.splitter, 1)

    @property
    def plot(self) -> TaylorPlot:
        """The Taylor polynomial."""
        return self.taylor.plot

    @property
    def subtitle(self) -> str:
        """By which input, and where."""
        return self._subtitle

    # -- asking ----------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Say what answers are wanted, while somebody looks."""
        if not self.isVisible():
            return
        state = self.choice.state
        chosen: dict[str, str | int] = {}
        if state.wrt is not None and state.wrt in self._entries():
            chosen["wrt"] = state.wrt
        if state.to != OrdersState().to:
            chosen["to"] = state.to
        self.document.want("orders", **chosen)
        if self.tabs.currentIndex() == MIXED:
            self.document.want("mixed", order=state.mixed)
        else:
            self.document.unwant("mixed")

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self._ask()
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.document.unwant("orders")
            self.document.unwant("mixed")

    def _entries(self) -> list[str]:
        labels = (item.labels() for item in self.document.inputs if not item.is_fixed)
        return [name for names in labels for name in names][:MOST]

    # -- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the ladder that the document has."""
        data = self.document.analyses.get("orders")
        self.model.take(data, self._titles)
        self.table.fit_columns()
        self._subtitle = "" if data is None else f"by {pretty_name(data['wrt'])} at {number(data['centre'], 6)}"
        if data is not None and any(edit.kind is not EditKind.ADJOINT for edit in self.document.edits.state):
            self._subtitle += " · without the edits"
        self._show()
        self._turn()
        self.subtitle_changed.emit(self._subtitle)

    @property
    def _titles(self) -> dict[str, str]:
        return {engine.name: engine.title for engine in self.document.engines}

    def _show(self) -> None:
        data, state = self.document.analyses.get("orders"), self.choice.state
        self.taylor.take(data, state.shown)
        self.growth.take(data, state.amount, self._titles)
        self.mixed.take(self.document.analyses.get("mixed"), state.mixed)
        self.model.mark(self.taylor.plot.order if state.shown is not None else -1)
        with QSignalBlocker(self.to), QSignalBlocker(self.by):
            self.to.setCurrentIndex(self.to.findData(state.to))
            self.by.setCurrentIndex(max(self.by.findData(state.wrt), 0) if self.by.count() else -1)
        self.setAccessibleDescription(self.textual())

    def textual(self) -> str:
        """The ladder in words: the derivatives, how far the series holds, how the cost grows."""
        data = self.document.analyses.get("orders")
        if data is None:
            return HINT
        first = data["engines"][0]
        values = ", ".join(f"order {row['order']}: {number(row['values'][first], 9)}" for row in data["orders"])
        growth = "; ".join(words for _, _, words in self.growth.plot.key(self._titles))
        return f"Derivatives by {data['wrt']}: {values}. {data['convergence']['text']}. {growth}"

    def _take_inputs(self) -> None:
        names = self._entries()
        with QSignalBlocker(self.by):
            if [self.by.itemData(i) for i in range(self.by.count())] != names:
                self.by.clear()
                for name in names:
                    self.by.addItem(pretty_name(name), name)
        for widget in (*self._words, self.by, self.to):
            widget.setVisible(bool(names))  # without an input there is nothing to choose
        self._show()

    def _chosen(self) -> None:
        self._show()
        self._ask()

    def _analyses_changed(self, kind: str) -> None:
        if kind == "orders":
            self.refresh()
        elif kind == "mixed":
            self._show()

    def _order_chosen(self) -> None:
        row = self.table.currentIndex().row()
        if row >= 0:
            self.choice.choose_shown(row)

    # -- room ------------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Side by side, or one at a time."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        roomy = self.width() >= ROOMY
        least = WIDE if roomy else ROOMY - 60
        self.table.setColumnHidden(NODES, self.width() < least)  # they are in the tooltip and under Growth
        if roomy != self._roomy:
            self._roomy = roomy
            self.tabs.setTabVisible(LADDER, not roomy)
            self.tabs.updateGeometry()  # Qt forgets to say that it needs less
            self.tabs.setCurrentIndex(TAYLOR if roomy else LADDER)
        self._turn()

    def _turn(self) -> None:
        at, roomy = self.tabs.currentIndex(), self.width() >= ROOMY
        filled = "orders" in self.document.analyses  # without an answer the table says how to have one
        self.table.setVisible(roomy or at == LADDER or not filled)
        self.pages.setVisible(filled and (roomy or at != LADDER))
        self.tabs.setVisible(filled)
        pages: dict[int, Any] = {TAYLOR: self.taylor, GROWTH: self.growth, MIXED: self.mixed}
        if at in pages:
            self.pages.setCurrentWidget(pages[at])
        self._ask()
