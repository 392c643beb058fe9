"""Moving through a trace in the real window: keys, buttons, wheel, playing either way, places."""

import pytest
import worked_example
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtWidgets import QApplication

import adstudio
from adstudio import assets
from adstudio.gui.transport.bar import NARROW
from adstudio.traces.moves import Unit

NONE, SHIFT, CTRL, ALT_SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier,
)
Key = Qt.Key


def press(qtbot, window, key, modifier=NONE):
    """A key with the focus in the graph; the step it leads to."""
    window.graph.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)
    return window.models.cursor.step


def turn(widget, notches, where=None):
    """Turn the wheel over a widget, down where `notches` is negative."""
    at = QPointF(widget.rect().center() if where is None else where)
    event = QWheelEvent(
        at, widget.mapToGlobal(at), QPoint(), QPoint(0, round(120 * notches)), Qt.MouseButton.NoButton, NONE,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def choose(qtbot, window, unit):
    """Choose what a step is, by the keys of the box."""
    box = window.transport.units
    box.setFocus()
    qtbot.keyClick(box, Key.Key_Home)
    for _ in range(list(Unit).index(unit)):
        qtbot.keyClick(box, Key.Key_Down)
    assert window.models.stepper.unit is unit


@pytest.fixture
def network(window):
    """The example that calls a function nine times; step 0."""
    trace = adstudio.trace(assets.path("examples", "small_mlp.py"), {}, engine="tape")
    window.models.document.set_program(trace.header.program.sources[0].text)
    window.models.document.set_trace("hand", trace)
    window.models.cursor.step = 0
    return window


def test_the_keys_step_by_line_and_back(window, qtbot):
    # inputs on line 4, then lines 5, 6, 7, and 8 with two operations
    assert [press(qtbot, window, Key.Key_Down, CTRL) for _ in range(5)] == [1, 2, 3, 4, 6]
    assert [press(qtbot, window, Key.Key_Up, CTRL) for _ in range(3)] == [4, 3, 2]


def test_f10_steps_over_calls_f11_into_one_and_shift_f11_out_of_it(network, qtbot):
    assert press(qtbot, network, Key.Key_F10) == 8  # the parameters
    assert press(qtbot, network, Key.Key_F11) == 9  # the first step of a neuron, on line 9
    assert network.editor.subtitle.endswith("line 9")
    assert press(qtbot, network, Key.Key_F10) == 10  # one pass of its loop
    assert press(qtbot, network, Key.Key_F11, SHIFT) == 14  # out, and with it into the next neuron
    assert press(qtbot, network, Key.Key_F11, CTRL) == 9
    assert press(qtbot, network, Key.Key_F11, CTRL | SHIFT) == 8
    assert press(qtbot, network, Key.Key_F10) == 26  # over three calls, to the loss
    assert press(qtbot, network, Key.Key_F10, SHIFT) == 8


@pytest.mark.parametrize(
    ("unit", "steps"), [(Unit.STEP, [1, 2]), (Unit.LINE, [8, 10]), (Unit.CALL, [8, 13]), (Unit.SWEEP, [62, 143])]
)
def test_the_chosen_unit_is_what_buttons_keys_and_wheel_step_by(network, qtbot, unit, steps):
    cursor, transport = network.models.cursor, network.transport
    choose(qtbot, network, unit)
    qtbot.mouseClick(transport.on_button, Qt.MouseButton.LeftButton)
    assert cursor.step == steps[0]
    assert press(qtbot, network, Key.Key_Right) == steps[1]
    turn(transport.bar, 1)
    assert cursor.step == steps[0]
    turn(transport.bar, -1)
    assert cursor.step == steps[1]
    assert press(qtbot, network, Key.Key_Left) == steps[0]
    assert unit.value in transport.on_button.toolTip()


def test_the_step_menu_chooses_the_unit_too(window):
    entry = next(action for action in window.bar.units.actions() if action.data() == "line")
    entry.trigger()
    assert window.transport.units.currentText() == "line"


def test_a_fine_wheel_steps_once_a_notch_and_the_graph_still_zooms(window):
    cursor, bar = window.models.cursor, window.transport.bar
    for _ in range(3):
        turn(bar, -0.5)
    assert cursor.step == 1
    turn(bar, -0.5)
    assert cursor.step == 2
    scale = window.graph.view.scale
    turn(window.graph.view, 1)
    assert window.graph.view.scale != scale
    assert cursor.step == 2


def test_shift_space_plays_backwards_to_the_start(window, qtbot):
    transport, cursor = window.transport, window.models.cursor
    transport.set_speed(1000.0)
    cursor.step = 20
    press(qtbot, window, Key.Key_Space, SHIFT)
    assert transport.playing
    assert not transport.forwards
    qtbot.waitUntil(lambda: not transport.playing)
    assert cursor.at_start


def test_the_reverse_button_turns_the_play_round_and_pauses_it(window, qtbot):
    transport, cursor = window.transport, window.models.cursor
    transport.set_speed(0.5)
    cursor.step = 10
    qtbot.mouseClick(transport.play_button, Qt.MouseButton.LeftButton)
    assert (transport.playing, transport.forwards) == (True, True)
    assert transport.play_button.accessibleName() == "Pause"
    qtbot.mouseClick(transport.reverse_button, Qt.MouseButton.LeftButton)
    assert (transport.playing, transport.forwards) == (True, False)
    assert (transport.play_button.accessibleName(), transport.reverse_button.accessibleName()) == ("Play", "Pause")
    qtbot.mouseClick(transport.reverse_button, Qt.MouseButton.LeftButton)
    assert not transport.playing


def test_playing_backwards_from_the_start_begins_at_the_end(window, qtbot):
    window.transport.set_speed(0.5)
    press(qtbot, window, Key.Key_Space, SHIFT)
    assert window.transport.playing
    assert window.models.cursor.at_end
    press(qtbot, window, Key.Key_Space, SHIFT)
    assert not window.transport.playing


def test_playing_goes_by_the_chosen_unit(network, qtbot):
    seen = []
    network.models.cursor.step_changed.connect(seen.append)
    network.models.stepper.unit = Unit.SWEEP
    network.transport.set_speed(30.0)
    press(qtbot, network, Key.Key_Space)
    qtbot.waitUntil(lambda: not network.transport.playing)
    assert seen == [62, 143]


def test_every_move_works_while_it_plays(network, qtbot):
    transport, cursor = network.transport, network.models.cursor
    transport.set_speed(0.5)
    press(qtbot, network, Key.Key_Space)
    for key, modifier, step in (
        (Key.Key_Down, CTRL, 8),
        (Key.Key_F11, NONE, 9),
        (Key.Key_Right, CTRL, 62),
        (Key.Key_Left, ALT_SHIFT, 62),
        (Key.Key_End, NONE, 143),
        (Key.Key_Left, ALT_SHIFT, 62),
        (Key.Key_Right, SHIFT, 63),
    ):
        assert press(qtbot, network, key, modifier) == step
    turn(transport.bar, -1)
    assert cursor.step == 64
    assert transport.playing
    press(qtbot, network, Key.Key_Space)
    assert not transport.playing


def test_run_to_the_carets_line_the_selected_node_and_the_row_of_the_table(window, qtbot):
    cursor, editor = window.models.cursor, window.editor
    editor.setFocus()
    editor.setTextCursor(QTextCursor(editor.document().findBlockByNumber(5)))
    seen = []
    for _ in range(2):
        qtbot.keyClick(editor, Key.Key_F10, CTRL)
        seen.append(cursor.step)
    assert seen == [3, 10]
    qtbot.keyClick(editor, Key.Key_F10, CTRL | SHIFT)
    assert cursor.step == 3
    window.models.selection.row = 4
    assert press(qtbot, window, Key.Key_F10, CTRL) == 4
    table = window.panel("trace").table
    table.setFocus()
    table.setCurrentIndex(table.model().index(1, 0))
    qtbot.keyClick(table, Key.Key_F10, CTRL)
    assert cursor.step == 1


def test_what_cannot_be_run_to_is_said_in_the_status_line(window, qtbot):
    press(qtbot, window, Key.Key_F10, CTRL)
    assert window.statusBar().currentMessage().startswith("Select a node")


def test_alt_left_and_alt_right_go_through_the_places(window, qtbot):
    cursor, bar = window.models.cursor, window.transport.bar
    press(qtbot, window, Key.Key_End)
    for _ in range(3):
        press(qtbot, window, Key.Key_Left)
    table = window.panel("trace").table
    qtbot.mouseClick(
        table.viewport(), Qt.MouseButton.LeftButton, pos=table.visualRect(table.model().index(1, 0)).center()
    )
    at = cursor.step
    y = bar.height() // 2 + 4
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(8)), y))
    for k in (10, 12, 16):
        qtbot.mouseMove(bar, QPoint(round(bar.x_of(k)), y))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=QPoint(round(bar.x_of(16)), y))
    assert cursor.step == 15
    assert [press(qtbot, window, Key.Key_Left, ALT_SHIFT) for _ in range(4)] == [at, 26, 0, 0]
    assert [press(qtbot, window, Key.Key_Right, ALT_SHIFT) for _ in range(4)] == [26, at, 15, 15]


