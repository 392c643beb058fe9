import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest
from gui.panels.graphs import local_graph
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from adstudio import assets
from adstudio.gui import application
from adstudio.gui.display import obstacle
from adstudio.gui.files_menu import examples
from adstudio.gui.panel_table import PANELS
from adstudio.gui.steps.trace_models import NotesModel
from adstudio.traces import files
from adstudio.workspace.document import EngineInfo, RunState

LONG = 20_000  # ms: a worker on a busy machine


def shown(qtbot, window):
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()


def traced(qtbot, window):
    document = window.models.document

    def holds() -> None:
        assert document.trace is not None, (document.run_state, list(document.output.entries))
        assert document.run_state.phase == "idle", (document.run_state, list(document.output.entries))

    qtbot.waitUntil(holds, timeout=LONG)


def write(qtbot, editor, text):
    for number, line in enumerate(text.split("\n")):
        if number:
            qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.keyClicks(editor, line)


# -- with a real worker


def test_the_example_is_traced_and_a_dragged_slider_retraces_it(make_window, qtbot):
    window = make_window(worker=True)
    shown(qtbot, window)
    window.open_path(assets.path("examples", "seed_example.py"))
    traced(qtbot, window)
    document = window.models.document
    assert next(iter(window.engine_bar.chips.values())).text() == "Dual  5.5"
    assert window.engine_bar.agreement.text().startswith("agree to 0 ulp")
    slider = window.inputs.rows[0].slider
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert document.inputs[0].values[0] > 2.0
    traced(qtbot, window)
    at = document.inputs[0].values[0]
    qtbot.waitUntil(lambda: document.trace.gradient["x1"] == pytest.approx(1 / at + 5, rel=1e-15), timeout=LONG)


def test_typing_retraces_after_a_pause_and_an_error_is_marked_with_its_line(make_window, qtbot):
    window = make_window(worker=True)
    shown(qtbot, window)
    window.open_path(assets.path("examples", "higher_order.py"))
    traced(qtbot, window)
    editor, document = window.editor, window.models.document
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.selectAll()
    write(qtbot, editor, "def f(x=3.0):\n    return x * x\n")
    qtbot.waitUntil(lambda: document.text.startswith("def f(x=3.0)"), timeout=LONG)
    qtbot.waitUntil(lambda: document.trace is not None and document.trace.gradient == {"x": 6.0}, timeout=LONG)
    editor.selectAll()
    write(qtbot, editor, "def f(x=3.0):\n    return x / 0\n")
    qtbot.waitUntil(lambda: document.run_state.phase == "failed", timeout=LONG)
    assert editor.error_line == 2
    qtbot.waitUntil(lambda: "line 2: ZeroDivisionError" in window.panel("output").toPlainText(), timeout=LONG)


def test_f5_takes_in_what_was_typed_just_now(make_window, qtbot):
    window = make_window(worker=True)
    shown(qtbot, window)
    window.open_path(assets.path("examples", "higher_order.py"))
    traced(qtbot, window)
    window.editor.setFocus()
    window.editor.selectAll()
    write(qtbot, window.editor, "def f(x=3.0):\n    return 2 * x\n")
    qtbot.keyClick(window.editor, Qt.Key.Key_F5)
    document = window.models.document
    assert "2 * x" in document.text
    qtbot.waitUntil(lambda: document.trace is not None and document.trace.gradient == {"x": 2.0}, timeout=LONG)


def test_the_kept_trace_of_the_example_is_what_a_run_gives():
    import adstudio

    path = assets.path("examples", "seed_example.py")
    kept, run = files.load(path.with_suffix(".json")), adstudio.trace(path, {}, engine="tape")
    assert kept.header.program.sources[0].text == run.header.program.sources[0].text == path.read_text()
    for column in ("op", "value", "start", "parent", "partial", "flags", "name", "span"):
        np.testing.assert_array_equal(getattr(kept.nodes, column), getattr(run.nodes, column))
    assert [sweep.kind for sweep in kept.sweeps] == [sweep.kind for sweep in run.sweeps]
    np.testing.assert_array_equal(kept.sweeps[-1].derivative, run.sweeps[-1].derivative)


