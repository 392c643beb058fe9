"""Undo and redo reach every edit of a person, and say what it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from adstudio.program.seeds import Seeds
from adstudio.traces.edits import EditKind
from adstudio.workspace.breakpoints import Breakpoint, Kind
from adstudio.workspace.edits import edit_of

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def breakpoints(models):
    return models.stepper.breakpoints


def bookmark_with_note(models):
    models.stepper.bookmarks.toggle(3)
    models.stepper.bookmarks.set_note(0, "first")


def two_points(models):
    models.points.keep("one")
    models.document.set_value("x1", 3.0)
    models.points.keep("two")


def nothing(models):
    """Nothing has to be there before."""


def edit(models, kind: EditKind = EditKind.SET, value: float = 12.0):
    return edit_of(models.document.trace, 4, kind, value)


EDITS = {  # what was there, what a person does, which model, what the menu says
    "breakpoint on a line": (
        nothing,
        lambda m: breakpoints(m).toggle_line(5),
        breakpoints,
        "set breakpoint on line 5",
    ),
    "breakpoint off": (
        lambda m: breakpoints(m).toggle_line(5),
        lambda m: breakpoints(m).set_enabled(0, False),
        breakpoints,
        "change breakpoint on line 5",
    ),
    "condition": (
        lambda m: breakpoints(m).toggle_line(5),
        lambda m: breakpoints(m).set_condition(0, "value > 1"),
        breakpoints,
        "change breakpoint on line 5",
    ),
    "all breakpoints away": (
        lambda m: [breakpoints(m).toggle_line(5), breakpoints(m).add(Breakpoint(Kind.STEP, condition="value > 1"))],
        lambda m: breakpoints(m).clear(),
        breakpoints,
        "breakpoints",
    ),
    "bookmark": (nothing, lambda m: m.stepper.bookmarks.toggle(3), lambda m: m.stepper.bookmarks, "set bookmark"),
    "note": (
        bookmark_with_note,
        lambda m: m.stepper.bookmarks.set_note(0, "another"),
        lambda m: m.stepper.bookmarks,
        "note of bookmark",
    ),
    "fold": (nothing, lambda m: m.folds.fold_all("loops"), lambda m: m.folds, "fold all loops"),
    "point": (nothing, lambda m: m.points.keep(), lambda m: m.points, "keep point 1"),
    "name of a point": (two_points, lambda m: m.points.rename(1, "start"), lambda m: m.points, "rename to start"),
    "order of points": (two_points, lambda m: m.points.move(1, 1), lambda m: m.points, "order of points"),
    "a point away": (two_points, lambda m: m.points.delete(2), lambda m: m.points, "delete two"),
    "direction": (
        nothing,
        lambda m: m.document.seeds.choose("forward", Seeds(kind="ones")),
        lambda m: m.document.seeds,
        "direction of forward sweeps",
    ),
    "seed": (
        nothing,
        lambda m: m.document.seeds.choose("reverse", Seeds(kind="ones")),
        lambda m: m.document.seeds,
        "seed of reverse sweeps",
    ),
    "value of a node": (nothing, lambda m: m.document.edits.put(edit(m)), lambda m: m.document.edits, "v₅ := 12"),
    "adjoint of a node": (
        nothing,
        lambda m: m.document.edits.put(edit(m, EditKind.ADJOINT, 3.0)),
        lambda m: m.document.edits,
        "v\u0304₅ := 3",
    ),
    "an edit away": (
        lambda m: m.document.edits.put(edit(m)),
        lambda m: m.document.edits.clear(),
        lambda m: m.document.edits,
        "remove v₅ := 12",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_undone_and_redone_with_the_keys(window, qtbot, name):
    before, act, model, title = EDITS[name]
    models, view = window.models, window.graph.view
    before(models)
    models.undo.end_stroke()
    old = model(models).state
    act(models)
    new = model(models).state
    assert new != old
    assert window.actions_by_name["edit.undo"].text() == f"&Undo {title}"
    qtbot.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert model(models).state == old
    assert window.actions_by_name["edit.redo"].text() == f"&Redo {title}"
    qtbot.keyClick(view, Qt.Key.Key_Z, CTRL | SHIFT)
    assert model(models).state == new


def test_a_condition_is_undone_from_the_field_in_which_it_was_written(window, qtbot):
    stops = window.models.stepper.breakpoints
    qtbot.keyClick(window.graph.view, Qt.Key.Key_F9, CTRL)
    field = window.panel("breakpoints").new_field
    qtbot.keyClicks(field, "value > 1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert len(stops.items) == 1
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert stops.items == ()


def test_a_changed_condition_is_undone_from_its_field(window, qtbot):
    stops = window.models.stepper.breakpoints
    stops.toggle_line(5)
    field = window.raise_panel("breakpoints").rows[0].field
    field.setFocus()
    qtbot.keyClicks(field, "value > 1")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert stops.items[0].condition == "value > 1"
    qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert stops.items[0].condition == ""
    assert field.text() == ""


def test_a_typed_direction_is_undone_from_its_field(window, qtbot):
    seeds = window.models.document.seeds
    window.fill_late()
    row = window.raise_panel("what_if").forward
    row._kind_chosen(4)
    qtbot.waitUntil(row.field.hasFocus)
    row.field.selectAll()
    qtbot.keyClicks(row.field, "0.6, 0.8")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert seeds.state.forward.weights == (0.6, 0.8)
    qtbot.keyClick(row.field, Qt.Key.Key_Z, CTRL)
    assert seeds.state.forward.weights == (1.0, 0.0)
