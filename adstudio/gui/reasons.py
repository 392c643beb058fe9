"""Why a command can do nothing just now: a menu shows it as off and says why, its key says why in the status line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from adstudio.analysis.group_kinds import CALL, LOOP
from adstudio.gui.commands import Command
from adstudio.gui.plain_text import as_it_is

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow

NO_TRACE = "There is no trace yet: run a program first (F5)"
LAST, FIRST = "This is the last step", "This is the first step"
ON = ("on", "next_node", "next_line", "next_sweep", "over", "into", "out", "end")  # of the menu Step
BACK = ("back", "previous_node", "previous_line", "previous_sweep", "over_back", "into_back", "out_back", "start")
UNMOVED = {
    "step.into": "No call comes after this step",
    "step.into_back": "No call comes before this step",
}
OF_A_TRACE = (  # besides all of the menu Step
    "file.save_trace", "stop.operation", "go.bookmark", "go.next_bookmark", "go.previous_bookmark",
    "graph.fit", "graph.selection", "graph.step", "graph.in", "graph.out", "graph.natural", "graph.trail",
    "graph.fold", "graph.open", "graph.fold_calls", "graph.fold_loops", "graph.unfold",
    "graph.next_pass", "graph.previous_pass",
)  # fmt: skip
Reason = Callable[[], str]


class Reasons:
    """Knows of each command of a window why it is of no use now, and says it where the command is asked for anyway."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.models = window, window.models
        self._own: dict[str, Reason] = {
            "edit.reset_inputs": self._reset,
            "edit.keep_point": self._no_inputs,
            "run.trace": self._run,
            "run.error": lambda: "" if window.editor.error_line else "There is no error to go to",
            "run.clear_edits": lambda: "" if self.models.document.edits.state else "There are no edits to remove",
            "stop.toggle": lambda: "" if window.editor.hasFocus() else self._trace(),
            "stop.clear": lambda: "" if self.models.stepper.breakpoints.items else "There are no breakpoints",
            "go.back": lambda: "" if self.models.cursor.places.behind else "There is no place to go back to",
            "go.forward": lambda: "" if self.models.cursor.places.ahead else "There is no place to go forward to",
            "graph.fold_calls": lambda: self._no_group(CALL, "Nothing is called in this trace"),
            "graph.fold_loops": lambda: self._no_group(LOOP, "There is no loop in this trace"),
            "graph.unfold": self._unfolded,
        }

    def why_not(self, name: str) -> str:
        """Why a command is of no use now; "" where it is of some."""
        menu, _, rest = name.partition(".")
        if menu == "step" or name in OF_A_TRACE:
            why = self._trace()
            if why:
                return why
        cursor = self.models.cursor
        if menu == "step" and rest in ON and cursor.at_end:
            return LAST
        if menu == "step" and rest in BACK and cursor.at_start:
            return FIRST
        own = self._own.get(name)
        return "" if own is None else own()

    def guarded(self, command: Command) -> Command:
        """The same command, which says why it does nothing where it does nothing."""

        def run() -> None:
            why, before = self.why_not(command.name), self.models.cursor.step
            if not why:
                command.run()
                if self.models.cursor.step == before:
                    why = UNMOVED.get(command.name, "")
            if why:
                self.window.stepping.say(why)

        return replace(command, run=run)

    def watch(self, menu: QMenu) -> None:
        """While a menu is open, what is of no use in it is off and says why; keys find everything on."""
        menu.setToolTipsVisible(True)
        off: list[QAction] = []

        def show() -> None:
            for action in menu.actions():
                why = self.why_not(action.objectName()) if action.isEnabled() else ""
                if why:
                    action.setEnabled(False)
                    action.setToolTip(as_it_is(why))
                    off.append(action)

        def hide() -> None:
            for action in off:
                action.setEnabled(True)
                action.setToolTip("")  # Qt's own again: the text
            off.clear()

        menu.aboutToShow.connect(show)
        menu.aboutToHide.connect(hide)

    # -- reasons -------------------------------------------------------------------------------------------------------

    def _trace(self) -> str:
        return "" if self.models.cursor.length else NO_TRACE

    def _no_inputs(self) -> str:
        return "" if self.models.document.inputs else "There are no inputs yet"

    def _reset(self) -> str:
        inputs = self.models.document.inputs
        same = bool(inputs) and all(item.reset() == item for item in inputs)
        return "The inputs are the program's own already" if same else self._no_inputs()

    def _run(self) -> str:
        document = self.models.document
        if document.path is not None and document.path.suffix != ".py":
            return "This is a trace from a file, and there is no program to run"
        if not self.window.editor.toPlainText().strip():
            return "There is no program yet: open one or write one"
        if not document.trusted:
            return "The program is not trusted yet: read it, then press Trust and run"
        return "" if document.chosen or not document.engines else "No engine is chosen: the menu Engines has them"

    def _no_group(self, kind: int, why: str) -> str:
        folding = self.models.folds.of(self.models.document.trace)
        return why if folding is not None and not (folding.kind == kind).any() else ""

    def _unfolded(self) -> str:
        folds = self.models.folds
        known = folds.of(self.models.document.trace) is not None
        return "Nothing is folded" if known and not folds.closed().any() else ""