# -- engines


def test_a_click_on_a_chip_shows_that_engine(window, qtbot):
    document = window.models.document
    trace = document.trace
    document.set_engines((EngineInfo("hand", "By hand"), EngineInfo("other", "Other")), ("hand", "other"))
    document.set_trace("other", trace)
    chips = window.engine_bar.chips
    assert list(chips) == ["hand", "other"]
    assert chips["hand"].isChecked()
    qtbot.mouseClick(chips["other"], Qt.MouseButton.LeftButton)
    assert document.shown == "other"
    assert chips["other"].isChecked()
    assert not chips["hand"].isChecked()


def test_the_engine_menu_chooses_and_names_what_cannot_run(window):
    document, menu = window.models.document, window.menus["engines"]
    document.set_engines((EngineInfo("hand", "By hand"), EngineInfo("torch", "Torch", "needs torch")), ("hand",))
    hand, torch = menu.actions()
    assert hand.isChecked()
    assert not torch.isEnabled()
    assert torch.text() == "Torch: needs torch"
    hand.trigger()
    assert document.chosen == ()


# -- output


def test_a_click_on_a_line_in_the_output_goes_to_it(window, qtbot):
    window.models.document.append_output("line 5: ZeroDivisionError: division by zero\n", "error", 5)
    output = window.panel("output")
    qtbot.waitUntil(lambda: "line 5" in output.toPlainText())
    window.docks["output"].raise_()
    qtbot.waitUntil(lambda: not output.visibleRegion().isEmpty())
    cursor = output.document().find("line 5")
    place = output.cursorRect(cursor)
    qtbot.mouseClick(output.viewport(), Qt.MouseButton.LeftButton, pos=place.center() - QPoint(20, 0))
    assert window.editor.textCursor().blockNumber() == 4


def test_a_flood_is_cut_and_counted(window, qtbot):
    document = window.models.document
    for _ in range(400):
        document.append_output("x" * 999 + "\n")
    qtbot.waitUntil(lambda: "were dropped" in window.panel("output").toPlainText())
    assert len(window.panel("output").toPlainText()) < 210_000
    assert window.panel("output").subtitle == f"{document.output.dropped:,} characters dropped"


def test_the_end_of_a_flood_in_one_piece_is_in_view(window, qtbot):
    """The scroll bar that comes with it takes room, and lines are broken elsewhere."""
    output = window.raise_panel("output")
    window.models.document.append_output("x" * 300_000)
    window.models.document.append_output("dropped\n", "note")
    qtbot.waitUntil(lambda: "ℹ dropped" in output.toPlainText())
    qtbot.waitUntil(lambda: output.verticalScrollBar().value() == output.verticalScrollBar().maximum() > 0)
    assert "xxx" in output.toPlainText()


def test_a_run_that_was_ended_says_so_and_a_whole_one_how_many_engines_ran(window):
    document = window.models.document
    document.set_run_state(RunState("idle", seconds=0.25))
    label = window.statusBar().label
    assert label.text().startswith("Traced 1 engine in 250 ms")
    trace = document.trace
    document.set_trace("hand", replace(trace, header=replace(trace.header, truncated="it was interrupted")))
    assert label.text().startswith("Ended after 250 ms: it was interrupted")


def test_a_run_that_a_budget_ended_brings_the_output_forward_and_its_line_is_in_the_diagnostics(window, qtbot):
    document, trace = window.models.document, window.models.document.trace
    ended = replace(trace.header, truncated="the budget of 2 s was reached, at line 5")
    document.set_trace("hand", replace(trace, header=ended))
    document.set_run_state(RunState("idle", seconds=2.0))
    qtbot.waitUntil(lambda: not window.panel("output").visibleRegion().isEmpty())
    notes = NotesModel(window.theme, window)
    notes.take(document.trace)
    assert notes.notes[0] == ("5", "ended early", "the budget of 2 s was reached, at line 5")


