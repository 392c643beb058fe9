"""The client's own promises: no orphan, no zombie, no litter, a limit to trying again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conversation import WORKED, Conversation

from adstudio.worker import channel, folder
from adstudio.worker.client import WorkerClient, run_once
from adstudio.worker.messages import Limits, Request

PARENT = """\
import sys, time
from adstudio.worker.client import WorkerClient
from adstudio.worker.messages import Limits, Request
client = WorkerClient(spare=False)
client.submit(Request(do="trace", text=sys.argv[1], limits=Limits(seconds=None)))
while not any(event.event == "started" for event in client.poll()):
    time.sleep(0.02)
time.sleep(0.5)
print(client.process, client._folder.path, flush=True)
time.sleep(100)
"""


def alive(process: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("body", ["pass", "import time; time.sleep(1000)", "(3 ** 9_000_000) ** 60"])
def test_killing_the_parent_kills_its_worker(body: str) -> None:
    """Within two seconds, also where user code is busy; the next client takes its folder away."""
    text = f"def f(x=1.0):\n    y = x * x\n    while True:\n        {body}\n"
    parent = subprocess.Popen([sys.executable, "-c", PARENT, text], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        worker, _, left = parent.stdout.readline().strip().partition(" ")
    assert alive(int(worker))
    parent.kill()
    parent.wait()
    end = time.monotonic() + 2.0
    while alive(int(worker)) and time.monotonic() < end:
        time.sleep(0.02)
    assert not alive(int(worker))
    assert Path(left).exists()
    folder.sweep(Path(left).parent, young=0.0)
    assert not Path(left).exists()


def test_a_worker_outlives_the_thread_that_started_it() -> None:
    """It is the process whose end it must notice."""
    started = WorkerClient(spare=False)
    thread = threading.Thread(target=started.start)
    thread.start()
    thread.join()
    talk = Conversation(started)
    assert talk.works()
    time.sleep(0.1)
    assert talk.works()
    assert not talk.strays
    started.close()


def test_close_leaves_nothing() -> None:
    """No process, no folder, no descriptor."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    closed = WorkerClient()
    talk = Conversation(closed)
    assert talk.works()
    worker, path = closed.process, closed._folder.path
    assert worker is not None
    assert path.stat().st_mode & 0o777 == 0o700
    closed.close()
    closed.close()
    assert not Path(f"/proc/{worker}").exists()
    assert not path.exists()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_spare_is_ready_after_a_death() -> None:
    """Started in a quiet moment."""
    owner = WorkerClient()
    talk = Conversation(owner)
    assert talk.works()
    talk.until(lambda: owner._spare is not None)
    spare = owner._spare
    assert spare is not None
    talk.ask("import os\ndef f(x=1.0):\n    os._exit(1)\n")
    assert owner.process == spare.process.pid
    assert talk.works()
    owner.close()


def test_files_of_old_traces_are_deleted() -> None:
    """A day of dragging a slider must not fill the disk."""
    owner = WorkerClient(spare=False)
    talk = Conversation(owner)
    for _ in range(5):
        assert talk.works()
    assert len(list(owner._folder.path.rglob("*.adtrace"))) <= 2
    owner.close()


def test_a_worker_that_can_not_start_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """After three tries, with the reason; asked again, it is tried again."""
    monkeypatch.setattr(channel, "_environment", lambda: {**os.environ, "PYTHONHOME": "/nowhere"})
    hopeless = WorkerClient()
    talk = Conversation(hopeless)
    answer = talk.ask(WORKED)
    assert "can't be started: it ended 3 times" in answer.only("died").reason
    talk.until(lambda: not hopeless.busy)
    monkeypatch.undo()
    assert talk.works()
    hopeless.close()


def test_run_once_waits_for_the_end() -> None:
    """For those who have time: the events of one request, and no process afterwards."""
    events = list(run_once(Request(do="trace", text=WORKED, engines=("tape", "dual"))))
    assert [event.event for event in events] == ["started", "trace", "trace", "done"]
    slow = Request(do="trace", text="def f(x=1.0):\n    while True: pass\n", limits=Limits(seconds=0.2))
    assert [event.event for event in run_once(slow)] == ["started", "trace", "done"]


def test_an_inspection_names_functions_and_inputs(talk: Conversation) -> None:
    """What the window shows before anything runs."""
    text = "def g(t):\n    return t\n\ndef f(x=1.0, n=3, w=[1.0, 2.0]):\n    return x\n"
    data = talk.ask(text, do="inspect").only("inspected").data
    assert data["function"] == "f"
    assert data["functions"] == ["g", "f"]
    assert [entry["name"] for entry in data["inputs"]] == ["x", "n", "w"]
    json.dumps(data)


def test_a_syntax_error_has_line_and_caret(talk: Conversation) -> None:
    """As Python says it."""
    failed = talk.ask("def f(x=1.0):\n    return x +\n", do="inspect").only("failed")
    assert (failed.type, failed.line) == ("BadProgram", 2)
    assert failed.message.endswith("^")


def test_curve_and_orders_are_answered(talk: Conversation) -> None:
    """Analyses go the same way."""
    assert talk.ask(WORKED, do="curve").only("analysis").data["wrt"] == "x1"
    data = talk.ask(WORKED, do="orders", order=3, engines=("dual",)).only("analysis").data
    assert [row["order"] for row in data["orders"]] == [0, 1, 2, 3]


def test_an_unknown_engine_leaves_the_others(talk: Conversation) -> None:
    """Its failure is said, and theirs are traced."""
    answer = talk.ask(WORKED, engines=("nonesuch", "tape"))
    assert answer.only("failed").engine == "nonesuch"
    assert set(answer.traces) == {"tape"}


def test_an_edited_module_beside_the_program_is_read_again(talk: Conversation, tmp_path: Path) -> None:
    """The program's own text is the same."""
    (tmp_path / "scale.py").write_text("FACTOR = 2.0\n")
    text, file = "import scale\ndef f(x=1.0):\n    return x * scale.FACTOR\n", str(tmp_path / "main.py")
    assert talk.ask(text, file=file).traces["tape"].value == 2.0
    (tmp_path / "scale.py").write_text("FACTOR = 3.25\n")
    assert talk.ask(text, file=file).traces["tape"].value == 3.25


def test_torch_is_not_imported_unasked(talk: Conversation) -> None:
    """Its import takes seconds."""
    text = "import sys\ndef f(x=1.0):\n    print('torch' in sys.modules, 'PySide6' in sys.modules)\n    return x\n"
    assert talk.ask(text, engines=("tape", "dual", "jet", "finite_difference")).text.split()[:2] == ["False", "False"]


def test_an_idle_worker_ignores_an_interrupt(talk: Conversation) -> None:
    """It came a moment too late."""
    assert talk.works()
    process = talk.client.process
    assert process is not None
    os.kill(process, signal.SIGINT)
    assert talk.works()
    assert talk.client.process == process
