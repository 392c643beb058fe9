"""Where in the source each operation ran: places handed out during a run, resolved into spans afterwards.

A place is an *activation* (a call of one code object) and the offset of the instruction that runs in it:
`activation << 24 | f_lasti`. Places below −1 are the parameters of the traced function.
"""

from __future__ import annotations

import inspect
import sys
from types import CodeType, FrameType

import numpy as np
from numpy.typing import NDArray

from adstudio.program.spelling import Span, Spelling
from adstudio.traces.header import ProgramStamp
from adstudio.traces.locator import NOWHERE, Places
from adstudio.traces.model import Scopes, Spans

SHIFT = 24
OFFSET = (1 << SHIFT) - 1
FOREIGN = -1  # code that is not the program's
COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
_RESUMED = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_FRAMES = 256  # frames held before those that have ended are let go
_SUSPENDED = 4096  # generators that are held between their steps


class Positions:
    """The locator of one run of a program (see `traces.recorder.Locator`)."""

    def __init__(
        self,
        stamp: ProgramStamp,
        parameters: tuple[str, ...] = (),
        code: CodeType | None = None,
        spelling: Spelling | None = None,
    ) -> None:
        self.frames: dict[FrameType, int] = {}
        self._stamp = stamp
        self._source = {source.file: i for i, source in enumerate(stamp.sources)}
        if code is not None:  # a function without source has scopes all the same
            self._source.setdefault(code.co_filename, -1)
        self._spelling = spelling or Spelling(stamp, parameters, code)  # one serves all runs of a program
        self._base: FrameType | None = None
        self._limit = _FRAMES
        self._numbers: dict[int, int] = {}  # id of a code object: its number, or FOREIGN
        self._met: list[CodeType] = []  # keeps the ids
        self._codes: list[CodeType] = []  # by number
        self._activation_code: list[int] = []
        self._activation_scope: list[int] = []
        self._scope_parent: list[int] = [-1]
        self._scope_name: list[str] = [stamp.function]
        self._scope_place: list[int] = [NOWHERE]

    # ── during the run ─────────────────────────────────────────────────────────────────────────────

    def enter(self, frame: FrameType) -> FrameType | None:
        """The program is called from `frame`; what is above it is not the program's. Returns what to give `leave`."""
        before, self._base = self._base, frame
        return before

    def leave(self, before: FrameType | None) -> None:
        """The call ended."""
        self._base = before
        if before is None:
            self.frames.clear()  # frames hold everything that the program had in its hands

    def here(self, frame: FrameType | None = None) -> int:
        """The place of what runs now, in the nearest frame of the program at or above `frame`."""
        base = self._base
        if base is None:
            return NOWHERE
        if frame is None:
            frame = sys._getframe(1)
        frames, numbers = self.frames, self._numbers
        while frame is not None and frame is not base:
            place = frames.get(frame)
            if place is not None:
                return place + frame.f_lasti
            code = frame.f_code
            number = numbers.get(id(code))
            if number is None:
                number = self._meet(code)
            if number >= 0:
                return self._activate(frame, number) + frame.f_lasti
            frame = frame.f_back
        return NOWHERE

    def _meet(self, code: CodeType) -> int:
        number = FOREIGN
        if code.co_filename in self._source:
            number = len(self._codes)
            self._codes.append(code)
        self._met.append(code)
        self._numbers[id(code)] = number
        return number

    def _activate(self, frame: FrameType, number: int) -> int:
        """A frame met for the first time, and those above it that made no operation yet."""
        frames, numbers, base = self.frames, self._numbers, self._base
        if len(frames) >= self._limit:
            self._let_go(frame)
        waiting = [(frame, number)]
        above = frame.f_back
        while above is not None and above is not base and above not in frames:
            code = above.f_code
            known = numbers.get(id(code))
            if known is None:
                known = self._meet(code)
            if known >= 0:
                waiting.append((above, known))
            above = above.f_back
        scope, place = -1, NOWHERE
        if above is not None and above is not base:
            activation = frames[above]
            scope, place = self._activation_scope[activation >> SHIFT], activation + above.f_lasti
        while waiting:
            entered, number = waiting.pop()
            name = self._codes[number].co_name
            if scope < 0:
                scope = 0
            elif name not in COMPREHENSIONS:  # from Python 3.12 on they have no frame of their own
                self._scope_parent.append(scope)
                self._scope_name.append(name)
                self._scope_place.append(place)
                scope = len(self._scope_parent) - 1
            base_place = len(self._activation_code) << SHIFT
            self._activation_code.append(number)
            self._activation_scope.append(scope)
            frames[entered] = base_place
            place = base_place + entered.f_lasti
        return base_place

    def _let_go(self, frame: FrameType | None) -> None:
        """Drop the frames that ended; those on the stack and suspended generators stay."""
        stack = set()
        while frame is not None and frame is not self._base:
            stack.add(frame)
            frame = frame.f_back
        held = {f: place for f, place in self.frames.items() if f in stack}
        suspended = [f for f in self.frames if f.f_code.co_flags & _RESUMED and f not in stack]
        held |= {f: self.frames[f] for f in suspended[-_SUSPENDED:]}
        self.frames.clear()  # in place: the operators have it in hand
        self.frames.update(held)
        self._limit = 2 * len(held) + _FRAMES

    # ── afterwards ─────────────────────────────────────────────────────────────────────────────────

    def line(self, place: int) -> tuple[int, int]:
        """(source, line) of a place; (−1, 0) where unknown."""
        span = self.span(place)
        return span[:2] if span else (-1, 0)

    def span(self, place: int) -> Span | None:
        """(source, line, column, end line, end column) of a place; None where unknown."""
        if place < NOWHERE:
            return self._spelling.parameter(NOWHERE - 1 - place)
        if place == NOWHERE:
            return None
        spans = self._spelling.spans(self._codes[self._activation_code[place >> SHIFT]])
        offset = (place & OFFSET) >> 1
        return spans[offset] if offset < len(spans) else None

    def resolve(self, places: NDArray[np.int64]) -> Places:
        """Spans, scopes and names of `places`, (N,): a table of instructions, then look-ups of whole columns."""
        called = np.array(self._scope_place, np.int64)
        every = np.concatenate((np.asarray(places, np.int64), called))
        instruction = self._instructions(every)
        table, rows, names, named = self._tables(instruction)
        span = np.where(instruction >= 0, rows[instruction], -1).astype(np.int32)
        name = np.where(instruction >= 0, named[instruction], -1).astype(np.int32)
        scope = np.zeros(len(every), np.int32)
        if self._activation_scope:
            ran = every >= 0
            scope[ran] = np.array(self._activation_scope, np.int32)[every[ran] >> SHIFT]
        numbers = {text: i for i, text in enumerate(names)}
        function = [numbers.setdefault(text, len(numbers)) for text in self._scope_name]
        columns = np.array(table, np.int32).reshape(-1, 5).T.copy()
        count = len(places)
        return Places(
            span=span[:count],
            scope=scope[:count],
            name=name[:count],
            spans=Spans(*columns),
            scopes=Scopes(np.array(self._scope_parent, np.int32), np.array(function, np.int32), span[count:]),
            names=tuple(numbers),
        )

    def _instructions(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """A dense number for each place: the instructions of all codes one after another, then the parameters."""
        sizes = [len(code.co_code) // 2 for code in self._codes]
        first = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
        result = np.full(len(places), -1, np.int64)
        ran = places >= 0
        if self._activation_code:
            code = np.array(self._activation_code, np.int64)[places[ran] >> SHIFT]
            result[ran] = first[code] + ((places[ran] & OFFSET) >> 1)
        given = places < NOWHERE
        result[given] = first[-1] + (NOWHERE - 1 - places[given])
        return result

    def _tables(
        self, instructions: NDArray[np.int64]
    ) -> tuple[list[tuple[int, ...]], NDArray[np.int32], list[str], NDArray[np.int32]]:
        """The spans that occur; for each instruction its span and its variable's name."""
        spelling = self._spelling
        spans = [span for code in self._codes for span in spelling.spans(code)]
        spans += [spelling.parameter(k) for k in range(len(spelling.parameters))]
        occurs = np.zeros(max(len(spans), 1), np.bool_)
        occurs[instructions[instructions >= 0]] = True
        rows, named = np.full(len(occurs), -1, np.int32), np.full(len(occurs), -1, np.int32)
        table: dict[tuple[int, ...], int] = {}
        names: dict[str, int] = {}
        for i in np.flatnonzero(occurs).tolist():
            span = spans[i] if i < len(spans) else None
            if span is None:
                continue
            rows[i] = table.setdefault(span, len(table))
            name = spelling.name(span)
            if name is not None:
                named[i] = names.setdefault(name, len(names))
        return list(table), rows, list(names), named
