"""What can be wrong with a program or its inputs before anything runs. Messages say what, where and what to do."""

from __future__ import annotations


class BadInput(ValueError):
    """An input that the program can't be given: a wrong name, shape or kind, or none at all."""


class BadProgram(ValueError):
    """A program that can't be loaded, or whose result can't be differentiated.

    line: of the program, from 1; 0 where unknown. column: in characters, from 0; −1 where unknown.
    brief: the message to somebody who sees the file and the line.
    """

    def __init__(self, message: str, *, brief: str = "", file: str = "", line: int = 0, column: int = -1) -> None:
        super().__init__(message)
        self.brief = brief or message
        self.file, self.line, self.column = file, line, column
