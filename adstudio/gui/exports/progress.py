"""How far a file has come, and a button to give it up. The window goes on meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from adstudio.gui.exports.jobs import Job
from adstudio.gui.exports.style import sheet
from adstudio.gui.plain_text import in_a_line, plain_label
from adstudio.gui.theme import Theme


class ProgressDialog(QDialog):
    """Goes with its job."""

    def __init__(self, job: Job, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.job = job
        self.setWindowTitle(f"Writing {job.path.name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setStyleSheet(sheet(theme))
        self.label = plain_label("Begins…")
        self.label.setMinimumWidth(320)
        self.bar = QProgressBar()
        self.bar.setRange(0, max(job.total, 1))
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(self.label)
        column.addWidget(self.bar)
        column.addWidget(buttons)
        job.progressed.connect(self._take)
        job.ended.connect(self._end)

    def appear(self) -> None:
        """Show it, without taking the window away from the person."""
        self.setModal(False)
        self.show()

    def reject(self) -> None:
        """Give the job up; it tells when it has ended."""
        self.job.cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is giving up."""
        if self.job.is_running:
            self.job.cancel()
            event.ignore()

    def _take(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.label.setText(f"{in_a_line(self.job.path.name)}: {done:,} of {total:,}")

    def _end(self, _said: str) -> None:
        self.close()
