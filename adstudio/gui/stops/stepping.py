"""Commands over breakpoints, bookmarks and places that depend on where in the window somebody is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.gui.plain_text import in_a_line

if TYPE_CHECKING:
    from adstudio.gui.steps.trace_panel import TracePanel
    from adstudio.gui.window import MainWindow

TOLD = 6000  # ms that a message stays in the status line


class Stepping:
    """What the keys of a debugger do in this window."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.stepper = window, window.models.stepper
        self._said = ""
        self.stepper.said.connect(self.say)
        self.stepper.cursor.step_changed.connect(self._forget)
        window.transport.bar.note_wanted.connect(self.write_note)

    def say(self, text: str) -> None:
        """Tell it in the status line, for a while or until the next step."""
        self._said = text
        self.window.statusBar().showMessage(in_a_line(text), TOLD)

    def _forget(self, _step: int) -> None:
        """What was said of one step is not said of another."""
        if self._said and self.window.statusBar().currentMessage() == self._said:
            self.window.statusBar().clearMessage()
        self._said = ""

    def toggle_breakpoint(self) -> None:
        """On the line of the caret where somebody is in the program, else on the selected node or that of the step."""
        line = self._caret_line()
        if line:
            self.stepper.breakpoints.toggle_line(line)
        else:
            self.stepper.toggle_node()

    def new_condition(self) -> None:
        """Open the panel where conditions are written."""
        self.window.raise_panel("breakpoints").write_condition()

    def run_to(self) -> None:
        """On to the caret's line, the row of the table that has the focus, or the selected node."""
        self._run_to(on=True)

    def run_back_to(self) -> None:
        """Back to the same."""
        self._run_to(on=False)

    def _run_to(self, *, on: bool) -> None:
        line, step = self._caret_line(), self._table_step()
        if line:
            self.stepper.run_to_line(line, on=on)
        elif step >= 0:
            self.stepper.cursor.jump(step)
        else:
            self.stepper.run_to_selection(on=on)

    def toggle_bookmark(self) -> None:
        """Set a bookmark and let its note be written where the panel is open; or take it away."""
        index = self.stepper.toggle_bookmark()
        if index is not None and self.window.docks["breakpoints"].isVisible():
            self.window.raise_panel("breakpoints").write_note(index)

    def write_note(self, index: int) -> None:
        """Open the panel of bookmarks at the note of one."""
        self.window.raise_panel("breakpoints").write_note(index)

    def _caret_line(self) -> int:
        """The line of the text cursor, from 1, while the program has the focus; else 0."""
        editor = self.window.editor
        return editor.textCursor().blockNumber() + 1 if editor.hasFocus() else 0

    def _table_step(self) -> int:
        """The step of the current row of an evaluation trace that has the focus, or −1."""
        panels: tuple[TracePanel | None, ...] = (self.window.panel("trace"), self.window.graph.table)
        for panel in panels:
            if panel is not None and panel.table.hasFocus() and panel.table.currentIndex().isValid():
                return panel.steps.step_of(panel.table.currentIndex().row())
        return -1
