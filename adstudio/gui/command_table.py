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
        Command("view.nested",          "Graph of the &2nd derivative", partial(window.raise_panel, "nested"), ()),
        Command("view.reset",           "&Reset the layout",            window.reset_layout,    ()),
        Command("help.keys",            "&Keyboard",                    window.show_keys,       ("F1",)),
        Command("help.about",           "&About AD Studio",             window.show_about,      ()),
    ]
    # fmt: on
