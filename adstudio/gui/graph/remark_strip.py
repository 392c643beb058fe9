"""What is not in the graph, said above it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from adstudio.gui.links import LinkLabel
from adstudio.gui.plain_text import escaped, in_a_line
from adstudio.gui.theme import Theme
from adstudio.workspace.remarks import Remark


class RemarkStrip(LinkLabel):
    """A line a remark, its place a link: `row_chosen(row)`. Hidden without any."""

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._remarks: Sequence[Remark] = ()
        self.setObjectName("secondary")
        self.setAccessibleName("What is not in the graph")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setContentsMargins(12, 6, 12, 6)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(lambda row: self.row_chosen.emit(int(row)))
        theme.changed.connect(self._write)
        self.hide()

    def show_remarks(self, remarks: Sequence[Remark]) -> None:
        """Say these."""
        if remarks != self._remarks:
            self._remarks = remarks
            self._write()
            self.setVisible(bool(remarks))

    def _write(self) -> None:
        self.setText("<br>".join(map(self._line, self._remarks)))

    def _line(self, remark: Remark) -> str:
        text, color = escaped(in_a_line(remark.text)), self.theme.colors["text"]
        if remark.line is None:
            return text
        place = f"line {remark.line}"
        if remark.row >= 0:
            place = f'<a href="{remark.row}" style="color:{color}">{place}</a>'
        return f"{place}: {text}"