def test_a_failure_brings_the_output_forward_and_is_said_in_the_status(window, qtbot):
    window.models.document.set_run_state(RunState("failed", "ZeroDivisionError: division by zero", 5, "tape"))
    qtbot.waitUntil(lambda: not window.panel("output").visibleRegion().isEmpty())
    assert "line 5: ZeroDivisionError: division by zero" in window.statusBar().label.text()


def test_an_emptied_program_has_no_error_and_says_what_to_do(make_window, qtbot):
    window = make_window(worker=True)
    shown(qtbot, window)
    window.open_path(assets.path("examples", "seed_example.py"))
    traced(qtbot, window)
    editor, document = window.editor, window.models.document
    editor.setFocus()
    qtbot.keyClicks(editor, "((")
    qtbot.waitUntil(lambda: editor.error_line > 0, timeout=LONG)
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: not document.text, timeout=LONG)
    assert editor.error_line == 0
    assert document.trace is None
    assert not window.inputs.rows
    assert window.graph.view.scene is None
    assert window.statusBar().label.text().startswith("There is no program: write a function, or open one")
    qtbot.waitUntil(lambda: not window.panel("output").toPlainText())


# -- the house


def test_a_layout_is_kept_and_reset(make_window, qtbot, tmp_path):
    store = tmp_path / "layout.ini"
    first = make_window(store=store)
    shown(qtbot, first)
    first.docks["curve"].hide()
    first.close()
    second = make_window(store=store)
    shown(qtbot, second)
    assert not second.docks["curve"].isVisible()
    second.actions_by_name["view.reset"].trigger()
    assert second.docks["curve"].isVisible()


def test_a_kept_layout_of_another_version_gives_the_first_one(make_window, qtbot, tmp_path):
    store = tmp_path / "layout.ini"
    store.write_text("[General]\nlayout=@ByteArray(rubbish)\ngeometry=@ByteArray(rubbish)\n")
    window = make_window(store=store)
    shown(qtbot, window)
    closed = {entry.name for entry in PANELS if entry.closed}
    behind = {"output", "comparison"}
    assert all(dock.isVisible() or name in behind | closed for name, dock in window.docks.by_name.items())
    assert not any(window.docks[name].isVisible() for name in closed)


def test_the_theme_changes_at_once_and_is_kept(window, tmp_path):
    before = window.grab().toImage().pixelColor(4, 400)
    for entry in window.bar.schemes.actions():
        if entry.data() == "light":
            entry.trigger()
    after = window.grab().toImage().pixelColor(4, 400)
    assert before.name() == "#16181d"
    assert after.name() == "#eef0f4"
    assert json.loads((tmp_path / "settings.json").read_text())["theme"] == "light"


def test_an_untrusted_program_offers_to_be_trusted(window, qtbot):
    document = window.models.document
    assert not window.bar.trust_button.isVisible()
    document.set_program("def f(x=1.0):\n    return x\n", trusted=False)
    assert window.bar.trust_button.isVisible()
    assert window.bar.name_label.text().endswith("not trusted")
    qtbot.mouseClick(window.bar.trust_button, Qt.MouseButton.LeftButton)
    assert document.trusted
    assert not window.bar.trust_button.isVisible()


def test_every_command_has_a_place_in_a_menu_and_no_key_is_given_twice(window):
    placed = {entry.objectName() for menu in window.menus.values() for entry in menu.actions()}
    assert {command.name for command in window.commands} <= placed
    taken = [key for command in window.commands for key in command.keys]
    assert len(taken) == len(set(taken))


def test_all_examples_are_in_the_menu(window):
    assert examples()[0].stem == "seed_example"
    assert {path.name for path in examples()} == {path.name for path in assets.path("examples").glob("*.py")}


def test_the_plots_come_after_the_first_picture(make_window, qtbot):
    window = make_window()
    assert window.docks["curve"].body.column.count() == 0
    shown(qtbot, window)
    window.fill_late()
    assert window.docks["curve"].body.column.count() == 1


