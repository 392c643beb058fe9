"""Two engines in lockstep, in a strip: which two, the node of the step in both, how far apart, and where they part."""

from __future__ import annotations

import html
import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextDocumentFragment
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from adstudio.analysis.pairing import Apart, Meeting
from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.comparison.model import ulps_text
from adstudio.gui.links import LinkLabel
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.steps.formula_html import color_of
from adstudio.gui.theme import Theme
from adstudio.traces.accounts import symbol
from adstudio.traces.formula import UNICODE
from adstudio.traces.provenance import Provenance
from adstudio.traces.quantities import Quantity
from adstudio.traces.writing import text_of
from adstudio.workspace.document import Document
from adstudio.workspace.lockstep import Lockstep


class LockstepStrip(QFrame):
    """`why_asked(engine, quantity)`: about one of the two numbers."""

    why_asked = Signal(str, object)

    def __init__(self, lockstep: Lockstep, document: Document, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.lockstep, self.document, self.theme = lockstep, document, theme
        self.setObjectName("strip")
        self._said = self._aside = ""
        self.ours = plain_label()
        self.chooser = ArrowBox()
        self.chooser.setObjectName("small")
        self.chooser.setAccessibleName("The engine beside the shown one")
        self.chooser.setToolTip("The engine that goes in lockstep with the shown one")
        self.chooser.activated.connect(lambda at: lockstep.choose(self.chooser.itemData(at)))
        self.go_button = QToolButton()
        self.go_button.setObjectName("small")
        self.words = LinkLabel()
        self.words.setWordWrap(True)
        self.words.setFont(theme.mono)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.words.setAccessibleName("Both engines at this step")
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.words.linkActivated.connect(self._follow)
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.ours)
        top.addWidget(self.chooser)
        top.addStretch(1)
        top.addWidget(self.go_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(9, 4, 6, 2)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.words)
        lockstep.pair_changed.connect(self._take_pair)
        lockstep.moved.connect(self._take_step)
        theme.changed.connect(self._take_step)
        self._take_pair()

    def _take_pair(self) -> None:
        titles = {engine.name: engine.title for engine in self.document.engines}
        self.setVisible(bool(self.lockstep.other))
        shown = self.document.shown
        self.ours.setText(in_a_line(f"{titles.get(shown, shown)} beside"))
        names = self.lockstep.candidates
        if names != tuple(self.chooser.itemData(i) for i in range(self.chooser.count())):
            self.chooser.clear()
            for name in names:
                self.chooser.addItem(titles.get(name, name), name)
        self.chooser.setCurrentIndex(self.chooser.findData(self.lockstep.other))
        self.go_button.setEnabled(self.lockstep.parting >= 0)
        apart = self.lockstep.diverges or self.lockstep.parting < 0
        self.go_button.setText("First divergence" if apart else "First other bit")
        self.go_button.setToolTip(as_it_is(self.lockstep.verdict.capitalize()))
        self._take_step()

    def _take_step(self) -> None:
        meeting, pairing = self.lockstep.meeting, self.lockstep.pairing
        if meeting is None or pairing is None:
            self._said = self._aside = ""
            self.words.clear()
            return
        parts = [self._apart(apart) for apart in (meeting.value, meeting.derivative) if apart is not None]
        self._aside = in_a_line(self._unsaid(meeting))
        self._said = " &nbsp; ".join(parts)
        told = [*self._in_full(meeting), *([self._aside] if self._aside else [])]
        self.words.setToolTip(as_it_is("\n".join(told)))
        self._write()

    def _write(self) -> None:
        """The numbers, and the aside where it has room on the same line; in the tooltip it always is."""
        aside = f' &nbsp; <span style="color:{self.theme.colors["text_secondary"]}">{html.escape(self._aside)}</span>'
        whole = self._said + aside if self._aside else self._said
        plain = QTextDocumentFragment.fromHtml(whole).toPlainText()
        room = self.width() - 20
        fits = not self._said or self.words.fontMetrics().horizontalAdvance(plain) < room
        self.words.setText(whole if fits else self._said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room for the aside."""
        super().resizeEvent(event)
        self._write()

    def _unsaid(self, meeting: Meeting) -> str:
        """What there is no number for: other numbering, a missing pass, an excuse for a difference."""
        pairing = self.lockstep.pairing
        assert pairing is not None
        if meeting.row >= pairing.alike:
            return pairing.numbering
        if meeting.why_not:
            title = self.chooser.currentText() or self.lockstep.other
            return f"{title} {meeting.why_not}"
        if meeting.derivative is not None and meeting.derivative.allowed == math.inf:
            return "a difference across a kink or a branch"
        return pairing.excused if meeting.derivative is not None else ""

    def _apart(self, apart: Apart) -> str:
        """v̄₂ 1.716338 | 1.716338, 0 ulps; with a sign, and by how much, where they differ."""
        pairing = self.lockstep.pairing
        assert pairing is not None
        name = symbol(Provenance(pairing.ours), apart.our_number)
        said = f'<span style="color:{color_of(name[0], self.theme)}">{html.escape(text_of(name))}</span>'
        ours, theirs = UNICODE.number(apart.ours), UNICODE.number(apart.theirs)
        links = (self._link("ours", apart.our_number, ours), self._link("theirs", apart.their_number, theirs))
        diverges = apart.diverges and not (self.lockstep.pairing and self.lockstep.pairing.excused)
        color = self.theme.colors["trouble" if diverges else "text_secondary"]
        far = [f"{ulps_text(apart)} ulp{'' if apart.ulps == 1 else 's'}"] if apart.telling else []
        if not apart.equal:
            far.append(f"{UNICODE.number(float(f'{apart.difference:.2g}'))} apart")
        verdict = f"{'✗' if diverges else '·'} {', '.join(far)}".replace(" ", "&nbsp;")
        sign = "=" if apart.equal else "≠"
        return f'{said} {links[0]} {sign} {links[1]} <span style="color:{color}">{verdict}</span>'

    def _link(self, side: str, quantity: Quantity, text: str) -> str:
        style = f"color:{self.theme.colors['text']};text-decoration:none"
        return f'<a href="{side}/{quantity.key}" style="{style}">{html.escape(text)}</a>'

    def _in_full(self, meeting: Meeting) -> list[str]:
        found = [apart for apart in (meeting.value, meeting.derivative) if apart is not None]
        lines = [f"{apart.ours!r} here, {apart.theirs!r} there" for apart in found]
        if meeting.step >= 0:
            lines.append(f"Step {meeting.step + 1:,} there")
        return [*lines, self.lockstep.verdict.capitalize()]

    def _follow(self, link: str) -> None:
        side, _, key = link.partition("/")
        engine = self.document.shown if side == "ours" else self.lockstep.other
        self.why_asked.emit(engine, Quantity.parse(key))
