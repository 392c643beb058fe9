"""The mark of a card in the graph of a nested derivative: which order of derivative the node computes.

Told by a letter (f, f′, f″, …) and by the number of bars at the card's edge, and only then by the colour.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from adstudio.gui.graph.scene import GraphScene, Ints
from adstudio.gui.stylesheet import readable_on
from adstudio.gui.theme import Theme

PRIMES = ("f", "f′", "f″", "f‴", "f⁗")
TOKENS = ("primal", "tangent", "higher_order")
BAR = 3.0


FLAG = 0.34  # of a card's width, from middle distance


def mark_orders(painter: QPainter, scene: GraphScene, rows: Ints, theme: Theme, *, near: bool = True) -> None:
    """Mark the cards in `rows` by the order of derivative they compute, in a trace of nested derivatives."""
    orders = scene.orders
    if orders is not None:
        paint = paint_order if near else paint_flag
        for row in rows.tolist():
            box = QRectF(*scene.card_rect(row)[:2], *scene.layout.card)
            paint(painter, box, int(orders[row]), theme)


def letter(order: int) -> str:
    """As f″, or f⁽⁷⁾ where primes are too many to count."""
    if order < len(PRIMES):
        return PRIMES[order]
    return f"f⁽{str(order).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}⁾"


def color_of(order: int, theme: Theme) -> QColor:
    """Blue for the value, green for the slope, violet above, the higher the deeper."""
    if order < len(TOKENS):
        return theme.color(TOKENS[order])
    return theme.mixed("higher_order", "trouble", max(0.25, 1.0 - 0.3 * (order - 2)))


def paint_flag(painter: QPainter, box: QRectF, order: int, theme: Theme) -> None:
    """The letter alone, large, on its colour: cards are small from here."""
    color = color_of(order, theme)
    flag = QRectF(box.right() - FLAG * box.width(), box.top(), FLAG * box.width(), box.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRect(flag)
    font = QFont(theme.sans)
    font.setPixelSize(32)
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(readable_on(color))
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, letter(order))


def paint_order(painter: QPainter, box: QRectF, order: int, theme: Theme) -> None:
    """Bars along the left edge of a card, one an order and one more, and the letter on its lower corner."""
    color = color_of(order, theme)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    count = min(order + 1, 5)
    gap = 2.0
    tall = (box.height() - 20.0 - gap * (count - 1)) / count
    for i in range(count):
        painter.drawRect(QRectF(box.left() + 2.0, box.top() + 10.0 + i * (tall + gap), BAR, tall))
    font = QFont(theme.sans)
    font.setPixelSize(13)
    font.setWeight(QFont.Weight.DemiBold)
    metrics = QFontMetricsF(font)
    text = letter(order)
    width = metrics.horizontalAdvance(text) + 10.0
    pill = QRectF(box.right() - width - 8.0, box.bottom() - 9.0, width, 18.0)
    painter.setBrush(theme.color("panel"))
    painter.setPen(color)
    painter.drawRoundedRect(pill, 9.0, 9.0)
    painter.setFont(font)
    painter.drawText(QPointF(pill.left() + 5.0, pill.bottom() - 4.5), text)