@pytest.mark.parametrize("size", [(1024, 700), (1504, 812)])
def test_no_row_of_the_window_is_wider_than_it(make_window, qtbot, size):
    window = make_window(size=size)
    shown(qtbot, window)
    assert (window.width(), window.height()) == size
    for dock in window.docks.by_name.values():
        if not dock.visibleRegion().isEmpty():
            assert dock.width() >= 150
            assert dock.geometry().right() <= window.room.width()


def test_closing_with_unsaved_changes_asks_and_can_be_called_off(window, monkeypatch, tmp_path):
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Save]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    file = tmp_path / "own.py"
    file.write_text("def f(x=1.0):\n    return x\n")
    assert window.open_path(file)
    window.editor.setPlainText("def f(x=1.0):\n    return 2 * x\n")
    window.close()
    assert window.isVisible()
    window.close()
    assert not window.isVisible()
    assert "2 * x" in file.read_text()


# -- what was typed a moment ago: the document has it after a pause


def typing(window, path):
    """A saved program of the person's own, with other text in the editor since a moment ago."""
    path.write_text("def f(x=1.0):\n    return x\n")
    assert window.open_path(path)
    window.editor.setPlainText("def f(x=3.0):\n    return 2 * x\n")


def test_what_was_typed_a_moment_ago_is_saved(window, qtbot, tmp_path):
    document, path = window.models.document, tmp_path / "mine.py"
    typing(window, path)
    qtbot.keyClick(window.editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "2 * x" in path.read_text()
    assert document.text == path.read_text()
    assert not document.unsaved


def test_what_was_typed_a_moment_ago_is_saved_under_another_name(window, monkeypatch, tmp_path):
    other = tmp_path / "other.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(other), ""))
    typing(window, tmp_path / "mine.py")
    window.actions_by_name["file.save_program_as"].trigger()
    assert "2 * x" in other.read_text()
    assert not window.models.document.unsaved


def test_opening_another_file_asks_about_what_was_typed_a_moment_ago(window, monkeypatch, tmp_path):
    mine, other = tmp_path / "mine.py", tmp_path / "other.py"
    other.write_text("def g(t=1.0):\n    return t\n")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Save)
    typing(window, mine)
    assert window.open_path(other)
    assert "2 * x" in mine.read_text()
    assert window.editor.toPlainText() == window.models.document.text == other.read_text()


def test_an_example_that_is_opened_replaces_one_that_is_being_typed_in(window, qtbot):
    one, other = (assets.path("examples", name) for name in ("seed_example.py", "higher_order.py"))
    window.open_path(one)
    qtbot.keyClicks(window.editor, "# mine")
    window.open_path(other)
    window.editor.commit()
    assert window.editor.toPlainText() == window.models.document.text == other.read_text()


def test_a_program_that_is_opened_again_replaces_what_is_being_typed(window, qtbot):
    document = window.models.document
    kept = document.text
    qtbot.keyClicks(window.editor, "# mine")
    document.set_program(kept, path=document.path)
    window.editor.commit()
    assert window.editor.toPlainText() == document.text == kept


@pytest.mark.parametrize("odd", ["\u00a0", "\u2028", "\u2029"])
def test_a_file_that_is_only_looked_at_is_not_changed(window, qtbot, tmp_path, odd):
    """Qt has characters of its own for blanks and ends of lines, and changes these where it gives a text back."""
    path = tmp_path / "mine.py"
    path.write_text(f"UNIT = 'a{odd}b'\n\ndef f(x=1.0):\n    return x\n", "utf-8")
    assert window.open_path(path)
    window.editor.commit()
    assert not window.models.document.unsaved


def test_what_is_typed_keeps_the_blanks_that_do_not_break(window, qtbot, tmp_path):
    path = tmp_path / "mine.py"
    path.write_text("UNIT = 'a\u00a0b'\n", "utf-8")
    assert window.open_path(path)
    qtbot.keyClicks(window.editor, "#")
    window.editor.commit()
    assert window.models.document.text == "#UNIT = 'a\u00a0b'\n"


# -- starting


