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

    def with_bookmark(run: Callable[[int], object]) -> None:
        there = bookmarks.at(step)  # now: it may have gone while the menu was open
        if there is not None:
            run(there)

    if bookmarks.at(step) is None:
        add("Bookmark it", lambda: bookmarks.toggle(step))
    else:
        add("Write the note of its bookmark", lambda: with_bookmark(write_note))
        add("Take its bookmark away", lambda: with_bookmark(bookmarks.remove))
    search = stepper.search()
    hit = None if search is None else search.next(step - 1, step + 1)
    if hit is not None:
        stops, item = stepper.breakpoints, hit.breakpoint
        menu.addSeparator()
        place = described(item, stepper.document.trace)

        def with_stop(run: Callable[[int], object]) -> None:
            if item in stops.items:
                run(stops.items.index(item))

        add(f"Switch off: {place}", lambda: with_stop(lambda there: stops.set_enabled(there, False)))
        add(f"Remove: {place}", lambda: with_stop(stops.remove))
    return menu
