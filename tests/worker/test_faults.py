"""Whatever a program does to its process, the client lives, says why and where, and the next run works."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from conversation import Conversation

TEN = """\
import ctypes, os, signal
from math import sin, exp

def f(x=0.5, y=2.0):
    a = x * y
    b = sin(a)
    c = a + b
    d = exp(b)
    e = c / d
    g = e - x
    h = g * g
    k = h * 3.0
    {end}
    return k
"""
OPS = ["input", "input", "mul", "sin", "add", "exp", "div", "sub", "mul", "constant", "mul"]  # 10 operations, 1 literal


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("ctypes.string_at(0)", "segmentation fault"),
        ("os._exit(0)", r"it ended itself by os\._exit\(0\)"),
        ("os._exit(3)", r"it ended itself by os\._exit\(3\)"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "killed.*signal 9"),
        ("os.abort()", "aborted"),
    ],
)
def test_steps_before_a_death_remain(talk: Conversation, end: str, reason: str) -> None:
    """Exactly the operations that ran, with values, partials, spans and names."""
    answer = talk.ask(TEN.format(end=end), file="/nowhere/ten.py")
    died = answer.only("died")
    assert re.search(reason, died.reason)
    trace = answer.traces["tape"]
    nodes, header = trace.nodes, trace.header
    assert [header.ops[op] for op in nodes.op] == OPS
    assert header.error is not None
    assert header.error.message == died.reason
    assert header.error.line in (12, 13)  # SIGKILL leaves no word: then it is the line of the last operation
    assert died.line == 13 or "killed" in died.reason
    whole = talk.ask(TEN.format(end="pass"), file="/nowhere/ten.py").traces["tape"]
    assert nodes.value.tolist() == whole.nodes.value.tolist()
    assert str(nodes.partial.tolist()) == str(whole.nodes.partial.tolist())  # as text: NaN is NaN
    where = [trace.spans.line[span] for span in nodes.span if span >= 0]
    assert where == [4, 4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert [name and header.names[name] for name in nodes.name[2:9]] == ["a", "b", "c", "d", "e", "g", "h"]
    assert [port.name for port in header.inputs] == ["x", "y"]


def test_a_death_in_a_long_run_keeps_blocks(talk: Conversation) -> None:
    """Operations beyond the first block are written a block at a time."""
    text = (
        "import os\ndef f(x=1.0):\n    for i in range(30000):\n        x = x * 1.5 - x\n"
        "    os.kill(os.getpid(), 9)\n    return x\n"
    )
    trace = talk.ask(text).traces["tape"]
    assert 60_002 - 16_384 <= len(trace) <= 60_002
    assert trace.spans.line[trace.nodes.span[-1]] == 4
    assert any("may be missing" in note.message for note in trace.header.notes)


def test_a_death_after_a_run_keeps_nothing_of_it(talk: Conversation) -> None:
    """The journal of a run that ended well is not that of a later death."""
    assert talk.works()
    answer = talk.ask("import os\nos._exit(5)\ndef f(x=1.0):\n    return x\n")
    assert answer.only("died").line == 2
    assert not answer.traces


def test_sys_exit_is_an_error_of_the_program(talk: Conversation) -> None:
    """In the function it closes the trace, at the module's top level it is a failed load."""
    trace = talk.ask("import sys\ndef f(x=1.0):\n    y = x * x\n    sys.exit('bye')\n").traces["tape"]
    assert trace.header.error is not None
    assert (trace.header.error.type, trace.header.error.line) == ("SystemExit", 4)
    failed = talk.ask("import sys\nsys.exit(4)\ndef f(x=1.0):\n    return x\n").only("failed")
    assert failed.line == 2


@pytest.mark.parametrize(
    ("raises", "shown"),
    [
        ("raise ValueError(3, ['x'])", "(3, ['x'])"),
        ("raise Odd()", "its message can't be read"),
        ("raise ValueError('m' * 1_000_000)", "mmm"),
        ("raise ValueError('\\ud800 lone')", "\\ud800 lone"),
        ("raise BaseException('base')", "base"),
        ("raise Odd", "its message can't be read"),
    ],
)
def test_odd_messages_are_shown(talk: Conversation, raises: str, shown: str) -> None:
    """Not a string, no __str__, a megabyte, surrogates: the line and what can be said."""
    text = f"class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError('no')\ndef f(x=1.0):\n    {raises}\n"
    error = talk.ask(text).traces["tape"].header.error
    assert error is not None
    assert shown in error.message
    assert error.line == 5
    assert len(error.message) < 20_000


def test_an_odd_base_exception_at_the_top_level_is_told(talk: Conversation) -> None:
    """It is not an Exception, and yet does not end the worker."""
    answer = talk.ask("class Stop(BaseException): pass\nraise Stop('here')\ndef f(x=1.0):\n    return x\n")
    assert "here" in answer.only("failed").message
    assert not answer.has("died")


def test_reading_standard_input_is_an_error_with_its_line(talk: Conversation) -> None:
    """There is nobody to type."""
    trace = talk.ask("def f(x=1.0):\n    y = x * x\n    return y * float(input('scale? '))\n").traces["tape"]
    assert trace.header.error is not None
    assert (trace.header.error.type, trace.header.error.line) == ("EOFError", 3)
    assert "make it a parameter" in trace.header.error.message
    read = talk.ask("import sys\ndef f(x=1.0):\n    return x * (1.0 + len(sys.stdin.read()))\n")
    assert read.traces["tape"].value == 1.0


def test_a_memory_hog_ends_in_its_budget(talk: Conversation) -> None:
    """The trace so far stays and says so."""
    text = "def f(x=1.0):\n    y = x * x\n    hog = []\n    while True:\n        hog.append(bytearray(10_000_000))\n"
    trace = talk.ask(text, memory=300_000_000).traces["tape"]
    assert trace.header.truncated == "the memory budget of 0.3 GB was reached, at line 5"
    assert len(trace) == 2


