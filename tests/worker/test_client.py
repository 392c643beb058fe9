"""The worker process, driven for real: programs that loop, crash, exit, flood, read, and hog; the next run always works."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import worked_example

from adstudio.traces.files import load
from adstudio.traces.model import Trace
from adstudio.worker.client import WorkerClient, run_once
from adstudio.worker.messages import Event, Limits, Request

# five nodes, then what the test is about
BAD = """from math import sin
import ctypes, os, sys, threading, time
def f(x=2.0):
    y = sin(x)
    z = y * x
    w = z + 3.0
    {}
    return w
"""
BAD_LINE = 7


@pytest.fixture(scope="module")
def client() -> Iterator[WorkerClient]:
    made = WorkerClient()
    yield made
    made.close()


def run(client: WorkerClient, text: str, **more: object) -> list[Event]:
    request = Request(do="trace", text=text, **more)  # type: ignore[arg-type]
    return list(run_once(request, client=client))


def bad(client: WorkerClient, what: str, **more: object) -> list[Event]:
    return run(client, BAD.format(what.replace("\n", "\n    ")), **more)


def trace_of(events: list[Event]) -> Trace:
    return load(next(event.path for event in events if event.event == "trace"))


def assert_next_run_works(client: WorkerClient) -> None:
    trace = trace_of(run(client, worked_example.SOURCE))
    assert trace.gradient["x1"] == 5.5


def assert_steps_so_far(trace: Trace) -> None:
    """x, sin x, · x, 3, + 3: values, partials and places."""
    y = np.sin(2.0)
    assert trace.nodes.value.tolist() == [2.0, y, y * 2.0, 3.0, y * 2.0 + 3.0]
    assert trace.nodes.partial[:4].tolist() == pytest.approx([np.cos(2.0), 2.0, y, 1.0])
    lines = trace.spans.line[trace.nodes.span[[1, 2, 4]]]
    assert lines.tolist() == [4, 5, 6]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("ctypes.string_at(0)", "segmentation fault"),
        ("os._exit(3)", "os._exit(3)"),
        ("os.abort()", "aborted"),
    ],
)
def test_death_is_one_event_with_reason_and_line_and_the_steps_remain(
    client: WorkerClient, what: str, reason: str
) -> None:
    events = bad(client, what)
    died = [event for event in events if event.event == "died"]
    assert len(died) == 1
    assert reason in died[0].reason
    assert died[0].line == BAD_LINE
    trace = trace_of(events)
    assert_steps_so_far(trace)
    assert trace.header.error is not None
    assert reason in trace.header.error.message
    assert_next_run_works(client)


def test_killed_from_outside_keeps_the_steps(client: WorkerClient) -> None:
    events = bad(client, "os.kill(os.getpid(), 9)")
    assert "killed" in next(event.reason for event in events if event.event == "died")
    assert_steps_so_far(trace_of(events))
    assert_next_run_works(client)


@pytest.mark.parametrize(
    ("what", "kind", "message"),
    [
        ("sys.exit(4)", "SystemExit", "asked to exit with 4"),
        ("input('?')", "EOFError", "make it a parameter"),
        ("sys.stdin.read() or 1/0", "ZeroDivisionError", "division by zero"),
        ("raise ValueError('\\udcff' * 3)", "ValueError", "udcff"),
        ("raise ValueError('x' * 1_000_000)", "ValueError", "xxx"),
        ("raise type('Odd', (Exception,), {'__str__': lambda self: 1/0})()", "Odd", "can't be read"),
        ("a = [0] * 10**11", "MemoryError", "memory"),
    ],
)
def test_failing_program_names_its_line_and_keeps_its_steps(
    client: WorkerClient, what: str, kind: str, message: str
) -> None:
    trace = trace_of(bad(client, what, limits=Limits(memory=500 << 20)))
    assert trace.header.error is not None
    assert trace.header.error.type == kind
    assert message in trace.header.error.message
    assert trace.header.error.line == BAD_LINE
    assert_steps_so_far(trace)


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except: pass",
        "time.sleep(1000)",
    ],
)
def test_endless_program_ends_by_its_budget(client: WorkerClient, loop: str) -> None:
    began = time.monotonic()
    trace = trace_of(bad(client, loop, limits=Limits(seconds=0.5)))
    assert time.monotonic() - began < 8.0
    said = trace.header.truncated or (trace.header.error and trace.header.error.message)
    assert said
    assert "budget of 0.5 s" in said
    assert_steps_so_far(trace)
    assert_next_run_works(client)


@pytest.mark.parametrize("loop", ["while True: pass", "while True:\n    try: time.sleep(9)\n    except: pass"])
def test_stop_always_stops(client: WorkerClient, loop: str) -> None:
    client.submit(Request(do="trace", text=BAD.format(loop.replace("\n", "\n    "))))
    _wait(client, "started")
    began = time.monotonic()
    client.stop()
    _wait(client, "done")
    assert time.monotonic() - began < 5.0
    assert_next_run_works(client)


def test_flood_of_output_is_bounded_and_counted(client: WorkerClient) -> None:
    events = bad(client, "for i in range(300_000): print('x' * 20)", limits=Limits(output=1000))
    text = "".join(event.text for event in events if event.event == "output")
    assert len(text) < 1200
    assert "6,299,000 more characters were dropped" in text


@pytest.mark.parametrize("what", ["print('seen')", "os.write(1, b'seen')", "sys.stderr.write('seen')"])
def test_whatever_is_printed_is_heard(client: WorkerClient, what: str) -> None:
    assert "seen" in "".join(event.text for event in bad(client, what) if event.event == "output")


@pytest.mark.parametrize(
    "what",
    [
        "os.close(1)",
        "sys.stdout.close()",
        "os.chdir('/')",
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    ],
)
def test_program_that_breaks_its_surroundings_leaves_the_next_run_whole(client: WorkerClient, what: str) -> None:
    bad(client, what)
    assert_next_run_works(client)


def test_of_many_positions_of_a_slider_the_last_one_is_traced(client: WorkerClient) -> None:
    for i in range(50):
        last = client.submit(Request(do="trace", text=worked_example.SOURCE, at={"x1": 1.0 + i}))
    events = _wait(client, "done", last)
    traced = [event for event in events if event.event == "trace"]
    assert len(traced) < 50
    assert load(traced[-1].path).nodes.value[0] == 50.0


def test_inspection_tells_inputs_and_syntax_errors(client: WorkerClient) -> None:
    found = list(run_once(Request(do="inspect", text="def g(a=1.5, n: int = 3): return a\n"), client=client))
    data = next(event.data for event in found if event.event == "inspected")
    assert data["function"] == "g"
    assert [(i["name"], i["kind"], i["value"]) for i in data["inputs"]] == [("a", "scalar", 1.5), ("n", "fixed", 3)]
    wrong = list(run_once(Request(do="inspect", text="def g(a=1.5:\n    return a\n"), client=client))
    failed = next(event for event in wrong if event.event == "failed")
    assert failed.line == 1


def test_worker_dies_with_its_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\n"
        "from adstudio.worker.client import WorkerClient\n"
        "from adstudio.worker.messages import Request\n"
        "c = WorkerClient(spare=False)\n"
        "c.submit(Request(do='trace', text='def f(x=1.0):\\n    while True: pass\\n'))\n"
        "while not any(e.event == 'started' for e in c.poll()): time.sleep(0.02)\n"
        "print(c._worker.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 5.0
    while _alive(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _alive(worker)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().split(")")[-1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _wait(client: WorkerClient, kind: str, number: int | None = None) -> list[Event]:
    """Poll until an event of a kind (of one request); all events until then."""
    seen: list[Event] = []
    until = time.monotonic() + 20.0
    while time.monotonic() < until:
        events = client.poll()
        seen += events
        if any(event.event == kind and number in (None, event.id) for event in events):
            return seen
        time.sleep(0.01)
    raise AssertionError(f"no {kind!r} within 20 s; seen: {[event.event for event in seen]}")
