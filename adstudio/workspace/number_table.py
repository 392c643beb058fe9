"""Rows and columns of numbers as text: what a spreadsheet copies, and what a CSV file holds."""

from __future__ import annotations

import csv
import io

from adstudio.workspace.expression import number, spelled

Rows = list[list[float]]


def read(text: str) -> Rows:
    """The numbers of a text with tabs, semicolons, commas or blanks between them; a line is a row.

    Empty lines and what follows a # are passed over, and so is a first line of headings. With semicolons a comma
    is a decimal point.
    Raises `ValueError` that names the row and column, counted from 1, of what is no number, or a row of another length.
    """
    lines = [(at, line.partition("#")[0].strip(" \r")) for at, line in enumerate(text.lstrip("\ufeff").splitlines(), 1)]
    lines = [(at, line) for at, line in lines if line.strip()]
    if not lines:
        raise ValueError("there are no numbers in it")
    mark = next((mark for mark in "\t;," if any(mark in line for _, line in lines)), "")
    cells = [(at, _cells(line, mark)) for at, line in lines]
    if len(cells) > 1 and not any(_is_number(cell, mark) for cell in cells[0][1]):
        del cells[0]
    rows: Rows = []
    for at, row in cells:
        rows.append([_number(cell, mark, at, column) for column, cell in enumerate(row, 1)])
        if len(rows[-1]) != len(rows[0]):
            raise ValueError(f"row {at} has {_counted(len(rows[-1]))}, and those before have {len(rows[0])}")
    return rows


def write(rows: Rows, mark: str = "\t") -> str:
    """The text of rows of numbers, exact to the last bit."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=mark, lineterminator="\n")
    writer.writerows([[_plain(value) for value in row] for row in rows])
    return file.getvalue()


def _cells(line: str, mark: str) -> list[str]:
    if not mark:
        return line.split()
    cells = [cell.strip() for cell in next(csv.reader([line], delimiter=mark))]
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells  # a mark at the end of every line


def _number(cell: str, mark: str, row: int, column: int) -> float:
    try:
        return _read_one(cell, mark)
    except ValueError:
        shown = cell if len(cell) <= 30 else f"{cell[:29]}…"
        what = f"{shown!r} is no number" if cell else "the cell is empty"
        raise ValueError(f"row {row}, column {column}: {what}") from None


def _read_one(cell: str, mark: str) -> float:
    try:
        return float(cell.replace(",", ".") if mark == ";" else cell)  # fast; the rest is for 2/3, pi, −∞
    except ValueError:
        return number(cell)


def _is_number(cell: str, mark: str) -> bool:
    try:
        _read_one(cell, mark)
    except ValueError:
        return False
    return True


def _plain(value: float) -> str:
    """As any program reads it: nan, inf, 0.1."""
    return repr(value) if value != value or value in (float("inf"), float("-inf")) else spelled(value, 17)


def _counted(entries: int) -> str:
    return "one entry" if entries == 1 else f"{entries} entries"
