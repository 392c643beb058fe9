"""The export dialog: pictures, films, texts; each with a preview of what will be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout

from adstudio.gui.exports.film_page import FilmPage
from adstudio.gui.exports.picture_page import PicturePage
from adstudio.gui.exports.style import sheet
from adstudio.gui.exports.text_page import TextPage
from adstudio.gui.plain_text import plain_label

if TYPE_CHECKING:
    from adstudio.gui.exports.desk import ExportDesk

CALM = 60  # milliseconds without a change before the preview is painted anew


class ExportDialog(QDialog):
    """Stays open beside the window; follows its step, its trace and its theme."""

    def __init__(self, desk: ExportDesk) -> None:
        super().__init__(desk.window)
        self.desk = desk
        self.setWindowTitle("Export")
        self.resize(920, 560)
        self.picture, self.film, self.text = PicturePage(desk), FilmPage(desk), TextPage(desk)
        self.pages = (self.picture, self.film, self.text)
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("What to export")
        self._stack = QStackedWidget()
        for title, page in zip(("&Picture", "Fil&m", "Te&xt"), self.pages, strict=True):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        self.obstacle = plain_label()
        self.obstacle.setObjectName("secondary")
        self.copy_button = QPushButton("C&opy")
        self.save_button = QPushButton("&Save…")
        self.save_button.setObjectName("primary")
        self.close_button = QPushButton("Close")
        self.save_button.setDefault(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.obstacle, 1)
        for button in (self.close_button, self.copy_button, self.save_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        column.addLayout(buttons)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM)
        self._calm.timeout.connect(self.refresh)
        self.tabs.currentChanged.connect(self._show_page)
        self.close_button.clicked.connect(self.close)
        self.copy_button.clicked.connect(self.copy)
        self.save_button.clicked.connect(self.save)
        desk.document.trace_changed.connect(self._later)
        desk.document.analyses_changed.connect(self._later)
        desk.cursor.step_changed.connect(self._later)
        desk.theme.changed.connect(self._dress)
        self._dress()

    @property
    def page(self) -> PicturePage | FilmPage | TextPage:
        """The page in front."""
        return self.pages[self.tabs.currentIndex()]

    def appear(self) -> None:
        """Show it, in front."""
        self.show()
        self.activateWindow()
        self.refresh()

    def save(self) -> None:
        """Write what the page in front says."""
        self.page.save()

    def copy(self) -> None:
        """Copy what the page in front says."""
        self.page.copy()

    def refresh(self) -> None:
        """Show what there is to export now."""
        self.page.refresh()
        obstacle = self.page.obstacle()
        self.obstacle.setText(obstacle)
        self.save_button.setEnabled(not obstacle)
        self.copy_button.setEnabled(not obstacle)
        self.copy_button.setVisible(self.page.can_copy)

    def _show_page(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.refresh()

    def _dress(self) -> None:
        self.setStyleSheet(sheet(self.desk.theme))
        self._later()

    def _later(self, _changed: object = None) -> None:
        if self.isVisible():
            self._calm.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The preview has other room."""
        super().resizeEvent(event)
        self._later()
