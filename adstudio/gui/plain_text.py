r"""Texts that are not our own: a program, a file or a plugin may have put anything in them, and Qt looks for HTML.

What ends a line where there is but one, and what would not be seen at all, is spelled as Python spells it: \n, \x1b.
"""

from __future__ import annotations

import re
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
BREAKS = "\t\n\r\u2028\u2029"
MARKUP = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def plain_label(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A label that shows its text as it is."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    return label


def escaped(text: str) -> str:
    """A text between two tags. html.escape would bring html's table of 2,231 names: 1 ms of the start."""
    return text.translate(MARKUP)


def seen(text: str) -> str:
    """A text of several lines, with nothing in it that is not seen."""
    return text if text.isprintable() else _any_of(UNSEEN).sub(_spelled, text)


def in_a_line(text: str) -> str:
    """A text in one line, with nothing in it that is not seen."""
    return text if text.isprintable() else _any_of(UNSEEN + BREAKS).sub(_spelled, text)


def as_it_is(text: str) -> str:
    """A text for tooltips and message boxes, which take for HTML what looks like it: what they show is the text."""
    text = seen(text)
    if "<" not in text and "&" not in text:
        return text
    return f'<span style="white-space:pre-wrap">{escaped(text)}</span>'


@cache
def _any_of(characters: str) -> re.Pattern[str]:
    """Compiled when a text asks for it: most do not, and it takes a third of a millisecond."""
    return re.compile(f"[{characters}]")


def _spelled(found: re.Match[str]) -> str:
    return repr(found[0])[1:-1]