def test_a_hog_that_lifts_its_own_limit_is_killed(talk: Conversation) -> None:
    """What is in use is watched from outside as well."""
    text = (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\ndef f(x=1.0):\n    y = x * x\n"
        "    resource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n    hog = []\n"
        "    while True:\n        hog.append(b'x' * 10_000_000)\n"
    )
    answer = talk.ask(text, memory=100_000_000)
    assert answer.only("died").reason == "the memory budget of 0.1 GB was reached"
    assert len(answer.traces["tape"]) == 2
    assert answer.traces["tape"].header.truncated


def test_closed_descriptors_are_open_again(talk: Conversation) -> None:
    """A program may close standard output, by number or by name."""
    talk.ask(
        "import os, sys\ndef f(x=1.0):\n    os.close(1)\n    os.close(2)\n    sys.stdout.close()\n    return x * x\n"
    )
    answer = talk.ask("import os\ndef f(x=1.0):\n    print('heard')\n    os.write(2, b'too')\n    return x * x\n")
    assert "heard" in answer.text
    assert "too" in answer.text
    assert len(answer.traces["tape"]) == 2


def test_a_program_that_closes_everything_is_one_message(talk: Conversation) -> None:
    """With our pipe closed there is no way to go on: the worker is replaced."""
    answer = talk.ask("import os\ndef f(x=1.0):\n    y = x * x\n    os.closerange(0, 4096)\n    return y\n")
    assert answer.only("died").reason


def test_a_changed_folder_is_changed_back(talk: Conversation, tmp_path: Path) -> None:
    """A program may go elsewhere, and delete where it went."""
    before = talk.ask("import os\ndef f(x=1.0):\n    print(os.getcwd())\n    return x\n").text
    talk.ask(f"import os\ndef f(x=1.0):\n    os.mkdir({str(tmp_path / 'd')!r}); os.chdir({str(tmp_path / 'd')!r})\n"
             f"    os.rmdir({str(tmp_path / 'd')!r})\n    return x * x\n")  # fmt: skip
    assert talk.ask("import os\ndef f(x=1.0):\n    print(os.getcwd())\n    return x\n").text == before


def test_a_deleted_folder_comes_back(talk: Conversation) -> None:
    """The traces' folder is the program's to delete, as any of ours."""
    text = (
        "import shutil, sys, os, ctypes\ndef f(x=1.0):\n    y = x * x\n"
        "    shutil.rmtree(sys.argv[4])\n    {end}\n    return y\n"
    )
    answer = talk.ask(text.format(end="pass"))
    assert answer.traces["tape"].value == 1.0
    assert talk.ask(text.format(end="ctypes.string_at(0)")).only("died").line == 5


def test_forked_children_keep_out(talk: Conversation) -> None:
    """A child that comes back from the function answers nothing, and one that lives on keeps nobody waiting."""
    text = "import os\ndef f(x=1.0):\n    y = x * x\n    os.fork()\n    return y\n"
    answer = talk.ask(text)
    assert [event.event for event in answer.events] == ["started", "trace", "done"]
    lives = "import os, time\ndef f(x=1.0):\n    if os.fork() == 0:\n        time.sleep(60)\n    return x * x\n"
    assert talk.ask(lives).seconds < 5
    dies = lives.replace("return x * x", "os._exit(9)")
    assert "os._exit(9)" in talk.ask(dies).only("died").reason


def test_threads_that_stay_are_named(talk: Conversation) -> None:
    """They are no error, but may print into the next run."""
    text = (
        "import threading, time\ndef f(x=1.0):\n"
        "    threading.Thread(target=time.sleep, args=(3,), name='idler', daemon=True).start()\n    return x * x\n"
    )
    answer = talk.ask(text)
    assert "1 thread(s) running: idler" in answer.text
    assert answer.traces["tape"].value == 1.0


def test_an_alarm_is_not_heard_in_the_next_run(talk: Conversation) -> None:
    """A timer that a program set would kill the worker later."""
    talk.ask("import signal\ndef f(x=1.0):\n    signal.setitimer(signal.ITIMER_REAL, 0.2)\n    return x * x\n")
    answer = talk.ask("import time\ndef f(x=1.0):\n    time.sleep(0.4)\n    return x * x\n")
    assert not answer.has("died")


def test_a_worker_killed_from_outside_costs_one_message(talk: Conversation) -> None:
    """Also where it was idle."""
    assert talk.works()
    talk.strays.clear()
    process = talk.client.process
    assert process is not None
    os.kill(process, signal.SIGKILL)
    talk.until(lambda: talk.strays)
    assert [event.event for event in talk.strays] == ["restarted"]


def test_a_million_nodes_arrive(talk: Conversation) -> None:
    """And are a trace."""
    text = "def f(x=1.0):\n    for _ in range(500_000):\n        x = x * 0.5 + 1.0\n    return x\n"
    trace = talk.ask(text, seconds=60).traces["tape"]
    assert len(trace) == 1_000_003
    assert abs(trace.value - 2.0) < 1e-12


def test_exception_that_never_says_what_it_is_ends_with_the_time(talk: Conversation) -> None:
    """What an exception says of itself is the user's code too."""
    text = (
        "class Endless(Exception):\n    def __str__(self):\n        while True: pass\n"
        "def f(x=1.0):\n    y = x * x\n    raise Endless\n"
    )
    trace = talk.ask(text, seconds=0.5).traces["tape"]
    assert trace.header.truncated == "the budget of 0.5 s was reached, at line 3"
    assert len(trace) == 2
