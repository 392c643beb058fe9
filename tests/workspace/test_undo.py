import pytest

from adstudio.workspace.document import Document, EngineInfo
from adstudio.workspace.document_parts import register_document
from adstudio.workspace.inputs import Input, from_inspection
from adstudio.workspace.points import Points
from adstudio.workspace.signals import Signal
from adstudio.workspace.undo import Undo


class Marks:
    """A model such as breakpoints are."""

    def __init__(self):
        self.changed = Signal[[]]()
        self.state = frozenset()

    def restore(self, state):
        if state != self.state:
            self.state = state
            self.changed.emit()


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def document(*names):
    made = Document()
    made.set_program("def f(x1=2.0, x2=5.0): ...", function="f")
    made.set_inputs(tuple(Input(name, (2.0,), (), -5.0, 10.0, default=(2.0,)) for name in names or ("x1", "x2")))
    return made


@pytest.fixture
def desk():
    made, clock = document(), Clock()
    undo = Undo(clock=clock)
    register_document(undo, made)
    return made, undo, clock


def values(made):
    return [item.values[0] for item in made.inputs]


def test_an_edit_is_undone_and_redone_and_named(desk):
    made, undo, _ = desk
    made.set_value("x1", 3.0)
    assert (undo.undo_title, undo.redo_title) == ("x1 = 3", "")
    undo.undo()
    assert (values(made), undo.undo_title, undo.redo_title) == ([2.0, 2.0], "", "x1 = 3")
    undo.redo()
    assert values(made) == [3.0, 2.0]


def test_any_edits_are_undone_in_order_and_redone_in_order(desk):
    made, undo, _ = desk
    history = [made.inputs]
    for at in range(20):
        made.set_value("x1" if at % 3 else "x2", float(at + 7))
        history.append(made.inputs)
    for state in reversed(history[:-1]):
        undo.undo()
        assert made.inputs == state
    for state in history[1:]:
        undo.redo()
        assert made.inputs == state


def test_undo_with_nothing_to_undo_changes_nothing(desk):
    made, undo, _ = desk
    undo.undo()
    undo.redo()
    assert values(made) == [2.0, 2.0]


def test_a_new_edit_forgets_what_was_undone(desk):
    made, undo, _ = desk
    made.set_value("x1", 3.0)
    undo.undo()
    made.set_value("x1", 4.0)
    undo.redo()
    assert values(made) == [4.0, 2.0]
    assert undo.redo_title == ""


def test_one_drag_is_one_edit_and_two_drags_are_two(desk):
    made, undo, _ = desk
    for end in (4.0, 6.0):
        undo.begin_stroke("drag x1")
        for at in range(1, 11):
            made.set_value("x1", end - 1 + at / 10)
        undo.end_stroke()
    assert len(undo) == 2
    undo.undo()
    assert values(made)[0] == 4.0
    undo.undo()
    assert values(made)[0] == 2.0


def test_steps_by_keys_are_one_edit_until_there_is_a_pause(desk):
    made, undo, clock = desk
    for at in range(5):
        undo.stroke("step x1")
        made.set_value("x1", 3.0 + at)
        clock.now += 0.1
    clock.now += 5.0
    undo.stroke("step x1")
    made.set_value("x1", 8.0)
    assert len(undo) == 2
    clock.now += 5.0
    made.set_value("x1", 9.0)  # typed, long after: it is no part of the steps
    assert len(undo) == 3


def test_a_step_of_another_input_is_another_edit(desk):
    made, undo, _ = desk
    for name in ("x1", "x2"):
        undo.stroke(f"step {name}")
        made.set_value(name, 3.0)
    assert len(undo) == 2


def test_another_program_forgets_all_and_saving_does_not(desk, tmp_path):
    made, undo, _ = desk
    made.set_value("x1", 3.0)
    made.mark_saved(tmp_path / "f.py")
    assert len(undo) == 1
    made.set_program("def g(y=1.0): ...")
    assert (len(undo), undo.undo_title) == (0, "")
    undo.undo()
    assert made.inputs == ()


def test_inputs_that_another_text_brings_are_no_edit(desk):
    made, undo, _ = desk
    made.set_value("x1", 3.0)
    made.edit_text("def f(x1=2.0, x2=5.0, x3=1.0): ...")
    made.set_inputs((*made.inputs, Input("x3", (1.0,), (), default=(1.0,))))
    assert len(undo) == 1
    undo.undo()
    assert [item.name for item in made.inputs] == ["x1", "x2", "x3"]
    assert values(made) == [2.0, 2.0, 1.0]


def test_an_edit_of_an_input_that_is_gone_is_passed_over(desk):
    made, undo, _ = desk
    made.set_value("x2", 7.0)
    made.set_value("x1", 3.0)
    made.edit_text("def f(x2=5.0): ...")
    made.set_inputs(tuple(item for item in made.inputs if item.name == "x2"))
    undo.undo()
    assert values(made) == [2.0]


