"""The card around a panel: a dock with the design's header, a bold title at the left, a quiet word at the right."""

from __future__ import annotations

from functools import cached_property
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QDockWidget, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.reading_order import step, stops_in
from adstudio.gui.stylesheet import Fadable

HEIGHT = 31  # px, of a header
TAB_AIR = 26  # px around the title of a tab


@runtime_checkable
class HasSubtitle(Protocol):
    """A panel with something to say at the right of its header: a text, and `subtitle_changed(str)`."""

    subtitle_changed: SignalInstance

    @property
    def subtitle(self) -> str:
        """The text now."""


@runtime_checkable
class HasTitle(Protocol):
    """A panel whose header is not always the same ("Step 16"): a text, and `title_changed(str)`."""

    title_changed: SignalInstance

    @property
    def title(self) -> str:
        """The text now."""


class PanelHeader(QFrame):
    """Title and subtitle of a panel."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panelHeader")
        self.title = plain_label(title)
        self.title.setObjectName("panelTitle")
        self.subtitle = plain_label()
        self.subtitle.setObjectName("panelSubtitle")
        self.subtitle.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # a narrow panel cuts the subtitle, never the title
        self.subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.subtitle.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 11, 0)
        row.addWidget(self.title)
        row.addWidget(self.subtitle, 1)
        self._text = ""

    def sizeHint(self) -> QSize:
        """A dock asks for it, and listens to nothing else."""
        return QSize(120, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The title, however narrow the panel."""
        return QSize(40, HEIGHT)

    def set_title(self, text: str) -> None:
        """What stands at the left."""
        self.title.setText(text)
        self._elide()

    def listen(self, content: QWidget) -> None:
        """Take title and subtitle from a panel that has them."""
        if isinstance(content, HasTitle):
            content.title_changed.connect(self.set_title)
            self.set_title(content.title)
        if isinstance(content, HasSubtitle):
            content.subtitle_changed.connect(self.set_subtitle)
            self.set_subtitle(content.subtitle)

    def set_subtitle(self, text: str) -> None:
        """What stands at the right."""
        self._text = in_a_line(text)
        self._elide()

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Cut the subtitle to what fits."""
        self._elide()

    def _elide(self) -> None:
        room = self.width() - self.title.sizeHint().width() - 34
        metrics, text = self.subtitle.fontMetrics(), self._text
        while metrics.horizontalAdvance(text) > room and " · " in text:
            text = text.rpartition(" · ")[0]  # a word less is read better than half a word
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(room, 0))
        self.subtitle.setText(text)
        self.subtitle.setToolTip(as_it_is(self._text if text != self._text else ""))


class PanelBody(Fadable):
    """What is under the header; holds one widget, which may be replaced."""

    def __init__(self, content: QWidget | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panelBody")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(1, 0, 1, 6)
        self.column.setSpacing(0)
        if content is not None:
            self.column.addWidget(content, 1)


class PanelDock(QDockWidget):
    """A dock that holds one panel. `objectName` is what a saved layout knows it by, `full_title` what menus call it."""

    resized = Signal()

    def __init__(self, name: str, title: str, content: QWidget | None, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.full_title = title
        self.setObjectName(name)
        self._content = content
        self._no_header = QWidget(self)
        self._no_header.setFixedHeight(0)
        self.setTitleBarWidget(self._no_header)  # until it is known that there is no tab in its place
        self.body = PanelBody(content, self)
        self.setWidget(self.body)
        # Qt leaves the panels behind a tab where no one sees them, and takes them for seen: Tab would go there
        kept = self.body.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.body.setSizePolicy(kept)
        self.visibilityChanged.connect(self._reveal)
        self.topLevelChanged.connect(lambda floats: self._reveal(floats or not self.body.isHidden()))
        if content is not None:
            self._name(content)

    @cached_property
    def header(self) -> PanelHeader:
        """Title and subtitle; made when it is first seen, which behind a tab may be never."""
        made = PanelHeader(self.full_title, self)
        if self._content is not None:
            made.listen(self._content)
        return made

    def fill(self, content: QWidget) -> None:
        """Put in the panel that was not ready when the window opened."""
        self._content = content
        self.body.column.addWidget(content, 1)
        self._name(content)
        if "header" in vars(self):
            self.header.listen(content)

    def set_tabbed(self, tabbed: bool) -> None:
        """Under a tab bar, which says the title already, the header goes."""
        wanted = self._no_header if tabbed else self.header
        if self.titleBarWidget() is not wanted:
            self.titleBarWidget().hide()
            self.setTitleBarWidget(wanted)
            wanted.show()

    @property
    def tab_width(self) -> int:
        """Pixels that a tab with the whole title takes."""
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(font).horizontalAdvance(self.full_title) + TAB_AIR

    def set_tab_title(self, short: str) -> None:
        """Another title for the tab, or "" for the whole one; the menu keeps the whole one."""
        title = short or self.full_title
        if title != self.windowTitle():
            self.setWindowTitle(title)
            self.toggleViewAction().setText(self.full_title)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab; in a window of its own it goes round in it."""
        if not self.isFloating():
            return super().focusNextPrevChild(forward)
        step(stops_in(self), forward=forward)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room for the titles of tabs."""
        super().resizeEvent(event)
        self.resized.emit()

    def _reveal(self, seen: bool) -> None:
        self.body.setVisible(seen or self.isFloating())

    def _name(self, content: QWidget) -> None:
        content.setAccessibleName(content.accessibleName() or self.full_title)
