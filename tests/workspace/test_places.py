import worked_example

from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document


def test_back_and_forward_retrace_the_jumps_and_not_the_steps_between():
    cursor = Cursor(length=30)
    cursor.jump(20)
    cursor.step_on()
    cursor.jump(5)
    cursor.places.back()
    assert cursor.step == 21
    cursor.places.back()
    assert cursor.step == 0
    cursor.places.back()
    assert cursor.step == 0
    cursor.places.forward()
    assert cursor.step == 21
    cursor.places.forward()
    assert cursor.step == 5
    assert (cursor.places.behind, cursor.places.ahead) == ((0, 21), ())


def test_a_new_jump_forgets_what_was_ahead():
    cursor = Cursor(length=30)
    cursor.jump(20)
    cursor.places.back()
    cursor.jump(7)
    cursor.places.forward()
    assert cursor.step == 7


def test_a_jump_to_the_own_step_is_no_place():
    cursor = Cursor(3, length=30)
    cursor.jump(3)
    assert cursor.places.behind == ()
    cursor.start()
    cursor.end()
    assert cursor.places.behind == (3, 0)


def test_what_was_dragged_is_kept_as_one_jump():
    cursor, told = Cursor(3, length=30), []
    cursor.places.changed.connect(lambda: told.append(cursor.places.behind))
    for step in (4, 9, 17):
        cursor.step = step
    cursor.places.leave(3)
    assert told == [(3,)]
    cursor.places.back()
    assert cursor.step == 3


def test_another_program_begins_without_a_history():
    document, cursor = Document(), Cursor()
    cursor.follow(document)
    document.show("hand")
    document.set_trace("hand", worked_example.trace())
    cursor.jump(12)
    document.set_trace("hand", worked_example.trace())
    assert cursor.places.behind == (0,)
    document.set_program("def f(x=1.0):\n    return x\n")
    assert cursor.places.behind == ()