def test_the_function_is_undone_with_its_inputs(desk):
    made, undo, _ = desk
    made.set_functions(("f", "g"), "f")
    made.set_value("x1", 3.0)
    made.set_function("g")
    made.set_inputs((Input("y", (1.0,), (), default=(1.0,)),))  # as its inspection gives them
    assert undo.undo_title == "function g"
    undo.undo()
    assert (made.function, values(made)) == ("f", [3.0, 2.0])
    undo.redo()
    assert (made.function, values(made)) == ("g", [1.0])


def test_engines_are_undone_also_the_shown_one_that_followed(desk):
    made, undo, _ = desk
    made.set_engines((EngineInfo("a", "Ay"), EngineInfo("b", "Bee")), ("a", "b"))
    made.show("a")
    assert len(undo) == 0  # nobody chose these
    made.show("b")
    made.choose("b", False)
    assert undo.undo_title == "leave out Bee"
    undo.undo()
    assert (made.chosen, made.shown) == (("a", "b"), "b")
    undo.undo()
    assert made.shown == "a"


def test_titles_say_what_an_edit_did(desk):
    made, undo, _ = desk
    count = from_inspection({"name": "n", "kind": "fixed", "shape": None, "value": 3, "given": True, "literal": True})
    vector = Input("v", (1.0, 2.0, 3.0), (3,), default=(1.0, 2.0, 3.0))
    made.set_inputs((*made.inputs, count, vector))
    titles = []
    for item in (
        vector.with_value(1, 9.0),
        vector.with_values((7.0, 8.0, 9.0)),
        Input("x1", (2.0,), (), 0.0, 1.0, default=(2.0,)),
        Input("n", (), None, fixed=4, default_fixed=3, literal=True),
    ):
        made.set_input(item)
        titles.append(undo.undo_title)
    assert titles == ["v[1] = 9", "3 entries of v", "range of x1", "n = 4"]


def test_a_model_of_another_kind_takes_part_in_one_line(desk):
    made, undo, _ = desk
    marks = Marks()
    undo.register("breakpoints", marks)
    marks.restore(frozenset({4}))
    made.set_value("x1", 3.0)
    assert undo.undo_title == "x1 = 3"
    undo.undo()
    assert undo.undo_title == "breakpoints"
    undo.undo()
    assert marks.state == frozenset()
    undo.redo()
    assert marks.state == frozenset({4})


def test_memory_is_bounded_by_number_and_by_weight():
    made = document("x1")
    undo = Undo(most=10)
    register_document(undo, made)
    for at in range(50):
        made.set_value("x1", float(at + 3))
    assert len(undo) == 10
    big = Document()
    big.set_inputs((Input("v", (1.0,) * 1000, (1000,)),))
    heavy = Undo(weight=20_000)
    register_document(heavy, big)
    for at in range(50):
        big.set_value("v", float(at), at)
    assert 1 <= len(heavy) <= 10
    heavy.undo()
    assert big.inputs[0].values[49] == 1.0


# -- kept points


def test_points_have_names_an_order_and_can_be_gone_back_to():
    made = document()
    points = Points(made)
    first = points.keep()
    made.set_value("x1", 3.0)
    second = points.keep("peak")
    assert [point.name for point in points.kept] == ["point 1", "peak"]
    assert points.keep() is second  # kept already
    points.go_to(first.number)
    assert values(made) == [2.0, 2.0]
    points.rename(first.number, "start")
    points.rename(first.number, "  ")
    points.move(first.number, 5)
    assert [point.name for point in points.kept] == ["peak", "start"]
    points.delete(second.number)
    assert [point.name for point in points.kept] == ["start"]
    with pytest.raises(KeyError):
        points.go_to(second.number)


def test_keeping_renaming_moving_and_deleting_points_is_undone():
    made = document()
    points, undo = Points(made), Undo()
    undo.register("points", points, describe=points.describe)
    titles = []
    first = points.keep()
    titles.append(undo.undo_title)
    points.rename(first.number, "a")
    titles.append(undo.undo_title)
    made.set_value("x1", 4.0)
    points.keep("b")
    points.move(first.number, 1)
    titles.append(undo.undo_title)
    points.delete(first.number)
    titles.append(undo.undo_title)
    assert titles == ["keep point 1", "rename to a", "order of points", "delete a"]
    undo.undo()
    undo.undo()
    assert [point.name for point in points.kept] == ["a", "b"]


def test_a_new_name_is_never_one_that_is_taken():
    made = document()
    points = Points(made)
    first = points.keep()
    made.set_value("x1", 3.0)
    points.keep()
    points.delete(first.number)
    made.set_value("x1", 4.0)
    points.keep()
    assert len({point.name for point in points.kept}) == 2


def test_a_point_with_an_input_that_is_gone_moves_the_others():
    made = document()
    points = Points(made)
    made.set_value("x1", 9.0)
    kept = points.keep()
    made.set_inputs((Input("x1", (1.0,), ()), Input("z", (5.0,), ())))
    points.go_to(kept.number)
    assert values(made) == [9.0, 5.0]


def test_nothing_is_kept_where_there_are_no_inputs():
    assert Points(Document()).keep() is None
