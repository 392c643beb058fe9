"""The middle of the window: the graph, the evaluation trace and the source lines of the shown trace, as tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from adstudio.analysis.lines import rows_of_line
from adstudio.gui.graph.lines_view import LinesView
from adstudio.gui.graph.remark_strip import RemarkStrip
from adstudio.gui.graph.stage import INVITATION
from adstudio.gui.graph.view import GraphView
from adstudio.gui.motion import Motion
from adstudio.gui.panel import HEIGHT
from adstudio.gui.plain_text import plain_label
from adstudio.gui.steps.trace_panel import TracePanel
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace
from adstudio.traces.writing import counted
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.finder import Finder
from adstudio.workspace.folds import Folds
from adstudio.workspace.remarks import remarks
from adstudio.workspace.selection import Selection

if TYPE_CHECKING:
    from adstudio.gui.graph.search_bar import SearchBar
    from adstudio.gui.graph.words import GraphWords

WORDS = 280  # pixels wide, at first
TITLES = ("Graph", "Evaluation trace", "Source lines")
UNTRUSTED = "This program came from elsewhere: read it, then press “Trust and run” at the top"


class GraphPanel(QWidget):
    """Three views of one trace under one header; those not in front are filled when they come to the front."""

    subtitle_changed = Signal(str)
    why_asked = Signal(object, str)  # a `Quantity`, and "why" or "where"

    def __init__(
        self,
        document: Document,
        cursor: Cursor,
        selection: Selection,
        palette: Theme,
        parent: QWidget | None = None,
        *,
        folds: Folds | None = None,
        motion: Motion | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self.cursor_model, self.selection, self.theme = document, cursor, selection, palette
        self.finder, self.folds = Finder(selection), folds or Folds()
        self.view = GraphView(cursor, selection, palette, motion=motion, folds=self.folds, finder=self.finder)
        self.search_bar: SearchBar | None = None
        self.view.words_wanted.connect(self.toggle_words)
        self.words: GraphWords | None = None
        self._graph = QSplitter()  # the graph, and beside it the same in words
        self._graph.addWidget(self.view)
        self.lines: LinesView | None = None
        self.table: TracePanel | None = None
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setAccessibleName("Views of the trace")
        for title in TITLES:
            self.tabs.addTab(title)
        self._subtitle = plain_label()
        self._subtitle.setMinimumWidth(150)
        self._subtitle.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._subtitle.setObjectName("panelSubtitle")
        self.fit_button = QToolButton()
        self.fit_button.setObjectName("quiet")
        self.fit_button.setToolTip("Show the whole graph (F)")
        self.fit_button.setAutoRaise(True)
        self.fit_button.clicked.connect(self.view.fit)
        self.remark_strip = RemarkStrip(palette)
        self.remark_strip.row_chosen.connect(self._walk)
        self._pages = QStackedWidget()
        self._build()
        self.setFocusProxy(self.view)
        self.tabs.currentChanged.connect(self._show_tab)
        self.view.zoomed.connect(self._tell)
        self.view.search_wanted.connect(self.search)
        self.view.prepared.connect(document.note_prepared)
        self.finder.changed.connect(self._take_match)
        document.trace_changed.connect(self._take_trace)
        document.trust_changed.connect(self._invite)
        cursor.step_changed.connect(self._take_step)
        self._lines_of: Trace | None = None
        self._take_trace()

    def _build(self) -> None:
        header = QFrame()
        header.setObjectName("panelHeader")
        header.setFixedHeight(HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(4, 0, 8, 0)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self._subtitle)
        row.addWidget(self.fit_button)
        body = QFrame()
        body.setObjectName("panelBody")
        inner = QVBoxLayout(body)
        inner.setContentsMargins(1, 0, 1, 6)
        inner.setSpacing(0)
        inner.addWidget(self.remark_strip)
        inner.addWidget(self._pages, 1)
        self._pages.addWidget(self._graph)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(body, 1)

    @property
    def subtitle(self) -> str:
        """7 nodes · 8 edges · fit."""
        trace = self.document.trace
        if trace is None:
            return ""
        scene = self.view.scene
        if scene is None or scene.trace is not trace:
            return f"{counted(len(trace), 'node')} · laying out"
        zoom = "fit" if self.view.fitted else f"{self.view.scale:.0%}" if self.view.scale >= 0.01 else "far"
        if scene.folded is not None:
            nodes, cards = int(scene.folded.folding.size[0]), len(scene.card_rows)
            return f"{counted(nodes, 'node')} in {counted(cards, 'card')} · {zoom}"
        return f"{counted(len(scene.card_rows), 'node')} · {counted(len(scene.drawn_edges), 'edge')} · {zoom}"

    def show_tab(self, index: int) -> None:
        """Bring graph (0), evaluation trace (1) or source lines (2) to the front."""
        self.tabs.setCurrentIndex(index)

    def _show_tab(self, index: int) -> None:
        if index == 1 and self.table is None:
            self.table = TracePanel(self.document, self.cursor_model, self.selection, self.theme)
            self.table.why_asked.connect(self.why_asked)
            self._pages.addWidget(self.table)
        if index == 2 and self.lines is None:
            self.lines = LinesView(self.theme)
            self.lines.row_chosen.connect(self._choose)
            self._pages.addWidget(self.lines)
        page: QWidget | None = (self._graph, self.table, self.lines)[index]
        if index == 2:
            self._fill_lines()
        if page is not None:
            self._pages.setCurrentWidget(page)
            self.setFocusProxy(self.view if index == 0 else page)
        self.fit_button.setVisible(index == 0)
        self._subtitle.setVisible(index == 0)

    def search(self) -> None:
        """Search the graph."""
        if self.search_bar is None:
            from adstudio.gui.graph.search_bar import SearchBar

            self.search_bar = SearchBar(self.finder, self.theme, self.view)
        self.show_tab(0)
        self.search_bar.open_bar()

    def find_next(self) -> None:
        """To the next match; asks what for, where nothing is being searched for."""
        self._find(self.finder.next)

    def find_previous(self) -> None:
        """To the match before."""
        self._find(self.finder.previous)

    def _find(self, go: Callable[[], None]) -> None:
        if self.finder.text:
            go()
        else:
            self.search()

    def _take_match(self) -> None:
        if self.finder.at:
            self.view.show_row(self.selection.row)

    def _invite(self) -> None:
        """Say what to do where there is no graph."""
        self.view.invitation = INVITATION if self.document.trusted else UNTRUSTED
        self.view.update()

    def _take_trace(self) -> None:
        trace = self.document.trace
        if trace is not None:
            self.selection.keep_within(len(trace))
        self.remark_strip.show_remarks(() if trace is None else remarks(trace))
        self.view.set_trace(trace)
        self.finder.set_trace(trace)
        if self.tabs.currentIndex() == 2:
            self._fill_lines()
        else:
            self._lines_of = None  # of a trace that may go
        self._tell()

    def _fill_lines(self) -> None:
        if self.lines is not None and self._lines_of is not self.document.trace:
            self._lines_of = self.document.trace
            self.lines.model.show_trace(self._lines_of)
        self._take_step(self.cursor_model.step)

    def _take_step(self, step: int) -> None:
        trace = self.document.trace
        if self.tabs.currentIndex() != 2 or self.lines is None or trace is None or not len(trace.timeline):
            return
        span = int(trace.nodes.span[trace.timeline.step(min(step, len(trace.timeline) - 1)).row])
        if span >= 0:
            self.lines.mark(int(trace.spans.source[span]), int(trace.spans.line[span]))

    def toggle_words(self) -> None:
        """Show the graph in words beside it, with the focus in them; or hide them, and the graph has the focus."""
        if self.words is None:
            from adstudio.gui.graph.words import GraphWords

            self.words = GraphWords(self.view.outline, self.theme)
            self.words.chosen.connect(self._walk)
            self.words.list.closed.connect(self.toggle_words)
            self.words.hide()
            self._graph.addWidget(self.words)
            self._graph.setStretchFactor(0, 1)  # what the words need not is the graph's
            words = min(WORDS, int(self.width() * 0.4))
            self._graph.setSizes([self.width() - words, words])
            self.selection.selection_changed.connect(self._tell_words)
            self.cursor_model.step_changed.connect(self._tell_words)
            self.document.trace_changed.connect(self._tell_words)
        self.words.setVisible(self.words.isHidden())
        self._tell_words()
        (self.view if self.words.isHidden() else self.words).setFocus()

    def _tell_words(self, *_: object) -> None:
        if self.words is not None and not self.words.isHidden():
            self.words.refresh()

    def _walk(self, row: int) -> None:
        self.selection.row = row
        self.view.show_row(row)

    def _choose(self, row: int) -> None:
        """A source line: all that it computed, the last of it first."""
        trace = self.document.trace
        rows = None if trace is None else rows_of_line(trace, row)
        if trace is None or rows is None or not len(rows):
            self.selection.row = row
        else:
            self.selection.select(rows, row, title=f"line {int(trace.spans.line[trace.nodes.span[row]])}")
        self.view.go_to(row)

    def _tell(self) -> None:
        counts, _, zoom = self.subtitle.rpartition(" · ")
        self._subtitle.setText(counts)
        self.fit_button.setText(zoom if self.view.scene is not None else "fit")
        self.subtitle_changed.emit(self.subtitle)

    def stop(self) -> None:
        """Wait for the layout under way, before the window goes."""
        self.view.stop()
