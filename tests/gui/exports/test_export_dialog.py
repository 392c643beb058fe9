"""The export dialog and the commands that copy, as a person uses them: with keys and clicks on the real window."""

from __future__ import annotations

import csv
import errno
import io

import numpy as np
import pytest
import worked_example
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox
from traces.test_timeline import million

from adstudio.gui import export_video
from adstudio.gui.export_progress import ProgressDialog
from adstudio.traces.exports import render, render_steps

LONG = 20_000  # ms


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The file that the person chooses; what the dialog proposed is kept."""

    class Asked:
        answer = ""
        proposed = ""

    def ask(_parent, _title, start, _kinds):
        Asked.proposed = start
        return (str(tmp_path / Asked.answer) if Asked.answer else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return Asked


@pytest.fixture
def complaints(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    return said


@pytest.fixture
def dialog(window, qtbot):
    """Opened by its keys."""
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    made = window.exports._dialog
    qtbot.waitUntil(made.isVisible)
    return made


def choose(combo, value):
    at = combo.findData(value)
    assert at >= 0, [combo.itemData(i) for i in range(combo.count())]
    combo.setCurrentIndex(at)


def click(qtbot, button):
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ended(qtbot, window):
    qtbot.waitUntil(lambda: not window.exports.jobs, timeout=LONG)


def status(window):
    return window.statusBar().currentMessage()


# -- pictures


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_the_graph_is_saved_as_a_picture(window, dialog, qtbot, asked, tmp_path, ending):
    asked.answer = f"g.{ending}"
    choose(dialog.picture.format, ending)
    click(qtbot, dialog.save_button)
    start = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}[ending]
    assert (tmp_path / asked.answer).read_bytes().startswith(start)
    assert asked.proposed.endswith(f"seed_example-graph.{ending}")
    assert status(window).startswith(f"Wrote {tmp_path / asked.answer}, ")


def test_a_name_without_an_ending_gets_the_one_that_was_chosen(dialog, qtbot, asked, tmp_path):
    asked.answer = "g"
    choose(dialog.picture.format, "pdf")
    click(qtbot, dialog.save_button)
    assert [path.name for path in tmp_path.glob("g*")] == ["g.pdf"]


def test_a_picture_has_the_scale_the_colours_and_the_ground_that_were_chosen(window, dialog, qtbot, asked, tmp_path):
    asked.answer = "g.png"
    page = dialog.picture
    choose(page.format, "png")
    choose(page.scale, "4")
    choose(page.colors, "light")
    click(qtbot, dialog.save_button)
    saved = QImage(str(tmp_path / "g.png"))
    assert (saved.width(), saved.height()) == page.picture().pixels(4.0)
    assert saved.pixelColor(3, 3).name() == "#ffffff"
    choose(page.ground, "none")
    click(qtbot, dialog.save_button)
    assert QImage(str(tmp_path / "g.png")).pixelColor(3, 3).alpha() == 0
    assert window.theme.name == "dark"


def test_the_graph_as_on_the_screen_is_as_large_as_the_view(window, dialog):
    window.graph.view.zoom(2.0)
    choose(dialog.picture.what, "screen")
    picture = dialog.picture.picture()
    assert (picture.width, picture.height) == (window.graph.view.width(), window.graph.view.height())


def test_the_preview_follows_the_step_and_the_choices(window, dialog, qtbot):
    page = dialog.picture
    before = page.preview.image.copy()
    window.models.cursor.end()
    qtbot.waitUntil(lambda: page.preview.image != before)
    after = page.preview.image.copy()
    choose(page.colors, "light")
    assert page.preview.image != after


def test_only_choices_that_have_an_effect_are_offered(dialog):
    page = dialog.picture
    for ending, shown in (("svg", page.letters), ("png", page.scale)):
        choose(page.format, ending)
        assert shown.isVisible()
        assert [page.letters.isVisible(), page.scale.isVisible()].count(True) == 1
    assert not page.dimensions.isVisible()  # that is for plots


def test_every_plot_of_the_window_can_be_saved(make_window, qtbot, asked, tmp_path):
    from adstudio import assets

    window = make_window(worker=True)
    with qtbot.waitExposed(window):
        window.show()
    window.fill_late()
    window.open_path(assets.path("examples", "seed_example.py"))
    document = window.models.document
    qtbot.waitUntil(lambda: {"curve", "orders"} <= set(document.analyses), timeout=LONG)
    window.exports.open()
    dialog = window.exports._dialog
    dialog.refresh()
    plots = [dialog.picture.what.itemData(i) for i in range(dialog.picture.what.count())][2:]
    assert len(plots) >= 2
    choose(dialog.picture.format, "svg")
    for number, plot in enumerate(plots):
        choose(dialog.picture.what, plot)
        assert dialog.picture.dimensions.isVisible()
        asked.answer = f"{number}.svg"
        click(qtbot, dialog.save_button)
        assert 'viewBox="0 0 960 560"' in (tmp_path / asked.answer).read_text("utf-8")


def test_without_a_trace_there_is_a_sentence_and_nothing_to_press(make_window, qtbot):
    window = make_window()
    with qtbot.waitExposed(window):
        window.show()
    window.exports.open()
    dialog = window.exports._dialog
    for tab in range(3):
        dialog.tabs.setCurrentIndex(tab)
        assert "first (F5)" in dialog.obstacle.text()
        assert not dialog.save_button.isEnabled()
        assert not dialog.copy_button.isEnabled()
    window.actions_by_name["copy.csv"].trigger()
    assert "first (F5)" in status(window)
    window.actions_by_name["copy.picture"].trigger()
    assert "first (F5)" in status(window)


def test_a_place_that_cannot_be_written_is_one_message(dialog, qtbot, asked, complaints, tmp_path):
    asked.answer = "nowhere/g.svg"
    click(qtbot, dialog.save_button)
    assert len(complaints) == 1
    assert "No such file or directory" in complaints[0]
    assert dialog.isVisible()


def test_a_full_disk_is_one_message_and_the_old_file_stays(dialog, qtbot, asked, complaints, tmp_path, monkeypatch):
    asked.answer = "g.svg"
    (tmp_path / "g.svg").write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    click(qtbot, dialog.save_button)
    assert complaints == [f"{tmp_path / 'g.svg'}: No space left on device"]
    assert [path.name for path in tmp_path.glob("*g.svg*")] == ["g.svg"]
    assert (tmp_path / "g.svg").read_text() == "old"


def test_called_off_in_the_file_dialog_nothing_is_written(dialog, qtbot, asked, tmp_path):
    for tab in range(3):
        dialog.tabs.setCurrentIndex(tab)
        click(qtbot, dialog.save_button)
    assert not list(tmp_path.glob("seed_example*"))


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


# -- the keyboard, and how it looks


def test_every_field_is_reached_with_tab_and_has_a_name(dialog, qtbot):
    for tab in range(3):
        dialog.tabs.setCurrentIndex(tab)
        dialog.tabs.setFocus()
        reached, names = set(), []
        for _ in range(30):
            focus = dialog.focusWidget()
            if id(focus) in reached:
                break
            reached.add(id(focus))
            names.append(focus.accessibleName() or getattr(focus, "text", str)())
            qtbot.keyClick(focus, Qt.Key.Key_Tab)
        assert all(names), names
        assert {"C&opy" if dialog.page.can_copy else "Close", "&Save…", "Format"} <= set(names)


def test_the_focus_is_seen_on_every_field(dialog):
    for widget in (dialog.picture.format, dialog.save_button, dialog.tabs):
        dialog.close_button.setFocus()
        QApplication.processEvents()
        plain = widget.grab().toImage()
        widget.setFocus()
        QApplication.processEvents()
        assert widget.grab().toImage() != plain


def test_choices_are_remembered_when_it_is_opened_again(window, dialog, qtbot):
    choose(dialog.picture.format, "png")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    window.exports.open()
    assert window.exports._dialog is dialog
    assert dialog.picture.format.currentData() == "png"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_at_1024_by_700_nothing_is_cut(make_window, qtbot, theme):
    window = make_window(theme=theme, size=(1024, 700))
    with qtbot.waitExposed(window):
        window.show()
    window.models.document.set_trace("hand", worked_example.trace())
    window.exports.open()
    dialog = window.exports._dialog
    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    for tab in range(3):
        dialog.tabs.setCurrentIndex(tab)
        QApplication.processEvents()
        for at in range(dialog.page.form.rowCount()):
            label = dialog.page.form.itemAt(at, dialog.page.form.ItemRole.LabelRole)
            if label is not None and label.widget().isVisible():
                assert label.widget().width() >= label.widget().sizeHint().width()
        assert np.all([b.geometry().right() < dialog.width() for b in (dialog.save_button, dialog.close_button)])
