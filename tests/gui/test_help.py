"""The guide and the list of keys: opened, searched and read by keys, and true to the commands."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QTextCursor

from adstudio import assets
from adstudio.gui.guide import Guide
from adstudio.gui.keys_dialog import KeysDialog

GUIDE = assets.path("guide.md").read_text("utf-8")
PANEL_KEYS = {  # what panels and widgets answer to, beside the commands of the menus
    "Return", "Backspace", "Y", "Shift+Y", "Ctrl+Shift+C", "Alt+Up", "Alt+Down", "Up", "Down", "Left", "Right",
    "Page Up", "Page Down", "Home", "/", "Alt", "Shift", "Ctrl", "Ctrl+Shift",
}  # fmt: skip
ARROWS = {"←": "Left", "→": "Right", "↑": "Up", "↓": "Down"}


@pytest.fixture
def guide(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F1)
    found = window.findChild(Guide)
    qtbot.waitUntil(found.isVisible)
    return found


@pytest.fixture
def keys(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ControlModifier)
    found = window.findChild(KeysDialog)
    qtbot.waitUntil(found.isVisible)
    yield found
    found.close()


def test_f1_opens_the_guide_once_and_escape_closes_it(window, guide, qtbot):
    assert "lets you step its derivative" in guide.text.toPlainText()
    window.show_guide()
    assert len(window.findChildren(Guide)) == 1
    with qtbot.waitSignal(guide.destroyed):
        qtbot.keyClick(guide, Qt.Key.Key_Escape)
    window.show_guide()
    assert window.findChild(Guide).isVisible()


def test_the_sections_are_the_headings_and_a_chosen_one_comes_to_the_top(guide, qtbot):
    titles = [guide.sections.item(row).text() for row in range(guide.sections.count())]
    assert titles == re.findall(r"^## (.+)$", GUIDE, re.MULTILINE)
    guide.sections.setFocus()
    for _ in range(3):
        qtbot.keyClick(guide.sections, Qt.Key.Key_Down)
    assert (
        guide.text.cursorForPosition(guide.text.viewport().rect().topLeft() + _a_little()).block().text() == titles[3]
    )


def _a_little():
    from PySide6.QtCore import QPoint

    return QPoint(40, 14)


def test_reading_on_marks_the_section_in_the_list(guide):
    bar = guide.text.verticalScrollBar()
    assert guide.sections.currentRow() == 0
    bar.setValue(bar.maximum())
    assert guide.sections.currentRow() > 5


def test_a_search_marks_all_places_and_goes_round(guide, qtbot):
    qtbot.keyClick(guide, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert guide.field.hasFocus()
    qtbot.keyClicks(guide.field, "bookmark")
    count = guide.text.toPlainText().casefold().count("bookmark")
    assert guide.found.text() == f"1 of {count}"
    assert len(guide.text.extraSelections()) == count
    for _ in range(count):
        qtbot.keyClick(guide.field, Qt.Key.Key_Return)
    assert guide.found.text() == f"1 of {count}"
    qtbot.keyClick(guide.field, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert guide.found.text() == f"{count} of {count}"
    qtbot.keyClicks(guide.field, "zzz")
    assert guide.found.text() == "Not found"
    qtbot.keyClick(guide.field, Qt.Key.Key_Escape)
    assert guide.isVisible()
    assert not guide.field.text()
    assert not guide.text.extraSelections()


def test_the_guide_follows_the_theme(window, guide):
    def color_of_code() -> str:
        cursor = QTextCursor(guide.text.document().find("Ctrl+F1"))
        return cursor.charFormat().background().color().name()

    before = color_of_code()
    window.choose_scheme("light" if window.theme.name == "dark" else "dark")
    assert color_of_code() == window.theme.colors["raised"] != before


def test_every_key_that_the_guide_names_is_a_key(window):
    known = {QKeySequence(key).toString() for c in window.commands for key in (*c.keys, c.within) if key}
    known |= {QKeySequence(key).toString() or key for key in PANEL_KEYS}
    named = re.findall(r"`((?:(?:Ctrl|Shift|Alt)\+)*(?:F\d+|[←→↑↓A-Z]|Home|End|Space|Escape|Return|\.|,))`", GUIDE)
    assert len(named) > 60
    for key in named:
        spelled = re.sub("[←→↑↓]", lambda arrow: ARROWS[arrow[0]], key)
        assert QKeySequence(spelled).toString() in known, key


def test_every_panel_and_menu_entry_that_the_guide_names_is_there(window):
    titles = {dock.windowTitle() for dock in window.docks.by_name.values()}
    for menu, entry in re.findall(r"\*(\w+) ▸ ([^*]+)\*", GUIDE):
        entries = next(m for m in window.menus.values() if m.title().replace("&", "") == menu).actions()
        assert entry in {e.text().partition("\t")[0].replace("&", "") for e in entries}, entry
    for title in ("Jacobian and Hessian", "Cost", "Higher-order derivatives", "Finite-difference error"):
        assert f"*{title}*" in GUIDE
        assert title in titles


def test_the_list_of_keys_says_all_of_them_by_menu(window, keys):
    said = [text for group in keys.groups for text, _, _ in group.rows]
    expected = sum(bool(c.keys) + bool(c.within) for c in window.commands)
    assert len(said) == expected
    assert not any("&" in text for text in said)
    assert any(text == "step ctrl+→ next sweep" for text in said)


def test_a_word_leaves_only_the_keys_that_have_it(keys, qtbot):
    assert keys.field.hasFocus()
    qtbot.keyClicks(keys.field, "book next")
    left = [what.text() for group in keys.groups for _, _, what in group.rows if what.isVisible()]
    assert left == ["Next bookmark"]
    qtbot.keyClicks(keys.field, "zzz")
    assert keys.none.isVisible()


def test_the_list_of_keys_fits_a_small_window_and_cuts_nothing(make_window, qtbot):
    window = make_window(size=(1024, 700))
    window.show()
    window.show_keys()
    dialog = window.findChild(KeysDialog)
    assert dialog.width() <= 1024
    assert dialog.height() <= 700
    for group in dialog.groups:
        for _, keys, what in group.rows:
            assert keys.width() >= keys.sizeHint().width()
            assert what.mapTo(dialog, what.rect().topRight()).x() < dialog.width()
    dialog.close()
