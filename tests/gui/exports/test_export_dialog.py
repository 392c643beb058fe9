"""The export dialog and the commands that copy, as a person uses them: with keys and clicks on the real window."""

from __future__ import annotations

import errno

import numpy as np
import pytest
import worked_example
from gui.exports.hands import LONG, choose, click, status
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

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


def test_a_film_from_one_step_to_another_of_a_trace_without_steps_says_so(dialog, window, qtbot):
    page, document, view = dialog.film, window.models.document, window.graph.view
    dialog.tabs.setCurrentIndex(1)
    choose(page.steps, "some")
    assert len(page.range()) == len(document.trace.timeline)
    empty = replace(document.trace, sweeps=())
    document.set_trace(document.shown, empty)
    qtbot.waitUntil(lambda: view.scene is not None and view.scene.trace is empty)
    page.refresh()
    assert len(page.range()) == 0
    assert page.preview.image.isNull()
