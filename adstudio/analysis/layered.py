"""Layers for graphs of any size: longest path, barycentre order, columns wrapped into rows. Vectorised numpy.

Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures" (1981), with every
layer relaxed at once instead of one after the other: a few array passes hold a million nodes.
Nothing here recurses, so a chain of a million operations is a line of text broken into rows.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SWEEPS = 6  # relaxations; more change the picture of 100,000 nodes hardly at all
ASPECT = 1.7  # width over height that the whole drawing aims at
LOWEST_COLUMN = 12  # layers shorter than this are never cut into several columns


class Links(Struct, frozen=True):
    """The edges that are drawn: from `tail` (the parent) to `head`, both (E,), in order of `head`."""

    count: int  # number of nodes
    tail: Ints
    head: Ints


class Placement(Struct, frozen=True):
    """Where each node stands on a grid; all (N,)."""

    column: Ints  # from 0, within its band
    band: Ints  # from 0: the row of text that the column is in
    slot: Floats  # place within the column, 0 in the middle, in units of one card
    heights: Floats  # (bands,) the tallest column of each band, in cards


def longest_path(links: Links) -> Ints:
    """(N,) the length of the longest path that ends in each node; one pass, since parents come first."""
    layer = [0] * links.count
    for tail, head in zip(links.tail.tolist(), links.head.tolist(), strict=True):
        after = layer[tail] + 1
        if after > layer[head]:
            layer[head] = after
    return np.array(layer, np.int64)


def latest(layer: Ints, links: Links) -> Ints:
    """(N,) as near to the first use as can be, so that weights stand where they are used; unused nodes stay.

    Edges come in order of their head, so going back through them every head is settled before its tails.
    """
    used = np.bincount(links.tail, minlength=links.count) > 0
    late = np.where(used, links.count, layer).tolist()
    for tail, head in zip(links.tail[::-1].tolist(), links.head[::-1].tolist(), strict=True):
        before = late[head] - 1
        if before < late[tail]:
            late[tail] = before
    return np.array(late, np.int64)


def barycentre(layer: Ints, links: Links) -> Ints:
    """(N,) place of each node in its layer, from 0, so that edges cross little."""
    sizes = np.bincount(layer)
    begin = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    place = _ranked(layer, np.arange(links.count, dtype=np.float64), begin)
    middle = (sizes[layer] - 1) / 2
    for sweep in range(SWEEPS):
        position = place - middle
        here, there = (links.head, links.tail) if sweep % 2 == 0 else (links.tail, links.head)
        pulls = np.bincount(here, minlength=links.count)
        total = np.bincount(here, weights=position[there], minlength=links.count)
        wanted = np.where(pulls > 0, total / np.maximum(pulls, 1), position)
        # the old place breaks ties, so that equal pulls keep their order and the result is the same every time
        place = _ranked(layer, wanted + 1e-9 * place, begin)
    return place


def place(links: Links, *, pitch: tuple[float, float], columns: int | None = None) -> Placement:
    """Stand every node on a grid of columns and bands; `pitch` is the width and height of one place in pixels.

    columns: how many stand in a band; None for the number that gives the whole a good shape.
    """
    layer = latest(longest_path(links), links)
    rank = barycentre(layer, links)
    sizes = np.bincount(layer)

    across, down = pitch
    square = int(np.sqrt(links.count * across / down / ASPECT))
    usual = 4 * int(np.sort(sizes)[len(sizes) // 2]) if len(sizes) else 1
    tallest = max(LOWEST_COLUMN, min(square, usual))  # one tall column would make every row of its band as tall
    parts = -(-sizes // tallest)  # a layer that is too tall is cut into this many columns
    first_column = np.concatenate(([0], np.cumsum(parts)[:-1]))
    per_part = -(-sizes // parts)
    column = first_column[layer] + rank // per_part[layer]
    within = rank % per_part[layer]
    column_size = np.bincount(column)

    width = columns or _columns_per_band(column_size, across=across, down=down)
    band = column // width
    bands = int(band.max()) + 1 if links.count else 0
    heights = np.zeros(bands)
    np.maximum.at(heights, np.arange(len(column_size)) // width, column_size)
    return Placement(column % width, band, within - (column_size[column] - 1) / 2, heights)


def _columns_per_band(column_size: Ints, *, across: float, down: float) -> int:
    """How many columns stand in a row so that the whole comes nearest to the wanted aspect."""
    columns = len(column_size)
    best, least = max(columns, 1), np.inf
    for width in np.unique(np.geomspace(1, max(columns, 1), 60).astype(np.int64)).tolist()[::-1]:
        heights = np.maximum.reduceat(column_size, np.arange(0, columns, width)) if columns else np.zeros(1)
        off = abs(np.log(width * across / ((heights.sum() + len(heights)) * down) / ASPECT))
        if off < least:
            best, least = width, off
    return int(best)


def _ranked(layer: Ints, key: Floats, begin: Ints) -> Ints:
    """(N,) the rank of each node among those of its layer, by `key`."""
    order = np.lexsort((key, layer))
    rank = np.empty(len(layer), np.int64)
    rank[order] = np.arange(len(layer)) - begin[layer[order]]
    return rank
