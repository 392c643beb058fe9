"""Arrays of numbers from files and back: CSV and the like as text, .npy as numpy has it. Nothing is ever unpickled."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt

from adstudio.workspace import number_table
from adstudio.workspace.inputs import Input, sized

LARGEST = 256 << 20  # bytes of a file

Floats = npt.NDArray[np.float64]


def load(path: Path, item: Input) -> Input:
    """`item` with the values of a file. Dimensions of size 1 do not matter: a row is a vector.

    Raises `ValueError` with a sentence: what is no number, where; which shape there is and which is wanted; a file of
    objects or texts; a file that is too large. Raises `OSError` where it can't be read.
    """
    found = read(path)
    if item.shape is None:
        raise ValueError(f"{item.name} is not differentiated, and takes no numbers from a file")
    if found.shape != item.shape:
        if _without_ones(found.shape) == _without_ones(item.shape):
            found = found.reshape(item.shape)
        elif not item.resizable:
            raise ValueError(f"{item.name} is {sized(item.shape)}, and {path.name} holds {sized(found.shape)}")
    shape = (found.size,) if item.resizable and 1 in found.shape and found.ndim == 2 else found.shape
    return item.with_values(tuple(found.reshape(-1).tolist()), shape)


def read(path: Path) -> Floats:
    """The numbers of a .npy file, or of a text file; a text has two dimensions. Errors as of `load`."""
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"{path.name} has {size / 1e6:,.0f} MB, more than the {LARGEST >> 20} MB that are read")
    if path.suffix.lower() in (".npy", ".npz"):
        return _read_npy(path)
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} is no text; load a CSV or a .npy file") from None
    return np.array(number_table.read(text), float)


def save(path: Path, item: Input) -> None:
    """Write an input: .npy exactly as it is, else CSV, for which it has two dimensions at most.

    Raises `ValueError` for more dimensions as CSV, `OSError` where it can't be written.
    """
    shape = item.shape or (1,)
    if path.suffix.lower() == ".npy":
        with path.open("wb") as file:
            np.save(file, np.array(item.values, float).reshape(item.shape or ()), allow_pickle=False)
        return
    if len(shape) > 2:
        raise ValueError(f"{item.name} has {len(shape)} dimensions and a CSV two; save it as .npy")
    width = shape[1] if len(shape) == 2 else 1
    rows = [list(item.values[at : at + width]) for at in range(0, len(item.values), max(width, 1))]
    path.write_text(number_table.write(rows, ","), "utf-8")


def _read_npy(path: Path) -> Floats:
    with path.open("rb") as file:
        whole = file.read(6) in (b"\x93NUMPY", b"PK\x03\x04\x14\x00", b"PK\x03\x04\x2d\x00")
    try:
        found = np.load(path, allow_pickle=False)
    except (ValueError, EOFError, OSError) as error:
        if whole and "allow_pickle" in str(error):
            what = "holds Python objects, which may run code when they are read; save numbers instead"
            raise ValueError(f"{path.name} {what}") from None
        raise ValueError(f"{path.name} is no whole .npy file") from None
    if not isinstance(found, np.ndarray):
        found.close()
        raise ValueError(f"{path.name} is a bundle of arrays; save the one you mean as .npy")
    if found.dtype.kind not in "biuf":
        kinds = {"c": "complex numbers", "U": "texts", "S": "texts", "M": "dates", "V": "records"}
        raise ValueError(f"{path.name} holds {kinds.get(found.dtype.kind, str(found.dtype))}, not real numbers")
    if not math.prod(found.shape):
        raise ValueError(f"{path.name} holds no numbers")
    return found.astype(float)


def _without_ones(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(size for size in shape if size != 1)
