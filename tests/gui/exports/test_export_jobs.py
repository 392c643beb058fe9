"""Films and texts, which are written beside the window's work; and the commands that copy."""

from __future__ import annotations

import csv
import io

import pytest
import worked_example
from gui.exports.hands import LONG, choose, click, ended, status
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from traces.test_timeline import million

from adstudio.gui.exports import video as export_video
from adstudio.gui.exports.progress import ProgressDialog
from adstudio.traces.exports import render, render_steps

# -- films


@pytest.mark.parametrize("ending", ["gif", "webp"])
def test_the_backward_pass_is_saved_as_a_film_while_the_window_goes_on(window, dialog, qtbot, asked, tmp_path, ending):
    asked.answer = f"s.{ending}"
    dialog.tabs.setCurrentIndex(1)
    choose(dialog.film.format, ending)
    choose(dialog.film.steps, "3")
    choose(dialog.film.dimensions, "960x540")
    assert dialog.film.facts.text().startswith("9 frames, 4.5 s")
    click(qtbot, dialog.save_button)
    window.models.cursor.start()  # while it is written
    assert window.models.cursor.step == 0
    ended(qtbot, window)
    with Image.open(tmp_path / asked.answer) as film:
        assert (film.size, film.n_frames) == ((960, 540), 9)
    assert status(window).startswith(f"Wrote {tmp_path / asked.answer}")
    assert not window.findChildren(ProgressDialog) or not window.findChildren(ProgressDialog)[0].isVisible()


def test_a_range_is_typed_and_the_speed_is_taken(window, dialog, qtbot, asked, tmp_path):
    asked.answer = "s.webp"
    dialog.tabs.setCurrentIndex(1)
    page = dialog.film
    choose(page.format, "webp")
    choose(page.steps, "some")
    assert page.between.isVisible()
    assert page.range() == range(30)
    for field, text in ((page.first, "5"), (page.last, "8"), (page.speed, "10")):
        field.setFocus()
        field.selectAll()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert page.range() == range(4, 8)
    click(qtbot, dialog.save_button)
    ended(qtbot, window)
    with Image.open(tmp_path / "s.webp") as film:
        assert film.n_frames == 4
        film.load()
        assert film.info["duration"] == 100


def test_a_film_is_given_up_by_its_button_and_leaves_nothing(window, dialog, qtbot, asked, tmp_path):
    asked.answer = "s.gif"
    dialog.tabs.setCurrentIndex(1)
    choose(dialog.film.dimensions, "1920x1080")
    click(qtbot, dialog.save_button)
    progress = window.findChild(ProgressDialog)
    assert progress.isVisible()
    qtbot.waitUntil(lambda: progress.bar.value() >= 1, timeout=LONG)
    click(qtbot, progress.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel))
    ended(qtbot, window)
    assert not list(tmp_path.glob("*s.gif*"))
    assert "nothing was written" in status(window)


def test_closing_the_window_gives_up_a_film(window, dialog, qtbot, asked, tmp_path):
    asked.answer = "s.gif"
    dialog.tabs.setCurrentIndex(1)
    choose(dialog.film.dimensions, "1920x1080")
    click(qtbot, dialog.save_button)
    window.close()
    assert not window.exports.jobs
    assert not list(tmp_path.glob("*s.gif*"))


def test_an_mp4_needs_pyav_and_says_so_in_its_place(make_window, qtbot, monkeypatch):
    monkeypatch.setattr(export_video, "available", lambda: False)
    window = make_window()
    with qtbot.waitExposed(window):
        window.show()
    window.exports.open()
    formats = window.exports._dialog.film.format
    at = formats.findData("mp4")
    assert "pip install 'adstudio[film]'" in formats.itemText(at)
    assert not formats.model().item(at).isEnabled()


def test_an_mp4_is_saved(window, dialog, qtbot, asked, tmp_path):
    av = pytest.importorskip("av")
    asked.answer = "s.mp4"
    dialog.tabs.setCurrentIndex(1)
    choose(dialog.film.format, "mp4")
    choose(dialog.film.steps, "3")
    choose(dialog.film.dimensions, "960x540")
    click(qtbot, dialog.save_button)
    ended(qtbot, window)
    with av.open(str(tmp_path / "s.mp4")) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == (960, 540)
        assert film.duration / 1e6 == pytest.approx(9 / 2 + 2, abs=0.2)


# -- texts


@pytest.mark.parametrize(
    ("form", "ending"),
    [("markdown", "md"), ("latex", "tex"), ("csv", "csv"), ("table", "txt"), ("mermaid", "mmd"), ("dot", "dot")],
)
def test_the_trace_is_saved_as_text(window, dialog, qtbot, asked, tmp_path, form, ending):
    asked.answer = f"t.{ending}"
    dialog.tabs.setCurrentIndex(2)
    choose(dialog.text.form_of, form)
    expected = render(worked_example.trace(), form)
    assert dialog.text.preview.toPlainText() == expected
    click(qtbot, dialog.save_button)
    ended(qtbot, window)
    assert (tmp_path / asked.answer).read_text("utf-8") == expected


def test_the_steps_of_one_sweep_are_saved(window, dialog, qtbot, asked, tmp_path):
    asked.answer = "t.csv"
    dialog.tabs.setCurrentIndex(2)
    choose(dialog.text.form_of, "csv")
    choose(dialog.text.rows, "3")
    click(qtbot, dialog.save_button)
    ended(qtbot, window)
    assert (tmp_path / "t.csv").read_text("utf-8") == render_steps(worked_example.trace(), "csv", sweep=3)


def test_a_million_rows_are_written_beside_the_window_and_given_up_at_once(window, dialog, qtbot, asked, tmp_path):
    window.models.document.set_trace("hand", million(True))
    asked.answer = "t.csv"
    dialog.tabs.setCurrentIndex(2)
    choose(dialog.text.form_of, "csv")
    click(qtbot, dialog.save_button)
    progress = window.findChild(ProgressDialog)
    qtbot.waitUntil(lambda: progress.bar.value() >= 2, timeout=LONG)
    qtbot.keyClick(progress, Qt.Key.Key_Escape)
    ended(qtbot, window)
    assert not list(tmp_path.glob("*t.csv*"))


@pytest.mark.parametrize("form", ["markdown", "latex", "csv", "mermaid", "dot"])
def test_a_command_copies_the_trace(window, form):
    window.actions_by_name[f"copy.{form}"].trigger()
    assert QApplication.clipboard().text() == render(worked_example.trace(), form)
    assert status(window).startswith("Copied the trace as ")


def test_a_command_copies_the_graph_as_it_is_on_the_screen(window):
    window.actions_by_name["copy.picture"].trigger()
    copied = QApplication.clipboard().image()
    assert (copied.width(), copied.height()) == (2 * window.graph.view.width(), 2 * window.graph.view.height())


def test_the_dialog_copies_what_it_shows(window, dialog, qtbot):
    dialog.tabs.setCurrentIndex(2)
    choose(dialog.text.form_of, "csv")
    choose(dialog.text.rows, "3")
    click(qtbot, dialog.copy_button)
    rows = list(csv.DictReader(io.StringIO(QApplication.clipboard().text())))
    assert [float(row["value"]) for row in rows][-2:] == pytest.approx([1.7163378145367738, 5.5])
    dialog.tabs.setCurrentIndex(0)
    click(qtbot, dialog.copy_button)
    assert QApplication.clipboard().image().width() == dialog.picture.picture().pixels(2.0)[0]
