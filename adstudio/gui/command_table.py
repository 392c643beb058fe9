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
    graph = window.graph.view
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
        Command("graph.fit",            "&Fit",                         graph.fit,              within="F"),
        Command("graph.selection",      "&Zoom to the selection",       graph.zoom_to_selection, within="Z"),
        Command("graph.step",           "Zoom to the current &step",    graph.zoom_to_step,     within="C"),
        Command("graph.in",             "Zoom &in",                     graph.zoom_in,          within="+"),
        Command("graph.out",            "Zoom &out",                    graph.zoom_out,         within="-"),
        Command("graph.natural",        "&100 %",                       graph.natural_size,     within="1"),
        Command("graph.trail",          "&Trace the selected node",     graph.toggle_trail,     within="T"),
        Command("graph.minimap",        "&Minimap",                     graph.toggle_minimap,   within="M"),
        Command("graph.words",          "Graph in &words",              graph.toggle_words,     within="W"),
        Command("graph.legend",         "&Legend",                      graph.toggle_legend,    within="L"),
        Command("graph.fold",           "F&old the group around",       graph.fold_selection,   within="G"),
        Command("graph.open",           "&Unfold the card",             graph.open_selection,   within="U"),
        Command("graph.fold_calls",     "Fold all &calls",              partial(folds.fold_all, "calls"), ()),
        Command("graph.fold_loops",     "Fold all loo&ps",              partial(folds.fold_all, "loops"), ()),
        Command("graph.unfold",         "Unfold &everything",           partial(folds.fold_all, "nothing"), ()),
        Command("graph.next_pass",      "&Next pass",                   graph.next_pass, ("Alt+PgDown",), within="]"),
        Command("graph.previous_pass",  "P&revious pass",               graph.previous_pass, ("Alt+PgUp",), within="["),
        Command("view.graph",           "&Graph",                       window.leave_editor,    ("Escape",)),
        Command("view.search",          "&Search the graph",            window.graph.search,    ("Ctrl+F",)),
        Command("view.next_match",      "&Next match",                  window.graph.find_next, ("F3",)),
        Command("view.previous_match",  "&Previous match",              window.graph.find_previous, ("Shift+F3",)),
        Command("view.reset",           "&Reset the layout",            window.reset_layout,    ()),
        Command("help.keys",            "&Keyboard",                    window.show_keys,       ("F1",)),
        Command("help.about",           "&About AD Studio",             window.show_about,      ()),
    ]
    # fmt: on
