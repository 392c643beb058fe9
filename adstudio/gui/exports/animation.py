"""Animated GIF and WebP, written frame by frame: only what changed is stored, and only one frame is held.

The containers are written here, the compression is Pillow's: its own writers hold every frame until the last.
GIF89a specification, W3C 1990; WebP container specification, Google 2024.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Frame = NDArray[np.uint32]  # (height, width), 0xffRRGGBB
Box = tuple[int, int, int, int]  # left, top, right, bottom
OPAQUE = np.uint32(0xFF000000)
COLORS = 255  # of a GIF's palette of 256: the last one means "as before"
EXACT = 64  # the most frequent colours are kept as they are: grounds, borders, the insides of letters


class Animation(Protocol):
    """A file being written."""

    def add(self, frame: Frame, milliseconds: int) -> None:
        """Show a frame for so long."""

    def close(self) -> None:
        """Write what is left and the end."""


def changed(before: Frame | None, now: Frame) -> Box | None:
    """The smallest box around all pixels that differ; None where none does."""
    if before is None:
        return (0, 0, now.shape[1], now.shape[0])
    differs = before != now
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return None
    return (int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)


class _Waiting:
    """Holds one frame back, so that frames that look alike become one that is shown longer."""

    def __init__(self) -> None:
        self._before: Frame | None = None  # on the screen before the one that waits
        self._frame: Frame | None = None
        self._milliseconds = 0

    def add(self, frame: Frame, milliseconds: int) -> None:
        """Show a frame for so long."""
        if self._frame is not None and np.array_equal(self._frame, frame):
            self._milliseconds += milliseconds
            return
        self._flush()
        self._before, self._frame, self._milliseconds = self._frame, frame, milliseconds

    def _flush(self) -> None:
        if self._frame is not None:
            box = changed(self._before, self._frame)
            assert box is not None  # equal frames were joined
            self._write(self._before, self._frame, box, self._milliseconds)

    def _write(self, before: Frame | None, frame: Frame, box: Box, milliseconds: int) -> None:
        raise TypeError(f"{type(self).__name__} defines no _write()")


class Gif(_Waiting):
    """A looping GIF89a with one palette, chosen from `samples`: pixels of frames like those to come."""

    def __init__(self, file: BinaryIO, width: int, height: int, samples: Sequence[Frame]) -> None:
        super().__init__()
        self._file = file
        self._palette = palette(samples)
        self._index = np.full(1 << 24, 256, np.uint16)  # of every colour met so far; 256: not met
        table = np.zeros((256, 3), np.uint8)
        table[: len(self._palette)] = self._palette
        file.write(b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF7, 0, 0) + table.tobytes())
        file.write(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")  # for ever

    def _write(self, before: Frame | None, frame: Frame, box: Box, milliseconds: int) -> None:
        left, top, right, bottom = box
        inside = (slice(top, bottom), slice(left, right))
        pixels = self._indexes(frame[inside])
        if before is not None:
            pixels[before[inside] == frame[inside]] = COLORS
        delay = min(max(round(milliseconds / 10), 2), 65_535)
        # disposal 1: what is drawn stays; transparent index 255
        self._file.write(b"\x21\xf9\x04" + struct.pack("<BHBB", 1 << 2 | 1, delay, COLORS, 0))
        self._file.write(b"\x2c" + struct.pack("<HHHHB", left, top, right - left, bottom - top, 0))
        self._file.write(_lzw(pixels))

    def _indexes(self, pixels: Frame) -> NDArray[np.uint8]:
        """The palette's nearest colour of every pixel; a colour is looked up once."""
        colors = pixels & np.uint32(0xFFFFFF)
        found = self._index[colors]
        unknown = np.unique(colors[found == 256])
        for start in range(0, len(unknown), 4096):
            new = unknown[start : start + 4096]
            apart = _channels(new)[:, None, :].astype(np.int32) - self._palette[None, :, :].astype(np.int32)
            self._index[new] = (apart**2).sum(axis=2).argmin(axis=1)
        if len(unknown):
            found = self._index[colors]
        indexes: NDArray[np.uint8] = found.astype(np.uint8)
        return indexes

    def close(self) -> None:
        """Write what is left and the end."""
        self._flush()
        self._file.write(b"\x3b")