def start(tmp_path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    kept |= {"XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-m", "adstudio", *arguments]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, timeout=60)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a display is always there")
def test_without_a_display_a_sentence_and_exit_code_2(tmp_path):
    ended = start(tmp_path)
    assert ended.returncode == 2
    assert "no display" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a display is always there")
@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DISPLAY", ":7777", "the display DISPLAY=:7777 does not answer"),
        ("DISPLAY", "localhost:59000.0", "DISPLAY=localhost:59000.0 does not answer"),
        ("DISPLAY", "nonsense", "DISPLAY=nonsense does not answer"),
        ("WAYLAND_DISPLAY", "wayland-77", "WAYLAND_DISPLAY=wayland-77 does not answer"),
        ("QT_QPA_PLATFORM", "nosuch", "QT_QPA_PLATFORM is 'nosuch', and Qt has no such platform"),
        ("QT_QPA_PLATFORM", "xcb", "no display"),
    ],
)
def test_display_that_is_not_there_is_a_sentence_and_exit_code_2(tmp_path, variable, value, said):
    ended = start(tmp_path, **{variable: value})
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a display is always there")
def test_display_that_answers_is_one(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert obstacle({"WAYLAND_DISPLAY": "wayland-0", "XDG_RUNTIME_DIR": str(tmp_path), "DISPLAY": ":7777"}) == ""
        assert obstacle({"WAYLAND_DISPLAY": "wayland-1", "XDG_RUNTIME_DIR": str(tmp_path)}) != ""
        assert obstacle({"DISPLAY": str(tmp_path / "wayland-0")}) == ""


def test_the_window_opens_and_closes(tmp_path):
    ended = start(tmp_path, QT_QPA_PLATFORM="offscreen", **{application.QUIT: "1"})
    assert (ended.returncode, ended.stdout) == (0, "")
    assert "Traceback" not in ended.stderr


def test_a_damaged_trace_is_said_and_the_window_stays(window, monkeypatch, tmp_path):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    broken = tmp_path / "broken.adtrace"
    broken.write_bytes(b"\x00" * 40)
    assert not window.open_path(broken)
    assert "broken.adtrace" in said[0]
    assert window.models.document.trace is not None


@pytest.mark.parametrize("line", [-(2**63), 2**31])
def test_a_trace_whose_source_begins_at_no_line_is_refused(window, monkeypatch, tmp_path, line):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *args: said.append(args[2]))
    text = json.loads(assets.path("examples", "seed_example.json").read_text("utf-8"))
    text["header"]["program"]["sources"][0]["first_line"] = line
    (path := tmp_path / "far.json").write_text(json.dumps(text))
    assert not window.open_path(path)
    assert f"first_line: is {line}; expected 1 to" in said[0]
    assert window.models.document.trace is not None


@pytest.mark.parametrize("line", [3 - 2**31, 2**31 - 1])
def test_a_line_that_the_text_does_not_have_is_revealed_at_its_nearest(window, line):
    """A source of a trace may begin at any line, and its spans be at any other."""
    window.editor.reveal(line)
    bar = window.editor.verticalScrollBar()
    assert bar.minimum() <= bar.value() <= bar.maximum()


def test_nothing_of_a_window_keeps_the_focus_invisible(window):
    for widget in (window.transport.play_button, window.transport.bar, window.inputs.rows[0].slider):
        plain = widget.grab().toImage()
        widget.setFocus()
        QApplication.processEvents()
        assert widget.grab().toImage() != plain


def test_what_waits_for_the_first_picture_waits_for_the_graph_of_a_large_trace(make_window, qtbot):
    window = make_window()
    window.models.session.take_trace(local_graph(60_000))
    assert window.graph.view.outstanding
    outstanding = []
    window.painted.connect(lambda: outstanding.append(window.graph.view.outstanding))
    with qtbot.waitSignal(window.painted):
        window.show()
    assert outstanding == [False]
    assert window.graph.subtitle.startswith("60,000 nodes")


def test_an_empty_window_waits_for_no_graph(make_window, qtbot):
    window = make_window()
    with qtbot.waitSignal(window.painted):
        window.show()
    assert window.graph.view.scene is None
