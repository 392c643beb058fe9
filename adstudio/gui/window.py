"""The main window: menus, engine bar, graph with transport in the middle, every other panel a dock around it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from shiboken6 import isValid

from adstudio.gui.command_table import commands
from adstudio.gui.commands import action, key_lines, plain
from adstudio.gui.docks import Docks
from adstudio.gui.engine_bar import EngineBar
from adstudio.gui.exports.desk import ExportDesk
from adstudio.gui.files_menu import Files
from adstudio.gui.graph.panel import GraphPanel
from adstudio.gui.keys import FocusKeys
from adstudio.gui.late import BEFORE_USE, Piece, imported
from adstudio.gui.menu_bar import MENUS, MenuBar
from adstudio.gui.models import Models
from adstudio.gui.motion import Motion
from adstudio.gui.panel_table import PANELS, PanelEntry
from adstudio.gui.panel_walk import PanelWalk
from adstudio.gui.plain_text import in_a_line
from adstudio.gui.reasons import Reasons
from adstudio.gui.status import StatusLine
from adstudio.gui.stops.stepping import Stepping
from adstudio.gui.stylesheet import polish, qt_palette, stylesheet
from adstudio.gui.theme import Theme
from adstudio.gui.transport.bar import Transport
from adstudio.gui.undo_commands import UndoCommands
from adstudio.gui.what_if.asking import WhatIf
from adstudio.gui.why.asking import Why

if TYPE_CHECKING:
    from adstudio.gui.editor.editor import Editor
    from adstudio.gui.editor.link import EditorLink
    from adstudio.gui.inputs.panel import InputsPanel
    from adstudio.gui.steps.panel import StepPanel

SOON = 10  # ms
OF_A_CARD = ("run.set_value", "run.set_adjoint", "run.clear_edits", "stop.toggle", "stop.operation", "step.run_to")
LAYOUTS = 3  # one within the other, that may change with the size: a row of buttons, its card, the card's room


class MainWindow(QMainWindow):
    """AD Studio's window on one document. `painted` once, when the first picture is on the screen."""

    painted = Signal()

    def __init__(self, models: Models, theme: Theme, *, store: QSettings | None = None) -> None:
        super().__init__()
        self.models, self.theme = models, theme
        document, cursor = models.document, models.cursor
        self.setWindowTitle("AD Studio")
        self.setObjectName("window")
        self.resize(1504, 812)
        self.setMinimumSize(860, 560)
        self._dress()
        self.setStyleSheet(stylesheet())
        self.files = Files(document, models.session, self, commit=self.take_typed)
        self.room = QMainWindow(self)  # docks keep a distance from the edge, menus none
        self.room.setWindowFlags(Qt.WindowType.Widget)  # its constructor makes a window of it
        self.room.setObjectName("room")
        self.room.setContentsMargins(8, 8, 8, 8)
        self.setCentralWidget(self.room)
        self.docks = Docks(self.room, PANELS, store)
        self.motion = Motion(models.settings.choices.reduced_motion, self)
        self.graph = GraphPanel(document, cursor, models.selection, theme, folds=models.folds, motion=self.motion)
        self.transport = Transport(models.stepper, theme, speed=models.settings.choices.speed)
        self.why = Why(self)
        self._panels: dict[str, QWidget] = {}
        self._guide: QWidget | None = None
        self._late = self._seen = False
        for entry in PANELS:
            if not entry.late:
                self.panel(entry.name)
            self.docks[entry.name].visibilityChanged.connect(partial(self._dock_seen, entry))
        self._centre()
        self.stepping = Stepping(self)
        self.exports = ExportDesk(self)
        self.undo = UndoCommands(models.undo)
        self._keep_keys()
        self.what_if = WhatIf(self)
        self.reasons, self.walk = Reasons(self), PanelWalk(self)
        self.commands = [self.reasons.guarded(command) for command in commands(self)]
        self.actions_by_name = {command.name: action(command, self) for command in self.commands}
        self.bar = MenuBar(self)
        self.setMenuBar(self.bar)
        self.menus = self.bar.menus
        self.graph.view.said.connect(self.stepping.say)
        self.graph.view.mark_stops(models.stepper.breakpoints)
        self.graph.view.addActions([self.actions_by_name[name] for name in OF_A_CARD])
        self.engine_bar = EngineBar(
            document,
            theme,
            trace=self.actions_by_name["run.trace"],
            stop=self.actions_by_name["run.stop"],
            menu=self.menus["engines"],
            parent=self,
        )
        self.addToolBar(self.engine_bar)
        self.setStatusBar(StatusLine(document, theme, self))
        self.docks.arrange()
        self._placed = self.docks.restore()
        document.program_changed.connect(self._take_name)
        document.run_state_changed.connect(self._take_run_state)
        theme.changed.connect(self._dress_anew)
        self._take_name()
        self.link: EditorLink | None = None
        self.painted.connect(self.link_editor)

    # -- building --------------------------------------------------------------------------------------------------

    def _centre(self) -> None:
        """The graph's card, with the transport at its foot."""
        card = QWidget(self.room)
        card.setObjectName("centre")
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.graph, 1)
        column.addWidget(self.transport)
        self.room.setCentralWidget(card)

    def _keep_keys(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.focus_keys = FocusKeys(self, app)

    # -- panels ----------------------------------------------------------------------------------------------------

    def panel(self, name: str) -> Any:
        """The panel of that name (`PANELS`), made now if it was not yet. Raises `KeyError` for another name."""
        if name not in self._panels:
            entry = next((entry for entry in PANELS if entry.name == name), None)
            if entry is None:
                raise KeyError(name)
            self._panels[name] = made = entry.make(self)
            self.docks[name].fill(made)
        return self._panels[name]

    @property
    def editor(self) -> Editor:
        """The program's text."""
        panel: Editor = self.panel("program")
        return panel

    @property
    def inputs(self) -> InputsPanel:
        """The point."""
        panel: InputsPanel = self.panel("inputs")
        return panel

    @property
    def step(self) -> StepPanel:
        """What the step did."""
        panel: StepPanel = self.panel("step")
        return panel

    def raise_panel(self, name: str) -> Any:
        """Show a panel in front of those that share its place, and give it back."""
        panel = self.panel(name)
        self.docks[name].show()
        self.docks[name].raise_()
        return panel

    def fill_late(self) -> None:
        """Make the panels that waited and are seen: pyqtgraph is imported only now, with the window on the screen."""
        for entry in PANELS:
            self._fill(entry)

    def late_pieces(self) -> list[Piece]:
        """The same, to be done a panel at a time, and the imports beside the window."""
        panels = [Piece(imported(*entry.modules), partial(self._fill, entry)) for entry in PANELS if entry.late]
        return [*panels, Piece(imported(*BEFORE_USE), lambda _done: None)]

    def _fill(self, entry: PanelEntry, _imported: object = None) -> None:
        """Make a panel that waited, if it is seen; from now on, one that comes to be seen is made."""
        self._late = True
        if entry.late and not self.docks[entry.name].visibleRegion().isEmpty():
            self.panel(entry.name)

    def link_editor(self) -> None:
        """Join program and graph, once the window is on the screen."""
        if self.link is None:
            from adstudio.gui.editor.link import EditorLink

            self.link = EditorLink(self.editor, self.models, self.theme)
            self.docks["program"].body.column.addWidget(self.link)

    def _dock_seen(self, entry: PanelEntry, visible: bool) -> None:
        if visible and self._late:
            self.panel(entry.name)

    # -- what the models say ---------------------------------------------------------------------------------------

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(qt_palette(self.theme))

    def _dress_anew(self) -> None:
        self._dress()
        polish(self)

    def _take_name(self) -> None:
        self.setWindowTitle(f"{in_a_line(self.models.document.name)} — AD Studio")

    def _take_run_state(self) -> None:
        """What went wrong, and what ended a run early, is in the output."""
        document = self.models.document
        ended = any(trace.header.truncated for trace in document.traces.values())
        if document.run_state.phase == "failed" or (document.run_state.phase == "idle" and ended):
            self.docks["output"].raise_()

    # -- commands that are the window's own ------------------------------------------------------------------------

    def take_typed(self) -> None:
        """Hand what was typed a moment ago to the document, which else has it after a pause."""
        self.editor.commit()

    def trace_now(self) -> None:
        """Run what is in the editor, also what was typed just now."""
        self.take_typed()
        self.models.session.run()

    def choose_scheme(self, scheme: str) -> None:
        """Take and keep a theme."""
        self.theme.choose(scheme)
        self.models.settings.change(msgspec.structs.replace(self.models.settings.choices, theme=scheme))

    def choose_motion(self, reduced: str) -> None:
        """Take and keep whether things may move."""
        self.motion.choose(reduced)
        self.models.settings.change(msgspec.structs.replace(self.models.settings.choices, reduced_motion=reduced))

    def go_to_error(self) -> None:
        """To the line that an error names."""
        if self.editor.error_line:
            self.editor.go_to(self.editor.error_line)

    def keep_point(self) -> None:
        """Keep the point of the inputs, and say under which name."""
        new = self.models.points.here() is None
        point = self.models.points.keep()
        if point is not None:
            said = f"Kept as {point.name}" if new else f"Kept already, as {point.name}"
            self.statusBar().showMessage(f"{in_a_line(said)}; the panel Points has them side by side", 5000)

    def reset_inputs(self) -> None:
        """The program's own point."""
        document = self.models.document
        document.set_inputs(tuple(item.reset() for item in document.inputs))

    def go_to_divergence(self) -> None:
        """To where the two engines in lockstep part; the panel says so where they do not."""
        self.raise_panel("comparison").go_to_parting()

    def leave_editor(self) -> None:
        """Back to the graph, where the arrow keys step."""
        self.graph.setFocus()

    def show_guide(self) -> None:
        """The guide, in a window beside this one; the one that is open comes to the front."""
        if self._guide is None or not isValid(self._guide):
            from adstudio.gui.guide import Guide

            self._guide = Guide(self.theme, self)
        self._guide.show()
        self._guide.activateWindow()

    def show_keys(self) -> None:
        """List the keys."""
        from adstudio.gui.keys_dialog import KeysDialog

        titles = {name: plain(self.menus[name].title()) for name in MENUS}
        KeysDialog(key_lines(self.commands, titles), self.theme, self).open()

    def show_about(self) -> None:
        """Say what this is."""
        from adstudio.gui.dialogs import about_dialog

        about_dialog(self).open()

    def reset_layout(self) -> None:
        """The first arrangement."""
        self.docks.arrange()

    def open_path(self, path: Path) -> bool:
        """Open a program or a trace."""
        return self.files.open_path(path)

    # -- Qt's events -----------------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Sizes hold only in a window that is shown; the plots come after the first picture."""
        super().showEvent(event)
        if not self._placed:
            self._placed = True
            self.docks.size()
        self.graph.setFocus()  # the arrow keys step from the first moment

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What another size shows or hides finds its place before all is painted: else it would be twice."""
        super().resizeEvent(event)
        self.docks.fit()
        for _ in range(LAYOUTS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab, from whatever widget."""
        self.walk.step(forward=forward)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first one is the moment that everything slow has waited for."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self._tell_painted)

    def _tell_painted(self) -> None:
        """A graph that is still being laid out belongs to the first picture: imports in a thread would hold it up."""
        if self.graph.view.outstanding:
            QTimer.singleShot(SOON, self, self._tell_painted)
        else:
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the layout and the speed, unless the person would rather stay and save."""
        if not self.files.may_leave():
            event.ignore()
            return
        self.transport.pause()
        self.exports.stop()
        self.docks.save()
        settings = self.models.settings
        settings.change(msgspec.structs.replace(settings.choices, speed=self.transport.speed))
        super().closeEvent(event)
