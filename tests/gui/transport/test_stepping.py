import math

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication


def keys(qtbot, window, *presses):
    window.graph.setFocus()
    for key, modifier in presses:
        qtbot.keyClick(QApplication.focusWidget(), key, modifier)


NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


def test_the_keys_step_by_step_node_and_sweep(window, qtbot):
    cursor = window.models.cursor
    assert cursor.step == 0
    seen = []
    for key, modifier in (
        (Qt.Key.Key_End, NONE),
        (Qt.Key.Key_Home, NONE),
        (Qt.Key.Key_Right, NONE),
        (Qt.Key.Key_Right, NONE),
        (Qt.Key.Key_Left, NONE),
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Right, CTRL),
        (Qt.Key.Key_Left, CTRL),
        (Qt.Key.Key_End, NONE),
        (Qt.Key.Key_Left, SHIFT),
        (Qt.Key.Key_Right, SHIFT),
    ):
        keys(qtbot, window, (key, modifier))
        seen.append(cursor.step)
    assert seen[:9] == [29, 0, 1, 2, 1, 6, 13, 6, 29]
    assert seen[9] < 29
    assert seen[10] == 29


def test_arrows_in_the_editor_move_its_text_cursor_only(window, qtbot):
    window.editor.setFocus()
    step = window.models.cursor.step
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Space):
        qtbot.keyClick(window.editor, key)
    assert window.models.cursor.step == step
    assert not window.transport.playing
    assert window.editor.toPlainText().startswith(" from math")


def test_escape_leaves_the_editor_and_the_arrows_step_again(window, qtbot):
    window.editor.setFocus()
    qtbot.keyClick(window.editor, Qt.Key.Key_Escape)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert window.models.cursor.step == 1


def test_the_buttons_step_and_say_where(window, qtbot):
    transport = window.transport
    qtbot.mouseClick(transport.start_button, Qt.MouseButton.LeftButton)
    assert transport.place.text() == "1 / 30"
    qtbot.mouseClick(transport.on_button, Qt.MouseButton.LeftButton)
    assert transport.place.text() == "2 / 30"
    qtbot.mouseClick(transport.back_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(transport.back_button, Qt.MouseButton.LeftButton)
    assert transport.place.text() == "1 / 30"
    qtbot.mouseClick(transport.end_button, Qt.MouseButton.LeftButton)
    assert transport.place.text() == "30 / 30"


def test_space_on_a_focused_button_presses_it_and_does_not_play(window, qtbot):
    window.transport.start_button.setFocus()
    qtbot.keyClick(window.transport.start_button, Qt.Key.Key_Space)
    assert window.models.cursor.step == 0
    assert not window.transport.playing


def test_play_runs_to_the_end_and_stops_and_steps_work_meanwhile(window, qtbot):
    transport, cursor = window.transport, window.models.cursor
    transport.set_speed(1000.0)
    cursor.start()
    keys(qtbot, window, (Qt.Key.Key_Space, NONE))
    assert transport.playing
    keys(qtbot, window, (Qt.Key.Key_Right, NONE))
    assert cursor.step >= 1
    qtbot.waitUntil(lambda: not transport.playing)
    assert cursor.at_end


def test_space_pauses_and_play_at_the_end_starts_over(window, qtbot):
    transport, cursor = window.transport, window.models.cursor
    transport.set_speed(0.5)
    cursor.end()
    keys(qtbot, window, (Qt.Key.Key_Space, NONE))
    assert transport.playing
    assert cursor.step == 0
    keys(qtbot, window, (Qt.Key.Key_Space, NONE))
    assert not transport.playing


def test_the_timeline_is_scrubbed_by_dragging(window, qtbot):
    bar, cursor = window.transport.bar, window.models.cursor
    y = bar.height() // 2 + 4
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(3, y))
    assert cursor.step == 0
    for k in (5, 17, 30):
        qtbot.mouseMove(bar, QPoint(round(bar.x_of(k)), y))
        assert cursor.step == k - 1
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() - 3, y))


def test_a_click_on_the_label_of_a_band_goes_to_its_end(window, qtbot):
    bar, cursor = window.transport.bar, window.models.cursor
    edges = bar.edges()
    for band, stop in enumerate((7, 14, 21, 30)):
        middle = round((edges[band] + edges[band + 1]) / 2)
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(middle, 8))
        assert cursor.step == stop - 1


def test_the_step_panel_tells_the_step(window):
    # v̄2 receives −cos 5 first, then 2 from v4: 1.716338 (Griewank & Walther, §1)
    cursor = window.models.cursor
    row = window.models.document.trace.timeline.step_of(1, 3)
    cursor.step = row
    assert "→ 1.716338" in window.step.toPlainText()
    assert "so its adjoint adds up two contributions; 2 of 2 received" in window.step.toPlainText()
    assert window.docks["step"].header.title.text() == f"Step {row + 1}"
    assert window.step.subtitle.startswith("backward")


def test_the_editor_marks_the_expression_of_the_step(window):
    window.models.cursor.step = 3  # v4 = x1 · x2
    line, column, end_line, end_column = window.editor._marked
    assert (line, end_line) == (6, 6)
    text = window.editor.toPlainText().splitlines()[5]
    assert text[column:end_column] == "x1 * x2"
    assert window.editor.subtitle == "def f · line 6"


def test_the_inputs_show_what_has_arrived_at_the_cursor(window):
    cursor = window.models.cursor
    names = [name for name, _ in window.inputs.results]
    assert names == ["∂f/∂x1", "∂f/∂x2"]
    cursor.end()
    assert [value for _, value in window.inputs.results] == ["5.5", "1.7163378145"]
    cursor.step = 21
    assert all("to go" in value for _, value in window.inputs.results)


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast"])
def test_every_text_has_enough_contrast(theme):
    # WCAG 2.2, 1.4.3: 4.5 : 1
    from PySide6.QtGui import QColor

    from adstudio.gui.stylesheet import contrast, readable_on
    from adstudio.gui.theme import palette_of

    colors = {token: QColor(value) for token, value in palette_of(theme).items()}
    for text in ("text", "text_secondary", "text_pending", "primal", "tangent", "adjoint", "higher_order", "trouble"):
        for ground in ("window", "panel", "raised", "selection"):
            if ground == "selection" and text in ("text_pending", "trouble"):
                continue  # neither stands on a selection
            assert contrast(colors[text], colors[ground]) >= 4.5, (text, ground)
    assert contrast(readable_on(colors["primal"]), colors["primal"]) >= 4.5


def test_the_playhead_and_the_bands_are_drawn(window, qtbot):
    bar, theme = window.transport.bar, window.theme
    window.models.cursor.step = 10
    picture = bar.grab().toImage()
    ratio = picture.devicePixelRatio()

    def at(x: float, y: float):
        return picture.pixelColor(round(x * ratio), round(y * ratio))

    head = at(bar.x_of(11), 24)
    assert head.name() == theme.color("text").name()
    done, pending = at(bar.x_of(3), 24), at(bar.x_of(25), 24)
    assert close(done, theme.mixed("primal", "panel", 0.88))
    assert close(pending, theme.mixed("adjoint", "panel", 0.28))


def close(one, other) -> bool:
    return math.dist((one.red(), one.green(), one.blue()), (other.red(), other.green(), other.blue())) < 6
