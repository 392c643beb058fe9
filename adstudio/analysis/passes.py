"""Passes of loops, found in the order in which a trace's nodes ran; see `folding`. Whole arrays, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from adstudio.analysis.group_kinds import LOOP, PASS
from adstudio.analysis.loops import DEPENDS, NEW, SAME, Loop, Place, Source, read, turn
from adstudio.analysis.tree import Tree
from adstudio.traces.model import Flag

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Found(Struct, frozen=True):
    """Groups in any order, also such as hold nothing; (G,) columns. The first C are the scopes."""

    kind: Ints
    parent: Ints
    place: Ints
    number: Ints
    group: Ints  # (N,)
    loops: tuple[Loop, ...]


class Events(Struct, frozen=True):
    """What happened in each call, call by call in the order of time: nodes, inner calls, comparisons. (E,) columns."""

    scope: Ints
    place: Ints  # into the list of places, or −1
    row: Ints  # of a node; −1 for what is none
    child: Ints  # of an inner call its scope; −1 for what is none


class Places:
    """The places that events of one trace happen at: its spans first, then what was compared and what is iterated."""

    def __init__(self, trace: Trace) -> None:
        self.loops: list[Loop] = []
        stamp = trace.header.program
        self.sources: list[Source] = [
            read(source.text, source.first_line, i, self.loops) for i, source in enumerate(stamp.sources)
        ]
        self.arrays = any("numpy" in source.text for source in stamp.sources)
        spans = trace.spans
        columns = (spans.source, spans.line, spans.column, spans.end_line, spans.end_column)
        self.all: list[Place | None] = [
            self.sources[source].at((line, column, end_line, end_column)) if 0 <= source < len(self.sources) else None
            for source, line, column, end_line, end_column in zip(*(c.tolist() for c in columns), strict=True)
        ]
        self._of: dict[Place, int] = {}

    @property
    def known(self) -> Mask:
        """(P + 1,) which places are known; the last stands for −1, no place."""
        return np.array([*(place is not None for place in self.all), False], bool)

    def compared(self, line: int, text: str) -> int:
        """The number of the place of a comparison, or −1."""
        for source in self.sources:
            place = source.compared.get((line, text))
            if place is not None:
                return self._number(place)
        return -1

    def given(self, number: int) -> int:
        """Where a generator that is called at a place is heard of: in the loop that goes over what it gives."""
        place = self.all[number] if number >= 0 else None
        if place is None:
            return -1
        inside = (*place.path, place.iterates) if place.iterates >= 0 else place.path
        order = -1 if place.iterates >= 0 else place.order
        return self._number(replace(place, path=inside, order=order, many=True))

    def _number(self, place: Place) -> int:
        if place not in self._of:
            self.all.append(place)
            self._of[place] = len(self.all) - 1
        return self._of[place]


def find(trace: Trace) -> Found:
    """The calls, loops and passes of a trace."""
    places = Places(trace)
    rows = np.flatnonzero((trace.nodes.flags & Flag.CONSTANT) == 0)
    events = _events(trace, places, rows)
    scopes = len(trace.scopes)
    kind, parent, place, number = [np.zeros(scopes, np.int64)], [], [np.arange(scopes)], [np.zeros(scopes, np.int64)]
    instance = events.scope.copy()  # the innermost group that is known of each event
    parent.append(np.full(scopes, -1, np.int64))
    groups = scopes
    placed = np.flatnonzero(places.known.take(events.place))
    deepest = max((len(one.path) for one in places.all if one is not None), default=0)
    for depth in range(deepest):
        loop_at = np.array([one.path[depth] if one and len(one.path) > depth else -1 for one in places.all], np.int64)
        placed = placed[(loop_at >= 0).take(events.place.take(placed))]
        if not len(placed):
            break
        runs, passes = _cut(trace, events, placed, instance, loop_at, depth, places)
        starts, pass_starts = placed[runs], placed[passes]
        run_of_pass = np.cumsum(runs)[passes] - 1
        first_pass = np.flatnonzero(runs[passes])
        loop_group = groups + np.arange(len(starts))
        pass_group = groups + len(starts) + np.arange(len(pass_starts))
        kind += [np.full(len(starts), LOOP), np.full(len(pass_starts), PASS)]
        parent += [instance[starts], loop_group[run_of_pass]]
        loop = loop_at[events.place[starts]]
        place += [loop, loop[run_of_pass]]
        number += [np.zeros(len(starts), np.int64), np.arange(len(pass_starts)) - first_pass[run_of_pass] + 1]
        groups += len(starts) + len(pass_starts)
        pass_of = np.cumsum(passes) - 1
        only_test = _only_tests(events, placed, passes, run_of_pass, places, depth)
        instance[placed] = np.where(only_test, loop_group[run_of_pass], pass_group).take(pass_of)
    _inherit(events, instance, places.known.take(events.place))
    above = np.concatenate(parent)
    calls = events.child >= 0
    above[events.child[calls]] = instance[calls]
    orphans = np.flatnonzero(above[1:scopes] < 0) + 1  # calls in which nothing ran
    above[orphans] = 0
    group = np.zeros(len(trace), np.int64)
    nodes = events.row >= 0
    group[events.row[nodes]] = instance[nodes]
    return Found(np.concatenate(kind), above, np.concatenate(place), np.concatenate(number), group, tuple(places.loops))


# ---------------------------------------------------------------- what happened, call by call


def _events(trace: Trace, places: Places, rows: Ints) -> Events:
    nodes, scopes = trace.nodes, trace.scopes
    parent = scopes.parent.astype(np.int64)
    tree, count = Tree(parent), len(scopes)
    scope = nodes.scope.take(rows).astype(np.int64)
    first, last, size = np.full(count, len(trace), np.int64), np.full(count, -1, np.int64), np.zeros(count, np.int64)
    rank = np.arange(len(rows))
    first[scope[::-1]], last[scope] = rank[::-1], rank
    size += np.bincount(scope, minlength=count)
    for column, ufunc in ((first, np.minimum), (last, np.maximum), (size, np.add)):
        tree.gather(column, ufunc)
    whole = (size == 0) | (last - first + 1 == size)
    whole[0] = True
    home = tree.nearest(whole)  # a generator's nodes are events of whoever called it

    place = nodes.span.take(rows).astype(np.int64)
    foreign = np.flatnonzero(~whole)
    if len(foreign):
        heard = np.full(count, -1, np.int64)
        for one in foreign.tolist():  # parents first
            above = int(parent[one])
            heard[one] = heard[above] if not whole[above] else places.given(int(scopes.span[one]))
        away = ~whole[scope]
        place[away] = heard[scope[away]]
    at_home = home.take(scope)
    _stay_at_home(trace, places, at_home, place)
    called = np.flatnonzero((size > 0) & whole & (np.arange(count) > 0))
    at = rows[first[called]] if len(called) else called
    branch_scope, branch_place, branch_row = _branches(trace, places, rows, home)
    if not len(called) and not len(branch_row) and not (np.diff(at_home) < 0).any():
        return Events(at_home, place, rows, np.full(len(rows), -1))  # nothing comes between the nodes
    none = np.full(len(branch_row), -1, np.int64)
    columns = (
        np.concatenate((at_home, home[parent[called]], branch_scope)),
        np.concatenate((place, scopes.span[called].astype(np.int64), branch_place)),
        np.concatenate((rows, np.full(len(called), -1), none)),
        np.concatenate((np.full(len(rows), -1), called, none)),
    )
    time = np.concatenate((2 * rows, 2 * at, 2 * branch_row - 1))
    order = np.lexsort((time, columns[0]))
    return Events(*(column[order].astype(np.int64, copy=False) for column in columns))


def _stay_at_home(trace: Trace, places: Places, scope: Ints, place: Ints) -> None:
    """Forget, in place, where nodes stand that ran in a call of one function but are written in another."""
    numbers: dict[str, int] = {name: i for i, name in enumerate(trace.header.names)}
    written = np.array([numbers.get(one.function, -2) if one else -2 for one in places.all] or [-2], np.int64)
    ran = trace.scopes.function
    if (written == ran[0]).all() and (ran == ran[0]).all():  # a program of one function
        return
    place[(place >= 0) & (written.take(place) != ran.take(scope))] = -1


def _branches(trace: Trace, places: Places, rows: Ints, home: Ints) -> tuple[Ints, Ints, Ints]:
    """Scope, place and next row of each comparison whose place and call are known."""
    series = next((series for series in trace.series if series.name == "branches"), None)
    empty = np.empty(0, np.int64)
    if series is None or not len(series) or not len(rows):
        return empty, empty, empty
    lines, texts = np.nan_to_num(series["line"]).astype(np.int64).tolist(), series["condition"]
    after = np.clip(np.nan_to_num(series["row"]), 0, len(trace)).astype(np.int64)
    at = np.searchsorted(rows, after)
    scope = trace.nodes.scope
    following = scope[rows[np.minimum(at, len(rows) - 1)]].tolist()
    before = scope[rows[np.maximum(at - 1, 0)]].tolist()
    known: dict[tuple[int, str, int, int], tuple[int, int]] = {}
    found = np.empty((len(lines), 2), np.int64)
    for i, case in enumerate(zip(lines, texts, before, following, strict=True)):
        if case not in known:
            number = places.compared(case[0], case[1])
            known[case] = (_call_of(trace, places, number, case[2:]), number)
        found[i] = known[case]
    good = (found[:, 0] >= 0) & (found[:, 1] >= 0)
    return home[found[good, 0]], found[good, 1], after[good]


def _call_of(trace: Trace, places: Places, number: int, near: tuple[int, int]) -> int:
    """The call in which a comparison was made: of its function, and around a node that ran just before or after."""
    place = places.all[number] if number >= 0 else None
    if place is None:
        return -1
    scopes = trace.scopes
    for scope in near:
        for _ in range(64):
            if scope < 0:
                break
            if trace.header.names[int(scopes.function[scope])] == place.function:
                return scope
            scope = int(scopes.parent[scope])
    return -1


# ---------------------------------------------------------------- cutting


def _reaches(trace: Trace) -> Ints:
    """(N,) the last of the rows that each node uses, −1 for none."""
    nodes = trace.nodes
    found = np.full(len(trace), -1, np.int64)
    some = np.flatnonzero(np.diff(nodes.start))
    if len(some):
        found[some] = np.maximum.reduceat(nodes.parent, nodes.start[some])
    return found


def _cut(
    trace: Trace, events: Events, placed: Ints, instance: Ints, loop_at: Ints, depth: int, places: Places
) -> tuple[Mask, Mask]:
    """Which of the events `placed` begin a run of a loop, and which a pass of it."""
    place, group = events.place.take(placed), instance.take(placed)
    loop = loop_at.take(place)
    runs = np.ones(len(placed), bool)
    runs[1:] = (loop[1:] != loop[:-1]) | (group[1:] != group[:-1]) | _apart(events, placed, places)
    pairs = place[:-1] * len(places.all) + place[1:]
    pairs[runs[1:]] = -1
    different, which = _distinct(pairs, len(places.all) ** 2)
    answers = np.zeros(len(different), np.int8)
    for i, pair in enumerate(different.tolist()):
        before, after = (places.all[one] for one in divmod(pair, len(places.all))) if pair >= 0 else (None, None)
        if before is not None and after is not None:
            answers[i] = turn(before, after, depth, places.loops, arrays=places.arrays)
    turns = np.zeros(len(placed), np.int8)
    turns[1:] = answers.take(which)
    turns[runs] = NEW
    _settle(trace, events.row, placed, turns)
    return runs, turns == NEW


def _distinct(numbers: Ints, limit: int) -> tuple[Ints, Ints]:
    """The different ones among integers from −1 to below `limit`, ascending, and where each of them stands there."""
    if limit > len(numbers):
        different, which = np.unique(numbers, return_inverse=True)
        return different, which.reshape(-1)
    there = np.zeros(limit + 1, bool)  # a program has few places, a run of it millions of events: no need to sort
    there[numbers + 1] = True
    return np.flatnonzero(there) - 1, (np.cumsum(there) - 1).take(numbers + 1)


def _apart(events: Events, placed: Ints, places: Places) -> Mask:
    """Where something outside of every loop at this depth ran between two events of one call."""
    known = places.known.take(events.place)  # what has no place does not count
    if np.count_nonzero(known) == len(placed):  # nothing did
        return np.zeros(max(len(placed) - 1, 0), bool)
    between: Ints = np.cumsum(known)
    apart: Mask = np.diff(between.take(placed)) > 1
    return apart


def _settle(trace: Trace, rows: Ints, placed: Ints, turns: NDArray[np.int8]) -> None:
    """Decide, in place, what depends: a new pass begins where a node uses what this pass computed at the same place."""
    open_turns = np.flatnonzero(turns == DEPENDS)
    if not len(open_turns):
        return
    reaches, start, last = _reaches(trace), 0, -2
    for i in open_turns.tolist():
        if i - 1 != last:
            start = int(rows[placed[i - 1]])
        last, row = i, int(rows[placed[i]])
        again = row < 0 or start < 0 or int(reaches[row]) >= start
        turns[i] = NEW if again else SAME
        if again:
            start = row


def _only_tests(
    events: Events, placed: Ints, passes: Mask, run_of_pass: Ints, places: Places, depth: int
) -> Mask:  # fmt: skip
    """Which passes are no pass, but the last test of a `while`, which failed."""
    tests = np.array([bool(one and one.test and len(one.path) == depth + 1) for one in places.all], bool)
    starts = np.flatnonzero(passes)
    if not tests.any():
        return np.zeros(len(starts), bool)
    only: Mask = np.logical_and.reduceat(tests.take(events.place.take(placed)), starts)
    last = np.ones(len(starts), bool)
    last[:-1] = run_of_pass[1:] != run_of_pass[:-1]
    return only & last


def _inherit(events: Events, instance: Ints, placed: Mask) -> None:
    """What has no place is where the event before it in its call is."""
    if not placed.all():
        first = np.ones(len(instance), bool)
        first[1:] = events.scope[1:] != events.scope[:-1]
        source = np.maximum.accumulate(np.where(placed | first, np.arange(len(instance)), 0))
        instance[:] = instance[source]
