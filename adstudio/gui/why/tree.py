"""The numbers behind a number, as a tree: a branch is looked up when it is opened, a long one a screenful at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from adstudio.gui.keys import ARROWS, keep
from adstudio.gui.plain_text import as_it_is, in_a_line
from adstudio.gui.steps.formula_html import color_of
from adstudio.gui.theme import Theme
from adstudio.traces.accounts import formula, remark, spelled_out, symbol
from adstudio.traces.formula import UNICODE
from adstudio.traces.provenance import Direction, Provenance
from adstudio.traces.quantities import Quantity
from adstudio.traces.writing import number, text_of

BATCH = 100  # links that are looked up at once
MORE = "more …"


class WhyItem(QTreeWidgetItem):
    """One number; or, at the end of a long list, what stands for the rest of it."""

    def __init__(self, quantity: Quantity | None, rest: Iterator[Quantity] | None = None) -> None:
        super().__init__()
        self.quantity = quantity
        self.rest = rest  # of an item that stands for more
        self.opened = False


class WhyTree(QTreeWidget):
    """Number, value, step. Arrow keys walk and open; Return is `itemActivated`, a person's wish to go to the step."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._provenance: Provenance | None = None
        self._direction: Direction = "why"
        self.setAccessibleName("Numbers behind this number")
        self.setHeaderLabels(["number", "value", "step"])
        self.setFont(theme.mono)
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)  # a double click goes to the step
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            self.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.itemExpanded.connect(self._open)
        keep(self, ARROWS)

    @property
    def quantity(self) -> Quantity | None:
        """The number that the keys stand on."""
        item = self.currentItem()
        return item.quantity if isinstance(item, WhyItem) else None

    def show_links(self, provenance: Provenance | None, quantity: Quantity | None, direction: Direction) -> None:
        """Begin anew at a number; nothing where it is None."""
        self._provenance, self._direction = provenance, direction
        self.clear()
        self.setHeaderHidden(quantity is None)
        if provenance is not None and quantity is not None:
            self._fill(self.invisibleRootItem(), provenance.links(quantity, direction))
            first = self.topLevelItem(0)
            if first is not None:
                self.setCurrentItem(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return on a number goes to its step, on the rest of a list shows more of it; Space is the window's."""
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
            return
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(item, WhyItem):
            if item.rest is not None:
                self._show_more(item)
            else:
                self.itemActivated.emit(item, 0)
            return
        super().keyPressEvent(event)

    def _open(self, item: QTreeWidgetItem) -> None:
        if isinstance(item, WhyItem) and not item.opened and item.quantity is not None and self._provenance is not None:
            item.opened = True
            self._fill(item, self._provenance.links(item.quantity, self._direction))

    def _show_more(self, item: WhyItem) -> None:
        parent, rest = item.parent() or self.invisibleRootItem(), item.rest
        assert rest is not None
        place = parent.indexOfChild(item)
        parent.removeChild(item)
        self._fill(parent, rest)
        self.setCurrentItem(parent.child(place))

    def _fill(self, parent: QTreeWidgetItem, links: Iterator[Quantity]) -> None:
        items = [self._item(quantity) for quantity in islice(links, BATCH)]
        following = next(links, None)
        parent.addChildren(items)
        if following is not None:
            more = WhyItem(None, rest=_with(following, links))
            more.setText(0, MORE)
            more.setForeground(0, QColor(self.theme.colors["text_secondary"]))
            parent.addChild(more)

    def _item(self, quantity: Quantity) -> WhyItem:
        provenance = self._provenance
        assert provenance is not None
        item = WhyItem(quantity)
        name, made_of, said = symbol(provenance, quantity), formula(provenance, quantity), remark(provenance, quantity)
        value, step = provenance.number(quantity), provenance.step(quantity)
        equals = f" = {text_of(made_of)}" if made_of else ""
        item.setText(0, in_a_line(text_of(name) + equals + (f", {said}" if said else "")))
        item.setForeground(0, QColor(color_of(name[0], self.theme)))
        item.setText(1, UNICODE.number(value))
        item.setForeground(1, QColor(self.theme.colors["text" if math.isfinite(value) else "trouble"]))
        item.setText(2, f"{step + 1:,}" if step >= 0 else "")
        item.setForeground(2, QColor(self.theme.colors["text_secondary"]))
        for column in (1, 2):
            item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        tip = f"{text_of(spelled_out(provenance, quantity))}\n{number(value, 17)}" + (
            f"\nReturn goes to step {step + 1:,}" if step >= 0 else ""
        )
        for column in range(3):
            item.setToolTip(column, as_it_is(tip))
        if provenance.has_links(quantity, self._direction):
            item.setChildIndicatorPolicy(QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator)
        return item


def _with(first: Quantity, rest: Iterator[Quantity]) -> Iterator[Quantity]:
    yield first
    yield from rest