def palette(samples: Sequence[Frame]) -> NDArray[np.uint8]:
    """(≤ 255, 3) colours that serve the samples: the most frequent ones as they are, a median cut of the others."""
    colors, counts = np.unique(np.concatenate([frame.reshape(-1) for frame in samples]), return_counts=True)
    if len(colors) <= COLORS:
        return _channels(colors)
    order = np.argsort(counts)[::-1]
    exact, rest = order[:EXACT], order[EXACT:]
    # the square root keeps a rare colour of thin lines from being lost against the fringes of letters
    weights = np.maximum(np.sqrt(counts[rest]), 1).astype(np.int64)
    line = np.repeat(_channels(colors[rest]), np.minimum(weights, 64), axis=0)
    cut = Image.fromarray(line[None]).quantize(COLORS - EXACT, Image.Quantize.MEDIANCUT).getpalette() or []
    return np.concatenate([_channels(colors[exact]), np.array(cut, np.uint8).reshape(-1, 3)[: COLORS - EXACT]])


def _channels(colors: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """(C,) colours as (C, 3) red, green, blue."""
    channels: NDArray[np.uint32] = np.stack([colors >> 16 & 255, colors >> 8 & 255, colors & 255], axis=-1)
    return channels.astype(np.uint8)


def _lzw(pixels: NDArray[np.uint8]) -> bytes:
    """The image data of a GIF: minimum code size, sub-blocks, terminator; taken out of a GIF that Pillow writes."""
    image = Image.fromarray(pixels)
    image.putpalette(bytes(768))
    out = io.BytesIO()
    image.save(out, "GIF", optimize=False, interlace=0)
    data = out.getvalue()
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while data[at] == 0x21:  # extensions
        at += 2
        while data[at]:
            at += data[at] + 1
        at += 1
    local = data[at + 9]
    at += 10 + (3 << (local & 7) + 1 if local & 0x80 else 0)
    return data[at : data.rindex(b"\x3b")]


class WebP(_Waiting):
    """A looping lossless WebP."""

    def __init__(self, file: BinaryIO, width: int, height: int) -> None:
        super().__init__()
        self._file, self._size = file, (width, height)
        self._start = file.tell()
        file.write(b"RIFF\0\0\0\0WEBP")
        self._chunk(b"VP8X", struct.pack("<I", 0x12) + _three(width - 1) + _three(height - 1))  # animated, has alpha
        self._chunk(b"ANIM", struct.pack("<IH", 0, 0))  # loops for ever

    def _write(self, before: Frame | None, frame: Frame, box: Box, milliseconds: int) -> None:
        left, top = box[0] & ~1, box[1] & ~1  # a frame's corner is stored halved
        inside = (slice(top, box[3]), slice(left, box[2]))
        pixels = frame[inside] | OPAQUE
        if before is not None:
            pixels[before[inside] == frame[inside]] = 0  # transparent, so that the pixel before shows
        height, width = pixels.shape
        out = io.BytesIO()
        channels = np.ascontiguousarray(pixels).astype("<u4").view(np.uint8).reshape(height, width, 4)
        Image.fromarray(np.ascontiguousarray(channels[..., [2, 1, 0, 3]]), "RGBA").save(
            out, "WEBP", lossless=True, quality=60, method=3
        )
        head = _three(left // 2) + _three(top // 2) + _three(width - 1) + _three(height - 1)
        # flags 0: blend over what was there, and leave it there
        self._chunk(b"ANMF", head + _three(min(milliseconds, 0xFFFFFF)) + b"\0" + _bitstream(out.getvalue()))

    def _chunk(self, name: bytes, data: bytes) -> None:
        self._file.write(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) & 1))

    def close(self) -> None:
        """Write what is left, and the length of all."""
        self._flush()
        end = self._file.tell()
        self._file.seek(self._start + 4)
        self._file.write(struct.pack("<I", end - self._start - 8))
        self._file.seek(end)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")


def _bitstream(file: bytes) -> bytes:
    """The chunks of a still WebP that hold its picture: ALPH and VP8, or VP8L."""
    kept, at = b"", 12
    while at < len(file):
        name, length = file[at : at + 4], int.from_bytes(file[at + 4 : at + 8], "little")
        whole = 8 + length + (length & 1)
        if name in (b"ALPH", b"VP8 ", b"VP8L"):
            kept += file[at : at + whole]
        at += whole
    return kept
