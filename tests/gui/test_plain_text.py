"""Texts that are not our own are shown as they are: whatever a program, a file or a plugin puts in them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QLabel, QMessageBox

from adstudio.gui.panel_table import PANELS
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label, seen
from adstudio.gui.steps.trace_models import NotesModel
from adstudio.traces.header import Note
from adstudio.workspace.document import RunState
from adstudio.workspace.inputs import Input

HOSTILE = '<h1>big</h1> <img src="no.png"> &lt; \x1b[31mred\x00'
SPELLED = '<h1>big</h1> <img src="no.png"> &lt; \\x1b[31mred\\x00'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain, ∂f/∂x₁ = 2", "plain, ∂f/∂x₁ = 2"),
        ("two\nlines\r\n\tand more", "two\\nlines\\r\\n\\tand more"),
        ("\x00\x1b[0m\x7f\x85", "\\x00\\x1b[0m\\x7f\\x85"),
        ("back\u202ewards\u2028", "back\\u202ewards\\u2028"),
        ("half \ud83d of it", "half \\ud83d of it"),
    ],
)
def test_a_line_has_nothing_in_it_that_is_not_seen(text, line):
    assert in_a_line(text) == line


def test_a_text_keeps_its_lines_and_tabs():
    assert seen("one\n\ttwo\x07") == "one\n\ttwo\\x07"


@pytest.mark.parametrize("text", [HOSTILE, "<lambda>() takes 0", "a < b", "a && b\n  <b>c</b>", "&lt;", "nothing"])
def test_what_a_tooltip_takes_for_html_shows_the_text(text):
    shown = as_it_is(text)
    html = shown.startswith("<span")
    assert (QTextDocumentFragment.fromHtml(shown).toPlainText() if html else shown) == seen(text)
    assert html or "<" not in shown


def test_every_label_knows_whether_its_text_is_html(window):
    """Qt would guess by each text."""
    for entry in PANELS:
        window.raise_panel(entry.name)
    window.link_editor()
    labels = window.findChildren(QLabel)
    assert len(labels) > 30
    assert [label.text() for label in labels if label.textFormat() is Qt.TextFormat.AutoText] == []


def test_an_error_is_told_in_one_line_of_the_status_line_as_it_is(window):
    label = window.statusBar().label
    room = label.sizeHint().height(), window.minimumSizeHint().width()
    window.models.document.set_run_state(RunState("failed", f"ValueError: {HOSTILE}\nmore", 2, "tape"))
    assert label.text().startswith(f"✕ line 2: ValueError: {SPELLED} · Python")
    assert label.textFormat() is Qt.TextFormat.PlainText
    window.models.document.set_run_state(RunState("failed", "long " * 10_000, 2, "tape"))
    assert (label.sizeHint().height(), window.minimumSizeHint().width()) == room


def test_the_output_shows_what_is_not_seen(window, qtbot):
    window.models.document.append_output(f"{HOSTILE}\n")
    qtbot.waitUntil(lambda: SPELLED in window.panel("output").toPlainText())


def test_a_note_is_one_row_and_its_tip_the_text(window):
    trace = window.models.document.trace
    note = Note(kind="engine", message=f"{HOSTILE}\nand more", line=1)
    model = NotesModel(window.theme, window)
    model.take(replace(trace, header=replace(trace.header, notes=(note,))))
    cell = model.index(0, 2)
    assert model.data(cell) == f"{SPELLED}\\nand more"
    tip = model.data(cell, Qt.ItemDataRole.ToolTipRole)
    assert QTextDocumentFragment.fromHtml(tip).toPlainText() == f"{SPELLED}\nand more"


def test_a_text_of_the_program_is_a_fixed_input_as_it_is(window):
    window.models.document.set_inputs((Input("s", (), None, fixed=HOSTILE, default_fixed=HOSTILE),))
    [row] = window.inputs.fixed
    assert SPELLED in [label.text() for label in row.findChildren(QLabel)]


def test_a_file_may_be_called_anything(window, monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    name = "<h1>a\n b\x1b.py"
    assert not window.open_path(tmp_path / name)
    assert "<h1>a\n b\\x1b.py: No such file" in QTextDocumentFragment.fromHtml(said[0]).toPlainText()
    (tmp_path / name).write_text("def f(x=1.0):\n    return x\n")
    assert window.open_path(tmp_path / name)
    assert window.windowTitle() == "<h1>a\\n b\\x1b.py — AD Studio"
    assert window.bar.name_label.text() == "<h1>a\\n b\\x1b.py — trusted"


def test_a_plain_label_is_plain(qtbot):
    label = plain_label("<b>x</b>")
    qtbot.addWidget(label)
    assert (label.text(), label.textFormat()) == ("<b>x</b>", Qt.TextFormat.PlainText)
