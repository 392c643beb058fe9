"""Numbers in a narrow column: with fewer digits, never with half an exponent."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from adstudio.traces.writing import number

AROUND = 18.0  # px of a cell beside its text


class NumberDelegate(QStyledItemDelegate):
    """Writes a number as exactly as its cell is wide; other texts as they are."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """The text that fits."""
        super().initStyleOption(option, index)
        room = option.rect.width() - AROUND
        option.text = fitting(option.text, QFontMetricsF(option.font), room)


def fitting(text: str, metrics: QFontMetricsF, room: float) -> str:
    """A number with as many of its digits as there is room for, two at the least."""
    if metrics.horizontalAdvance(text) <= room:
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    shorter = [number(value, digits) for digits in range(16, 1, -1)]
    return next((one for one in shorter if metrics.horizontalAdvance(one) <= room), shorter[-1])
