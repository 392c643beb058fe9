"""A client with its real worker, and a person who waits for the end of what they asked."""

from __future__ import annotations

import select
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adstudio.traces import files, rules
from adstudio.traces.model import Trace
from adstudio.worker.client import WorkerClient
from adstudio.worker.messages import Event, Limits, Request

WORKED = """\
from math import log, sin


def f(x1=2.0, x2=5.0):
    a = log(x1)
    b = x1 * x2
    c = sin(x2)
    return a + b - c
"""
LONGEST = 30.0  # s that an answer may take on a busy machine


@dataclass
class Answer:
    """Everything that was said about one request."""

    events: list[Event] = field(default_factory=list)
    traces: dict[str, Trace] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def text(self) -> str:
        """What was printed."""
        return "".join(event.text for event in self.events if event.event == "output")

    def only(self, kind: str) -> Event:
        """The one event of a kind."""
        found = [event for event in self.events if event.event == kind]
        assert len(found) == 1, self.events
        return found[0]

    def has(self, kind: str) -> bool:
        """Whether there is an event of a kind."""
        return any(event.event == kind for event in self.events)


class Conversation:
    """Asks a client, and listens as a window does."""

    def __init__(self, client: WorkerClient) -> None:
        self.client = client
        self.slowest = 0.0  # s that one call of the client took
        self.answers: dict[int, Answer] = {}
        self.strays: list[Event] = []

    def ask(self, text: str, *, seconds: float | None = 20.0, memory: int = 4 << 30, **more: Any) -> Answer:
        """Ask for a trace (or what `do` says), and wait for the end of it."""
        return self.hear(self.submit(text, seconds=seconds, memory=memory, **more))

    def submit(self, text: str, *, seconds: float | None = 20.0, memory: int = 4 << 30, **more: Any) -> int:
        """Ask, and go on."""
        output = more.pop("output", 1 << 20)
        limits = Limits(seconds=seconds, memory=memory, nodes=more.pop("nodes", 10_000_000), output=output)
        request = Request(**{"do": "trace", "text": text, "limits": limits, **more})
        began = time.perf_counter()
        number = self.client.submit(request)
        self.slowest = max(self.slowest, time.perf_counter() - began)
        self.answers[number] = Answer(seconds=began)
        return number

    def hear(self, number: int) -> Answer:
        """Wait until a request is done."""
        self.until(lambda: self.answers[number].has("done"))
        answer = self.answers[number]
        answer.seconds = time.perf_counter() - answer.seconds
        return answer

    def until(self, true: Any) -> None:
        """Listen until something is so."""
        end = time.perf_counter() + LONGEST
        while not true():
            assert time.perf_counter() < end, self.answers
            select.select([self.client.wakeup], [], [], 0.04)
            began = time.perf_counter()
            events = self.client.poll()
            self.slowest = max(self.slowest, time.perf_counter() - began)
            for event in events:
                if event.id in self.answers:
                    self.answers[event.id].events.append(event)
                else:
                    self.strays.append(event)
                if event.event == "trace":
                    trace = files.load(Path(event.path))
                    rules.check(trace)
                    self.answers[event.id].traces[event.engine] = trace

    def works(self) -> bool:
        """Whether the next run gives the worked example's gradient (Griewank & Walther, §1)."""
        answer = self.ask(WORKED)
        gradient = answer.traces["tape"].gradient
        return bool(abs(gradient["x1"] - 5.5) < 1e-12 and abs(gradient["x2"] - 1.7163378145367738) < 1e-12)
