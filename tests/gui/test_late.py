"""What waits for the first picture comes in pieces, and the window is never held up by an import."""

from __future__ import annotations

import importlib
import threading

import pytest

from adstudio.gui.late import Late, Piece, imported
from adstudio.gui.panel_table import PANELS


def test_pieces_are_prepared_beside_the_window_and_taken_in_order_one_a_turn(window, qtbot):
    here, told, turns = threading.get_ident(), [], []
    pieces = [
        Piece(lambda i=i: (i, threading.get_ident()), lambda made: told.append((*made, threading.get_ident())))
        for i in range(4)
    ]
    late = Late(pieces, window)
    late._timer.timeout.connect(lambda: turns.append(len(told)))
    late.start()
    qtbot.waitUntil(lambda: not late.busy)
    assert [i for i, _, _ in told] == [0, 1, 2, 3]
    assert all(prepared != here and taken == here for _, prepared, taken in told)
    assert all(after - before <= 1 for before, after in zip(turns, turns[1:], strict=False))


def test_a_piece_that_fails_says_so_and_the_next_goes_on(window, qtbot):
    told = []

    def fail() -> None:
        raise ValueError("no such module")

    late = Late([Piece(fail, told.append), Piece(lambda: "after", told.append)], window)
    with qtbot.captureExceptions() as raised:
        late.start()
        qtbot.waitUntil(lambda: not late.busy)
    assert [str(error) for _, error, _ in raised] == ["no such module"]
    assert told == ["after"]


def test_stopped_it_takes_in_nothing_more(window, qtbot):
    told = []
    late = Late([Piece(lambda i=i: i, told.append) for i in range(3)], window)
    late.start()
    late.stop()
    qtbot.wait(30)
    assert told == []
    assert not late._thread.is_alive()


@pytest.mark.parametrize("entry", [entry for entry in PANELS if entry.late], ids=lambda entry: entry.name)
def test_a_late_panel_is_made_of_the_module_that_was_imported_for_it(window, entry):
    assert type(window.panel(entry.name)).__module__ == importlib.import_module(entry.modules[0]).__name__


def test_late_panels_that_are_seen_are_made_in_pieces(window, qtbot):
    late = Late(window.late_pieces(), window)
    late.start()
    qtbot.waitUntil(lambda: not late.busy, timeout=20_000)
    assert {"curve", "orders", "comparison"} <= set(window._panels)
    assert "cost" not in window._panels  # behind a tab: nobody sees it
    window.raise_panel("cost")
    assert "cost" in window._panels


def test_imports_that_were_named_are_there_afterwards():
    imported("adstudio.gui.graph.lines_view")()
    with pytest.raises(ModuleNotFoundError):
        imported("adstudio.gui.nowhere")()
