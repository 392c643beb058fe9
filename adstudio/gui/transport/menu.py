"""The menu of a place on the timeline: go there, its bookmark, the breakpoint that stops there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from adstudio.workspace.breakpoint_text import described
from adstudio.workspace.stepper import Stepper


def timeline_menu(parent: QWidget, stepper: Stepper, step: int, write_note: Callable[[int], object]) -> QMenu:
    """What can be done with a step. write_note: called with the index of a bookmark whose note is to be written."""
    menu, bookmarks = QMenu(parent), stepper.bookmarks

    def add(title: str, run: Callable[[], object]) -> None:
        menu.addAction(title.replace("&", "&&")).triggered.connect(lambda _checked=False: run())

    add(f"Go to step {step + 1:,}", lambda: stepper.cursor.jump(step))
    index = bookmarks.at(step)
    if index is None:
        add("Bookmark it", lambda: bookmarks.toggle(step))
    else:
        add("Write the note of its bookmark", lambda: write_note(index))
        add("Take its bookmark away", lambda: bookmarks.remove(index))
    search = stepper.search()
    hit = None if search is None else search.next(step - 1, step + 1)
    if hit is not None:
        stops, item = stepper.breakpoints, hit.breakpoint
        menu.addSeparator()
        place = described(item, stepper.document.trace)
        add(f"Switch off: {place}", lambda: stops.set_enabled(stops.items.index(item), False))
        add(f"Remove: {place}", lambda: stops.remove(stops.items.index(item)))
    return menu
