"""Two engines in lockstep: the shown one and another, at the same step of the same node. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.analysis.pairing import Meeting, Pairing
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.traces.model import Trace


class Lockstep:
    """Which engine goes beside the shown one, and what both have at the cursor.

    `chosen` is what the person asked for; `other` is that engine while it has a trace and is not itself the shown one,
    else the first with derivatives of the same kind. One cursor moves both: it walks the shown trace, and each of its
    steps is found in the other by what it does.
    """

    def __init__(self, document: Document, cursor: Cursor) -> None:
        self.pair_changed = Signal[[]]()  # other, pairing, candidates
        self.moved = Signal[[]]()  # meeting, at another step of the same pair
        self.chosen = ""
        self._document, self._cursor = document, cursor
        self._paired: tuple[Trace, Trace] | None = None
        self._pairing: Pairing | None = None
        self._other = ""
        document.traces_changed.connect(self._take_traces)
        document.trace_changed.connect(self._take_trace)
        cursor.step_changed.connect(self._take_step)
        self._match()

    @property
    def candidates(self) -> tuple[str, ...]:
        """The engines that may go beside the shown one."""
        traces = self._document.traces
        if self._document.trace is None:
            return ()
        order = [engine.name for engine in self._document.engines if engine.name in traces]
        return tuple(name for name in dict.fromkeys((*order, *traces)) if name != self._document.shown)

    @property
    def other(self) -> str:
        """The engine beside the shown one; "" where there is none."""
        return self._other

    def choose(self, engine: str) -> None:
        """Put this engine beside the shown one."""
        if engine != self.chosen:
            self.chosen = engine
            self._take_trace()

    @property
    def pairing(self) -> Pairing | None:
        """Both traces, matched step by step; None where there are not two."""
        return self._pairing

    @property
    def meeting(self) -> Meeting | None:
        """What both have at the cursor."""
        if self._pairing is None or not len(self._pairing.ours.timeline):
            return None
        return self._pairing.at(min(self._cursor.step, len(self._pairing.ours.timeline) - 1))

    @property
    def parting(self) -> int:
        """The step to look at first: where they diverge, else where the last bits first differ; −1 for nowhere."""
        if self._pairing is None:
            return -1
        return self._pairing.divergence if self._pairing.divergence >= 0 else self._pairing.last_bit

    @property
    def diverges(self) -> bool:
        """Whether the two part by more than round-off."""
        return self._pairing is not None and self._pairing.divergence >= 0

    @property
    def verdict(self) -> str:
        """In a few words, whether they part, and where."""
        pairing = self._pairing
        if pairing is None:
            return ""
        if not pairing.alike:
            return pairing.numbering
        if pairing.divergence >= 0:
            return f"they diverge first at step {pairing.divergence + 1:,}"
        if pairing.last_bit >= 0:
            return f"they agree; the last bits differ first at step {pairing.last_bit + 1:,}"
        return "they agree to the last bit"

    def _take_traces(self) -> None:
        self._match()
        self.pair_changed.emit()

    def _take_trace(self) -> None:
        if self._match():
            self.pair_changed.emit()

    def _take_step(self, _step: int) -> None:
        self.moved.emit()

    def _match(self) -> bool:
        """Put the other engine beside the shown one; whether that is another pair than before."""
        ours, traces, found = self._document.trace, self._document.traces, self.candidates
        self._other = self.chosen if self.chosen in found else ""
        if ours is not None and not self._other:
            comparable = (name for name in found if Pairing(ours, traces[name]).shares_derivatives)
            self._other = next(comparable, next(iter(found), ""))
        theirs = traces.get(self._other)
        now = None if ours is None or theirs is None else (ours, theirs)
        if now is not None and self._paired is not None and all(a is b for a, b in zip(now, self._paired, strict=True)):
            return False
        self._paired, self._pairing = now, None if now is None else Pairing(*now)
        return True
