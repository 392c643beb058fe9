"""The table of commands of the main window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from adstudio.gui.commands import Command

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow


def commands(window: MainWindow) -> list[Command]:
    """Every command, in the order of the menus."""
    cursor, files, transport = window.models.cursor, window.files, window.transport
    folds = window.models.folds
    # fmt: off
    return [
        Command("file.open",            "&Open…",                       files.open,             ("Ctrl+O",)),
        Command("file.save_program",    "&Save the program",            files.save_program,     ("Ctrl+S",)),
        Command("file.save_program_as", "Save the program &as…",        files.save_program_as,  ("Ctrl+Shift+S",)),
        Command("file.save_trace",      "Save the &trace…",             files.save_trace,       ("Ctrl+E",)),
        Command("file.quit",            "&Quit",                        window.close,           ("Ctrl+Q",)),
        Command("run.trace",            "&Trace",                       window.trace_now,       ("F5",)),
        Command("run.stop",             "&Stop",                        window.models.session.stop, ("Shift+F5",)),
        Command("run.error",            "Go to the line of the &error", window.go_to_error,     ("F8",)),
        Command("step.on",              "Step &on",                     cursor.step_on,         ("Right", "F10")),
        Command("step.back",            "Step &back",                   cursor.step_back,       ("Left", "Shift+F10")),
        Command("step.next_node",       "&Next node",                   cursor.next_node,       ("Shift+Right",)),
        Command("step.previous_node",   "&Previous node",               cursor.previous_node,   ("Shift+Left",)),
        Command("step.next_sweep",      "Next &sweep",                  cursor.next_sweep,      ("Ctrl+Right",)),
        Command("step.previous_sweep",  "Previous s&weep",              cursor.previous_sweep,  ("Ctrl+Left",)),
        Command("step.start",           "To the s&tart",                cursor.start,           ("Home",)),
        Command("step.end",             "To the &end",                  cursor.end,             ("End",)),
        Command("step.play",            "P&lay or pause",               transport.toggle,       ("Space",)),
        Command("view.graph",           "&Graph",                       window.leave_editor,    ("Escape",)),
        Command("view.search",          "&Search the graph",            window.graph.search,    ("Ctrl+F",)),
        Command("view.next_match",      "&Next match",                  window.graph.find_next, ("F3",)),
        Command("view.previous_match",  "&Previous match",              window.graph.find_previous, ("Shift+F3",)),
        Command("view.next_pass",       "Ne&xt pass of the expression", window.graph.view.next_pass, ("Alt+PgDown",)),
        Command("view.previous_pass",   "Previo&us pass",               window.graph.view.previous_pass, ("Alt+PgUp",)),
        Command("view.fold",            "&Fold the group around (G)",   window.graph.view.fold_selection, ("Ctrl+[",)),
        Command("view.open_fold",       "&Open the folded card (U)",    window.graph.view.open_selection, ("Ctrl+]",)),
        Command("view.fold_calls",      "Fold all &calls",              partial(folds.fold_all, "calls"), ()),
        Command("view.fold_loops",      "Fold all &loops",              partial(folds.fold_all, "loops"), ()),
        Command("view.open_folds",      "Open &all folds",              partial(folds.fold_all, "nothing"), ()),
        Command("view.reset",           "&Reset the layout",            window.reset_layout,    ()),
        Command("help.keys",            "&Keyboard",                    window.show_keys,       ("F1",)),
        Command("help.about",           "&About AD Studio",             window.show_about,      ()),
    ]
    # fmt: on
