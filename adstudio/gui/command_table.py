"""The table of commands of the main window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from adstudio.gui.commands import Command

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow

REDO_KEYS = ("Ctrl+Shift+Z", "Ctrl+Y")


def commands(window: MainWindow) -> list[Command]:
    """Every command, in the order of the menus."""
    cursor, files, transport = window.models.cursor, window.files, window.transport
    folds = window.models.folds
    graph = window.graph.view
    stepper, stepping = window.models.stepper, window.stepping
    exports = window.exports
    # fmt: off
    return [
        Command("file.open",            "&Open…",                       files.open,             ("Ctrl+O",)),
        Command("file.save_program",    "&Save the program",            files.save_program,     ("Ctrl+S",)),
        Command("file.save_program_as", "Save the program &as…",        files.save_program_as,  ("Ctrl+Shift+S",)),
        Command("file.save_trace",      "Save the &trace…",             files.save_trace,       ("Ctrl+E",)),
        Command("file.export",          "E&xport…",                     exports.open,           ("Ctrl+Shift+E",)),
        Command("copy.picture",         "&Picture of the graph",        exports.copy_picture,   ()),
        Command("copy.markdown",        "Trace as &Markdown",           partial(exports.copy_as, "markdown")),
        Command("copy.latex",           "Trace as &LaTeX",              partial(exports.copy_as, "latex")),
        Command("copy.csv",             "Trace as &CSV",                partial(exports.copy_as, "csv")),
        Command("copy.mermaid",         "Trace as M&ermaid",            partial(exports.copy_as, "mermaid")),
        Command("copy.dot",             "Trace as &DOT",                partial(exports.copy_as, "dot")),
        Command("file.quit",            "&Quit",                        window.close,           ("Ctrl+Q",)),
        Command("edit.undo",            "&Undo",                        window.undo.undo,       ("Ctrl+Z",)),
        Command("edit.redo",            "&Redo",                        window.undo.redo,       REDO_KEYS),
        Command("edit.reset_inputs",    "Reset all &inputs",            window.reset_inputs,    ()),
        Command("edit.keep_point",      "&Keep this point",             window.keep_point,      ("Ctrl+D",)),
        Command("edit.points",          "&Points side by side",         lambda: window.raise_panel("points"), ()),
        Command("run.trace",            "&Trace",                       window.trace_now,       ("F5",)),
        Command("run.stop",             "&Stop",                        window.models.session.stop, ("Shift+F5",)),
        Command("run.error",            "Go to the line of the &error", window.go_to_error,     ("F8",)),
        Command("step.on",              "Step &on",                     stepper.on,             ("Right",)),
        Command("step.back",            "Step &back",                   stepper.back,           ("Left",)),
        Command("run.set_value",        "Set the &value of the node…",  window.what_if.set_value,   ("F4",)),
        Command("run.set_adjoint",      "Set the a&djoint of the node…", window.what_if.set_adjoint, ("Shift+F4",)),
        Command("run.clear_edits",      "Remove all e&dits",            window.what_if.clear,   ()),
        Command("step.next_node",       "&Next node",                   cursor.next_node,       ("Shift+Right",)),
        Command("step.previous_node",   "&Previous node",               cursor.previous_node,   ("Shift+Left",)),
        Command("step.next_line",       "Next &line",                   cursor.next_line,       ("Ctrl+Down",)),
        Command("step.previous_line",   "Previous l&ine",               cursor.previous_line,   ("Ctrl+Up",)),
        Command("step.next_sweep",      "Next &sweep",                  cursor.next_sweep,      ("Ctrl+Right",)),
        Command("step.previous_sweep",  "Previous s&weep",              cursor.previous_sweep,  ("Ctrl+Left",)),
        Command("step.over",            "O&ver the calls of a line",    cursor.over,            ("F10",), apart=True),
        Command("step.over_back",       "Back ove&r the calls of a line", cursor.over_back,     ("Shift+F10",)),
        Command("step.into",            "Into the ne&xt call",          cursor.into,            ("F11",)),
        Command("step.into_back",       "Back to the call befor&e",     cursor.into_back,       ("Ctrl+F11",)),
        Command("step.out",             "O&ut of the call",             cursor.out,             ("Shift+F11",)),
        Command("step.out_back",        "Ba&ck out of the call",        cursor.out_back,        ("Ctrl+Shift+F11",)),
        Command("step.play",            "Pl&ay or pause",               transport.toggle,       ("Space",), apart=True),
        Command("step.play_back",       "Pla&y backwards or pause",     transport.toggle_reverse, ("Shift+Space",)),
        Command("step.start",           "To the s&tart",                cursor.start,           ("Home",)),
        Command("step.end",             "To the en&d",                  cursor.end,             ("End",)),
        Command("step.run_to",          "Run to the cursor",            stepping.run_to,        ("Ctrl+F10",)),
        Command("step.run_back_to",     "Run back to the cursor",       stepping.run_back_to,   ("Ctrl+Shift+F10",)),
        Command("step.why",             "W&hy this value",         window.why.here,         ("Alt+Y",), apart=True),
        Command("step.where",           "Where does it go",             window.why.where_here,  ("Alt+Shift+Y",)),
        Command("step.divergence",      "To the first divergence",      window.go_to_divergence, ("F7",)),
        Command("stop.continue",        "&Continue to the next breakpoint", stepper.continue_on, ("F6",)),
        Command("stop.continue_back",   "Continue &back",               stepper.continue_back,  ("Shift+F6",)),
        Command("stop.toggle",          "Break on the &line or node", stepping.toggle_breakpoint, ("F9",), apart=True),
        Command("stop.operation",       "Break on the &operation",      stepper.toggle_operation, ("Shift+F9",)),
        Command("stop.condition",       "Break on a co&ndition…",       stepping.new_condition, ("Ctrl+F9",)),
        Command("stop.clear",           "&Remove all breakpoints",      stepper.breakpoints.clear, ()),
        Command("go.back",              "&Back to where it was",        cursor.places.back,     ("Alt+Shift+Left",)),
        Command("go.forward",           "&Forward again",               cursor.places.forward,  ("Alt+Shift+Right",)),
        Command("go.bookmark",          "Book&mark this step",     stepping.toggle_bookmark, ("Ctrl+F2",), apart=True),
        Command("go.next_bookmark",     "&Next bookmark",               stepper.next_bookmark,  ("Ctrl+.",)),
        Command("go.previous_bookmark", "&Previous bookmark",           stepper.previous_bookmark, ("Ctrl+,",)),
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
        Command("view.graph",           "Focus the &graph",                      window.leave_editor,    ("Escape",)),
        Command("view.search",          "&Search the graph",            window.graph.search,    ("Ctrl+F",)),
        Command("view.next_match",      "&Next match",                  window.graph.find_next, ("F3",)),
        Command("view.previous_match",  "&Previous match",              window.graph.find_previous, ("Shift+F3",)),
        Command("view.nested",          "Graph of the &2nd derivative", partial(window.raise_panel, "nested"), ()),
        Command("view.next_panel",      "Next &panel",                  window.walk.next,       ("Ctrl+Tab",)),
        Command("view.previous_panel",  "Previous p&anel",              window.walk.previous,   ("Ctrl+Shift+Tab",)),
        Command("view.reset",           "&Reset the layout",            window.reset_layout,    ()),
        Command("help.guide",           "&Guide",                       window.show_guide,      ("F1",)),
        Command("help.keys",            "&Keyboard",                    window.show_keys,       ("Ctrl+F1",)),
        Command("help.about",           "&About AD Studio",             window.show_about,      ()),
    ]
    # fmt: on
