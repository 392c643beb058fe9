"""Python's parser for texts that nobody runs: trees of syntax, from any thread."""

from __future__ import annotations

import ast
import threading

# Python 3.11 counts its depth for all threads together: where two of them parse at once, one ends in a SystemError.
# A finalizer may parse while its own thread does.
_alone = threading.RLock()


def module(text: str) -> ast.Module:
    """The tree of a program. Raises as `ast.parse` does."""
    with _alone:
        return ast.parse(text)


def expression(text: str) -> ast.expr:
    """The tree of one expression. Raises as `ast.parse` does."""
    with _alone:
        return ast.parse(text, mode="eval").body