def test_page_keys_on_the_timeline_leap_and_can_be_taken_back(window, qtbot):
    bar, cursor = window.transport.bar, window.models.cursor
    bar.setFocus()
    cursor.step = 10
    qtbot.keyClick(bar, Key.Key_PageDown)
    assert cursor.step == 11
    qtbot.keyClick(bar, Key.Key_Left, ALT_SHIFT)
    assert cursor.step == 10


@pytest.mark.parametrize("size", [(860, 560), (1024, 700), (1504, 812)])
def test_nothing_of_the_transport_is_cut_at_any_size(make_window, qtbot, size):
    window = make_window(size=size)
    window.models.document.show("hand")
    window.models.document.set_trace("hand", worked_example.trace())
    with qtbot.waitExposed(window):
        window.show()
    transport = window.transport
    parts = (*transport.buttons, transport.speeds, transport.units, transport.bar, transport.place)
    for part in parts:
        assert part.isVisible()
        assert transport.rect().contains(part.geometry()), part
    texts = [(transport.place, transport.place.text(), 0)]
    texts += [(box, box.itemText(i), 30) for box in (transport.speeds, transport.units) for i in range(box.count())]
    for part, text, air in texts:
        assert part.fontMetrics().horizontalAdvance(text) + air <= part.width(), text
    for i, part in enumerate(parts):
        assert not any(part.geometry().intersects(other.geometry()) for other in parts[i + 1 :])
    assert (transport.bar.y() > transport.play_button.geometry().bottom()) == (transport.width() < NARROW)


def test_every_control_of_the_transport_is_reached_by_tab_and_has_a_name(window, qtbot):
    transport = window.transport
    wanted = {*transport.buttons, transport.speeds, transport.units, transport.bar}
    assert all(part.accessibleName() and (part is transport.bar or part.toolTip()) for part in wanted)
    transport.start_button.setFocus()
    reached = set()
    for _ in range(12):
        reached.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert wanted <= reached
