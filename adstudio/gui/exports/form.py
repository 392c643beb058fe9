"""What the pages of the export dialog share: a form, a preview, the choice of colours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme

COLORS = (("screen", "As on the screen"), ("light", "Light"), ("dark", "Dark"), ("high-contrast", "High contrast"))
FORM_WIDTH = 344
SQUARE = 9  # of the chequer that stands for transparency


class Page(Protocol):
    """A page of the dialog."""

    def refresh(self) -> None:
        """Show what there is to export now."""

    def obstacle(self) -> str:
        """Why nothing can be exported, with what to do; "" where it can."""

    def save(self) -> None:
        """Ask for a file and write it."""

    def copy(self) -> None:
        """Put it on the clipboard."""

    can_copy: bool


class FormPage(QWidget):
    """A form at the left, what will be written at the right, a line of facts under the form."""

    can_copy = True

    def __init__(self, preview: QWidget) -> None:
        super().__init__()
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(14)
        self.form.setVerticalSpacing(9)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.facts = plain_label()
        self.facts.setObjectName("secondary")
        self.facts.setWordWrap(True)
        left = QVBoxLayout()
        left.addLayout(self.form)
        left.addWidget(self.facts)
        left.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 12, 0, 0)
        row.setSpacing(20)
        column = QWidget()
        column.setObjectName("plain")
        column.setFixedWidth(FORM_WIDTH)
        left.setContentsMargins(0, 0, 0, 0)
        column.setLayout(left)
        row.addWidget(column)
        row.addWidget(preview, 1)

    def field(self, title: str, widget: QWidget, tip: str = "") -> None:
        """A line of the form."""
        label = plain_label(title)
        label.setBuddy(widget)
        widget.setAccessibleName(title.replace("&", ""))
        widget.setToolTip(tip)
        self.form.addRow(label, widget)

    def show_field(self, widget: QWidget, on: bool) -> None:
        """A line of the form is there where it has an effect."""
        self.form.setRowVisible(widget, on)

    def choice(self, title: str, entries: Iterable[tuple[str, str]], tip: str = "") -> QComboBox:
        """A line of the form with one of several to choose."""
        made = ArrowBox()
        fill(made, entries)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(10)
        self.field(title, made, tip)
        return made


def fill(combo: QComboBox, entries: Iterable[tuple[str, str]]) -> None:
    """Other entries, (value, title); the value that was chosen stays chosen where it is still there."""
    wanted = list(entries)
    if [(combo.itemData(i), combo.itemText(i)) for i in range(combo.count())] == wanted:
        return
    chosen = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for value, title in wanted:
        combo.addItem(title, value)
    combo.setCurrentIndex(max(combo.findData(chosen), 0))
    combo.blockSignals(False)


def theme_of(choice: str, screen: Theme) -> Theme:
    """The theme of a choice of `COLORS`."""
    return Theme(screen.name if choice == "screen" else choice)


class Preview(QWidget):
    """An image, made smaller where it does not fit, on a chequer where it is transparent."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.image = QImage()
        self.words = ""  # where there is no image
        self.setMinimumSize(240, 200)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Preview")

    def sizeHint(self) -> QSize:
        """Wide, as graphs are."""
        return QSize(560, 360)

    def room(self) -> tuple[float, float]:
        """Pixels there are for the image."""
        ratio = self.devicePixelRatioF()
        return (self.width() - 2) * ratio, (self.height() - 2) * ratio

    def show_image(self, image: QImage) -> None:
        """Another image."""
        self.image, self.words = image, ""
        self.setAccessibleDescription(f"{image.width()} × {image.height()}")
        self.update()

    def say(self, words: str) -> None:
        """No image, and why."""
        self.image, self.words = QImage(), words
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The image in the middle."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            if self.image.isNull():
                painter.setPen(self.theme.color("text_secondary"))
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(self.rect().adjusted(20, 20, -20, -20), flags, self.words)
                painter.setPen(QPen(self.theme.color("hairline"), 1, Qt.PenStyle.DashLine))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
                return
            width, height = self.image.width(), self.image.height()
            share = min((self.width() - 2) / width, (self.height() - 2) / height, 1 / self.devicePixelRatioF())
            box = QRectF(0, 0, width * share, height * share)
            box.moveCenter(QPointF(self.rect().center()))
            if self.image.hasAlphaChannel():
                self._chequer(painter, box)
            painter.drawImage(box, self.image)
            painter.setPen(self.theme.color("hairline"))
            painter.drawRect(box)

    def _chequer(self, painter: QPainter, box: QRectF) -> None:
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, QColor("#ffffff") if self.theme.name == "light" else self.theme.color("panel"))
        for line in range(int(box.height() // SQUARE) + 1):
            for column in range(line % 2, int(box.width() // SQUARE) + 1, 2):
                square = QRectF(box.left() + column * SQUARE, box.top() + line * SQUARE, SQUARE, SQUARE)
                painter.fillRect(square, self.theme.color("raised"))
        painter.restore()
