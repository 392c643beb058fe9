"""Stop always stops; the latest request wins; a budget of time holds, also in compiled code."""

from __future__ import annotations

import time

import pytest
from conversation import WORKED, Conversation

FOREVER = "def f(x=1.0):\n    y = x * x\n    while True:\n        {body}\n"
BUSY = {
    "pass": FOREVER.format(body="pass"),
    "operations": FOREVER.format(body="y = y * 0.5"),
    "bare except": FOREVER.format(body="try:\n            while True: pass\n        except:\n            pass"),
    "sleep": FOREVER.format(body="import time; time.sleep(1000)"),
    "compiled code": FOREVER.format(body="(3 ** 9_000_000) ** 60"),
    "deaf": "import signal\n" + FOREVER.format(body="signal.signal(signal.SIGINT, signal.SIG_IGN); "
                                                    "signal.signal(signal.SIGTERM, signal.SIG_IGN)"),
    "top level": "while True:\n    pass\ndef f(x=1.0):\n    return x\n",
}  # fmt: skip


@pytest.mark.parametrize("name", BUSY)
def test_stop_stops(talk: Conversation, name: str) -> None:
    """Within two seconds, and the steps so far remain."""
    number = talk.submit(BUSY[name], seconds=None)
    talk.until(lambda: talk.answers[number].has("started"))
    until = time.perf_counter() + 0.3
    talk.until(lambda: time.perf_counter() > until)
    began = time.perf_counter()
    talk.client.stop()
    answer = talk.hear(number)
    assert time.perf_counter() - began < 4.0
    assert not answer.has("failed")
    if name != "top level":
        assert len(answer.traces["tape"]) >= 2
        assert answer.traces["tape"].header.truncated


@pytest.mark.parametrize("name", ["pass", "sleep", "compiled code", "top level"])
def test_a_budget_of_time_holds(talk: Conversation, name: str) -> None:
    """From inside where the program can be reached, else from outside."""
    answer = talk.ask(BUSY[name], seconds=0.3)
    said = [event.message or event.reason for event in answer.events if event.event in ("failed", "died")]
    said += [trace.header.truncated or "" for trace in answer.traces.values()]
    assert any("the budget of 0.3 s was reached" in text for text in said), said
    assert answer.seconds < 6


def test_a_budget_of_nodes_holds(talk: Conversation) -> None:
    """The trace is truncated and says so."""
    trace = talk.ask(BUSY["operations"], nodes=5000).traces["tape"]
    assert len(trace) == 5000
    assert trace.header.truncated == "the budget of 5,000 nodes was reached, at line 4"


def test_a_large_trace_that_is_stopped_is_kept(talk: Conversation) -> None:
    """To put it into a file takes longer than a stop waits for a program."""
    number = talk.submit(BUSY["operations"], seconds=None)
    talk.until(lambda: talk.answers[number].has("started"))
    until = time.perf_counter() + 2.0
    talk.until(lambda: time.perf_counter() > until)
    talk.client.stop()
    answer = talk.hear(number)
    assert not answer.has("died")
    assert len(answer.traces["tape"]) > 100_000


def test_the_latest_point_wins(talk: Conversation) -> None:
    """Of fifty moves of a slider the last is always answered, those between are dropped; all are done."""
    numbers = [talk.submit(WORKED, at={"x1": 1.0 + k, "x2": 5.0}) for k in range(50)]
    for number in numbers:
        talk.hear(number)
    assert talk.answers[numbers[-1]].traces["tape"].nodes.value[0] == 50.0
    assert sum(bool(talk.answers[number].traces) for number in numbers) <= 3


def test_a_slow_run_gives_way_to_a_newer_point(talk: Conversation) -> None:
    """What it would have said is out of date."""
    old = talk.submit(BUSY["pass"], seconds=None)
    talk.until(lambda: talk.answers[old].has("started"))
    new = talk.submit(WORKED)
    assert talk.hear(new).traces["tape"].gradient["x1"] == pytest.approx(5.5)
    assert not talk.answers[old].traces
    assert talk.answers[old].has("done")


def test_what_waits_is_done_when_stopped(talk: Conversation) -> None:
    """Nobody waits for an answer that never comes."""
    first = talk.submit(BUSY["sleep"], seconds=None)
    talk.until(lambda: talk.answers[first].has("started"))
    second = talk.submit(WORKED)
    talk.client.stop()
    assert not talk.hear(second).traces
    talk.hear(first)
    talk.until(lambda: not talk.client.busy)
