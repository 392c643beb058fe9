"""Going through a trace: by what a move goes, from breakpoint to breakpoint, to where something is pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from adstudio.traces.moves import Unit, moved
from adstudio.workspace.anchors import NodeAnchor
from adstudio.workspace.breakpoint_text import described
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.workspace.bookmarks import Bookmarks
    from adstudio.workspace.breakpoint_search import BreakpointSearch, Hit
    from adstudio.workspace.breakpoints import Breakpoint, Breakpoints
    from adstudio.workspace.cursor import Cursor
    from adstudio.workspace.document import Document
    from adstudio.workspace.selection import Selection


class Stepper:
    """Moves the cursor of a document. `said` tells what came of it, where that is not seen."""

    def __init__(
        self,
        document: Document,
        cursor: Cursor,
        selection: Selection,
        *,
        breakpoints: Breakpoints,
        bookmarks: Bookmarks,
    ) -> None:
        self.unit_changed = Signal[[]]()
        self.said = Signal[[str]]()
        self.document, self.cursor, self.selection = document, cursor, selection
        self.breakpoints, self.bookmarks = breakpoints, bookmarks
        self._unit = Unit.STEP
        self._search: BreakpointSearch | None = None
        document.trace_changed.connect(self._forget)
        breakpoints.changed.connect(self._forget)

    # -- moving ----------------------------------------------------------------------------------------------------

    @property
    def unit(self) -> Unit:
        """What a step is now: a contribution, a node, a line, a call or a sweep."""
        return self._unit

    @unit.setter
    def unit(self, unit: Unit) -> None:
        if unit is not self._unit:
            self._unit = unit
            self.unit_changed.emit()

    def on(self) -> None:
        """One step on, as long as `unit` says."""
        self.cursor.move(self._unit)

    def back(self) -> None:
        """One step back, as long as `unit` says."""
        self.cursor.move(self._unit, on=False)

    def advance(self, times: int, *, on: bool = True) -> bool:
        """So many steps, but not past a breakpoint; False where it cannot or should not go on."""
        trace = self.document.trace
        if trace is None or not len(trace.timeline):
            return False
        target = moved(trace.timeline, self.cursor.step, self._unit, on=on, times=times)
        search = self.search()
        hit = None
        if search is not None:
            here = self.cursor.step
            hit = search.next(here, target + 1) if on else search.previous(here, target)
        if hit is not None:
            self.cursor.step = hit.step
            self._tell(hit, trace)
            return False
        self.cursor.step = target
        return not (self.cursor.at_end if on else self.cursor.at_start)

    # -- breakpoints -----------------------------------------------------------------------------------------------

    def search(self) -> BreakpointSearch | None:
        """The breakpoints in the shown trace; None where there are none or no trace. Kept until either changes."""
        trace, items = self.document.trace, self.breakpoints.items
        if self._search is None and trace is not None and any(item.enabled for item in items):
            self._search = _search(trace, items)
        return self._search

    def _forget(self) -> None:
        self._search = None

    def continue_on(self) -> None:
        """To the next breakpoint; says so where none comes."""
        self._continue(on=True)

    def continue_back(self) -> None:
        """To the breakpoint before; says so where none was."""
        self._continue(on=False)

    def _continue(self, *, on: bool) -> None:
        trace, search, here = self.document.trace, self.search(), self.cursor.step
        if trace is None:
            self.said.emit("There is no trace to go through yet")
        elif search is None:
            some = "Every breakpoint is switched off" if self.breakpoints.items else "There are no breakpoints"
            self.said.emit(f"{some}: the cursor stays where it is")
        else:
            hit = search.next(here) if on else search.previous(here)
            if hit is None:
                self.said.emit(f"No breakpoint stops {'after' if on else 'before'} step {here + 1:,}")
            else:
                self.cursor.jump(hit.step)
                self._tell(hit, trace)

    def go_to_breakpoint(self, index: int) -> None:
        """To where one stops next, also when it is off; from behind its last stop, to its first."""
        trace, item = self.document.trace, self.breakpoints.items[index]
        if trace is None:
            return
        search = _search(trace, (replace(item, enabled=True),))
        hit = search.next(self.cursor.step) or search.next(-1)
        if hit is None:
            self.said.emit(f"{described(item, trace)}: nothing stops there in this trace")
        else:
            self.cursor.jump(hit.step)

    def _tell(self, hit: Hit, trace: Trace) -> None:
        self.said.emit(f"Stopped at step {hit.step + 1:,}: {described(hit.breakpoint, trace)}")

    def toggle_node(self) -> None:
        """A breakpoint on the selected node, or on that of the step; away with it where it has one."""
        trace, row = self.document.trace, self._row()
        if trace is not None and row is not None:
            self.breakpoints.toggle_node(NodeAnchor.of(trace, row))

    def toggle_operation(self) -> None:
        """A breakpoint on the operation of the selected node, or of that of the step; away with it where it has one."""
        trace, row = self.document.trace, self._row()
        if trace is not None and row is not None:
            self.breakpoints.toggle_operation(trace.header.ops[trace.nodes.op[row]])

    def _row(self) -> int | None:
        trace = self.document.trace
        if trace is None or not len(trace.timeline):
            return None
        row = self.selection.row
        return row if row is not None else trace.timeline.step(self.cursor.step).row

    # -- to what is pointed at -------------------------------------------------------------------------------------

    def run_to_row(self, row: int, *, on: bool = True) -> None:
        """To the next step that changes a node, or to the one before; where there is none, to the nearest other."""
        trace = self.document.trace
        if trace is not None and 0 <= row < len(trace):
            self._run_to(np.sort(trace.timeline.steps_of_row(row)), trace.formulas.label(row), on=on)

    def run_to_selection(self, *, on: bool = True) -> None:
        """To the selected node."""
        if self.selection.row is None:
            self.said.emit("Select a node, or put the caret on a line of the program, to run to it")
        else:
            self.run_to_row(self.selection.row, on=on)

    def run_to_line(self, line: int, *, on: bool = True) -> None:
        """To where a line of the program is come to next, or was come to before; where never, to the nearest other."""
        trace = self.document.trace
        if trace is None or not trace.header.program.sources:
            return
        number = line + trace.header.program.sources[0].first_line - 1
        passages = (trace.timeline.passage(band.index) for band in trace.timeline.sweeps)
        found = [part.arrivals(0, number) for part in passages]
        self._run_to(np.concatenate(found) if found else np.empty(0, np.int64), f"line {line}", on=on)

    def _run_to(self, steps: NDArray[np.int64], what: str, *, on: bool) -> None:
        here = self.cursor.step
        before, after = steps[steps < here], steps[steps > here]
        wanted, other = (after[:1], before[-1:]) if on else (before[-1:], after[:1])
        if len(wanted):
            self.cursor.jump(int(wanted[0]))
        elif len(other):
            self.cursor.jump(int(other[0]))
            self.said.emit(f"{what} does not come {'after' if on else 'before'} step {here + 1:,}: this is the nearest")
        else:
            self.said.emit(f"{what} has no {'other ' if len(steps) else ''}step in this trace")

    # -- bookmarks -------------------------------------------------------------------------------------------------

    def toggle_bookmark(self) -> int | None:
        """A bookmark on this step; away with it where there is one. The index of the new one, or None."""
        return self.bookmarks.toggle(self.cursor.step)

    def next_bookmark(self) -> None:
        """To the nearest bookmark after this step."""
        self._to_bookmark(self.bookmarks.next(self.cursor.step), "after")

    def previous_bookmark(self) -> None:
        """To the nearest bookmark before this step."""
        self._to_bookmark(self.bookmarks.previous(self.cursor.step), "before")

    def go_to_bookmark(self, index: int) -> None:
        """To one of them, where the shown trace has its step."""
        step = self.bookmarks.steps[index]
        if step is not None:
            self.cursor.jump(step)

    def _to_bookmark(self, step: int | None, where: str) -> None:
        if step is None:
            self.said.emit(f"There is no bookmark {where} step {self.cursor.step + 1:,}")
        else:
            self.cursor.jump(step)


def _search(trace: Trace, items: tuple[Breakpoint, ...]) -> BreakpointSearch:
    from adstudio.workspace.breakpoint_search import BreakpointSearch  # not at the start: no window opens with any

    return BreakpointSearch(trace, items)
