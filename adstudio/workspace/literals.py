"""Values of inputs that are not differentiated, as a person types them: a whole number, a text, True, None."""

from __future__ import annotations

import ast

from adstudio.program import parsing
from adstudio.workspace.expression import number
from adstudio.workspace.inputs import Literal

LONGEST = 10_000  # characters


def typed(text: str, like: Literal) -> Literal:
    """What `text` says, as a value of the kind of `like`; of None anything that is a literal.

    Raises `ValueError` with a sentence.
    """
    if len(text) > LONGEST:
        raise ValueError(f"that is longer than {LONGEST:,} characters")
    if isinstance(like, str):
        return text
    plain = text.strip()
    if isinstance(like, bool):
        if plain.lower() not in ("true", "false", "1", "0"):
            raise ValueError(f"{text} is neither True nor False")
        return plain.lower() in ("true", "1")
    if isinstance(like, int):
        return _whole(plain)
    if isinstance(like, float):
        return number(plain)
    return _literal(plain)


def shown(value: Literal) -> str:
    """The text of a value, as `typed` reads it."""
    return value if isinstance(value, str) else str(value)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        value = number(text)
    if not value.is_integer():
        raise ValueError(f"{text} is no whole number; the program has one here")
    return int(value)


def _literal(text: str) -> Literal:
    try:
        value = ast.literal_eval(parsing.expression(text.lstrip(" \t")))
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        raise ValueError(f"{text} is no number, text in quotes, True, False or None") from None
    if not isinstance(value, bool | int | float | str | None):
        raise ValueError(f"{text} is no number, text in quotes, True, False or None")
    return value
