"""With a real worker: what happens to the document when programs, points and engines change."""

import re
import time

import pytest
from msgspec.structs import replace

from adstudio.worker.client import WorkerClient
from adstudio.worker.messages import Event
from adstudio.workspace.document import Document, EngineInfo, RunState
from adstudio.workspace.session import Session, functions_of
from adstudio.workspace.settings import Budgets, Choices, Settings

ENGINES = (EngineInfo("dual", "Dual"), EngineInfo("tape", "Tape"))


@pytest.fixture
def session():
    document = Document()
    made = Session(document, Settings(None))
    made.begin(WorkerClient(spare=False))
    document.set_engines(ENGINES, ("dual", "tape"))
    document.show("tape")
    yield made
    made.close()


def until(session, holds, seconds=30.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it never came to hold"
        session.poll()
        time.sleep(0.003)


def settle(session):
    until(session, lambda: not session.busy)


def only_traces(session):
    """Nothing that runs a slow program again and again."""
    for kind in tuple(session.document.wanted):
        session.document.unwant(kind)


def program(session, tmp_path, text):
    file = tmp_path / "program.py"
    file.write_text(text)
    session.open_program(file)
    settle(session)


def errors(session):
    return [entry.text for entry in session.document.output.entries if entry.kind == "error"]


def printed(session):
    return "".join(entry.text for entry in session.document.output.entries if entry.kind == "print")


def test_a_program_is_inspected_and_traced_by_every_chosen_engine(session, tmp_path):
    program(
        session,
        tmp_path,
        "from math import log, sin\n\ndef f(x1=2.0, x2=5.0):\n    return log(x1) + x1 * x2 - sin(x2)\n",
    )
    document = session.document
    assert [(item.name, item.values) for item in document.inputs] == [("x1", (2.0,)), ("x2", (5.0,))]
    assert {name: trace.gradient["x1"] for name, trace in document.traces.items()} == {"dual": 5.5, "tape": 5.5}
    assert document.run_state.phase == "idle"
    assert set(document.analyses) == {"curve", "orders"}


def test_moving_an_input_retraces_and_the_last_position_wins(session, tmp_path):
    program(session, tmp_path, "def f(x=2.0):\n    return x * x\n")
    for at in range(100):
        session.document.set_value("x", at / 10)
    settle(session)
    assert session.document.traces["tape"].gradient["x"] == pytest.approx(2 * 9.9, rel=1e-15)


def test_nothing_of_an_untrusted_program_runs_until_it_is_trusted(session, tmp_path):
    proof = tmp_path / "ran"
    file = tmp_path / "stranger.py"
    file.write_text(f"open({str(proof)!r}, 'w').close()\n\ndef f(x=1.0):\n    return x\n")
    session.open_program(file, trusted=False)
    session.run()
    settle(session)
    assert not proof.exists()
    assert not session.document.traces
    session.document.set_trusted(True)
    settle(session)
    assert proof.exists()
    assert session.document.traces["tape"].gradient["x"] == 1.0


def test_a_failing_program_names_its_line_and_the_next_run_works(session, tmp_path):
    program(session, tmp_path, "from math import log\n\ndef f(x=1.0):\n    y = x * 2\n    return log(y - 2)\n")
    state = session.document.run_state
    assert (state.phase, state.line) == ("failed", 5)
    assert len(session.document.traces["tape"]) > 0  # the steps until then
    session.document.set_value("x", 2.0)
    settle(session)
    assert session.document.run_state.phase == "idle"


def test_a_syntax_error_names_its_line_and_is_said_once(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    return x +\n")
    assert session.document.run_state.line == 2
    assert errors(session) == ["line 2: SyntaxError: invalid syntax\n    return x +\n              ^\n"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from math import sn\n\ndef f(x=1.0):\n    return x\n", "line 1: ImportError: cannot import name 'sn'"),
        ("rate = 1 / 0\n\ndef f(x=1.0):\n    return x\n", "line 1: ZeroDivisionError: division by zero\n"),
        ("def f(x=1.0):\n    y = x * 2\n", "f returned nothing; it must return a number"),
    ],
)
def test_an_error_is_said_without_the_names_of_things_that_are_seen(session, tmp_path, text, said):
    program(session, tmp_path, text)
    [error] = errors(session)
    assert error.startswith(said)


def test_an_exception_that_says_nothing_is_its_type(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    raise ValueError\n")
    assert session.document.run_state.message == "ValueError"
    assert errors(session) == ["line 2: ValueError\n"]


def test_the_output_is_of_the_newest_run(session, tmp_path):
    """With what the top level of the program prints, which runs when it is inspected."""
    program(session, tmp_path, "print('loaded')\n\ndef f(x=1.0):\n    print('at', x > 2)\n    return x +\n")
    assert len(errors(session)) == 1
    session.document.edit_text("print('loaded')\n\ndef f(x=1.0):\n    print('at', x > 2)\n    return x\n")
    settle(session)
    assert printed(session) == "loaded\nat False\n"
    assert not errors(session)
    session.document.set_value("x", 3.0)
    settle(session)
    assert printed(session) == "at True\n"


def test_a_run_that_was_stopped_leaves_no_trace_of_an_older_one(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    return x\n")
    assert set(session.document.traces) == {"dual", "tape"}
    session.document.edit_text("def f(x=1.0):\n    print('in')\n    while True:\n        x = x + 1\n")
    until(session, lambda: printed(session))
    session.stop()
    settle(session)
    assert session.document.traces
    assert all(trace.header.truncated for trace in session.document.traces.values())


TWO = "def g(x=1.0):\n    return {0}(x)\n\ndef {0}(x=3.0):\n    return x * x\n"


def test_a_function_that_is_renamed_or_taken_away_is_followed(session, tmp_path):
    program(session, tmp_path, TWO.format("square"))
    document = session.document
    document.set_function("g")
    settle(session)
    document.set_function("square")
    settle(session)
    document.edit_text(TWO.format("power"))
    settle(session)
    assert (document.function, document.run_state.phase) == ("power", "idle")
    document.edit_text("def g(x=1.0):\n    return x * 7\n")
    settle(session)
    assert (document.function, document.run_state.phase) == ("g", "idle")
    document.edit_text("def g(x=1.0:\n    return x * 7\n")
    settle(session)
    assert (document.function, document.run_state.phase) == ("g", "failed")


def test_a_loop_without_end_is_stopped_and_the_next_run_works(session, tmp_path):
    file = tmp_path / "loop.py"
    file.write_text("def f(x=1.0):\n    while x > 0:\n        pass\n    return x\n")
    session.open_program(file)
    until(session, lambda: session.document.run_state.phase == "running")
    session.stop()
    settle(session)
    assert session.document.run_state.phase != "running"
    session.document.set_value("x", -1e6)
    settle(session)
    assert session.document.traces["tape"].gradient["x"] == 1.0


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("os._exit(7)", "it ended itself by os._exit(7)"),
        ("ctypes.string_at(0)", "segmentation fault"),
        ("os.abort()", "aborted"),
        ("os.kill(os.getpid(), 9)", "killed (signal 9), perhaps because memory ran out"),
    ],
)
def test_a_program_that_kills_its_worker_is_one_message(session, tmp_path, end, reason):
    text = f"import ctypes, os\n\ndef f(x=1.0):\n    y = x * x\n    if x > 0:\n        {end}\n    return x\n"
    program(session, tmp_path, text)
    [said] = errors(session)
    line = 4 if "kill" in end else 6  # of the last operation, where the process had no last words
    assert said == f"line {line}: the worker died: {reason}\n"
    state = session.document.run_state
    assert (state.phase, state.message, state.line) == ("failed", f"the worker died: {reason}", line)
    assert session.document.traces["tape"].nodes.value.tolist() == [1.0, 1.0]
    session.document.set_value("x", -1e6)
    settle(session)
    assert session.document.run_state.phase == "idle"
    assert session.document.traces["tape"].gradient["x"] == 1.0


def test_time_that_is_up_is_said_once_an_engine_with_its_line(session, tmp_path):
    session.settings.change(Choices(budgets=Budgets(seconds=0.3)))
    program(session, tmp_path, "def f(x=1.0):\n    y = x * x\n    while x > 0:\n        pass\n    return y\n")
    texts = [entry.text for entry in session.document.output.entries if "budget" in entry.text]
    assert len(texts) == 2
    for text in texts:
        assert re.fullmatch(r"(Tape|Dual): the budget of 0\.3 s was reached, at line [34]\n", text)


@pytest.mark.parametrize(
    "text", ["def f():\n    return 2.0\n", "def f(*xs):\n    return 2.0\n", "def f(n: int = 3):\n    return n\n"]
)
def test_of_a_program_without_an_input_nothing_else_is_asked(session, tmp_path, text):
    program(session, tmp_path, text)
    assert session.document.run_state.phase == "idle"
    assert [entry.text for entry in session.document.output.entries] == []


def test_prints_come_to_the_output(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    print('seen', x > 0)\n    return x\n")
    assert "seen True" in "".join(entry.text for entry in session.document.output.entries)


def test_another_function_of_the_file_can_be_chosen(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    return x\n\ndef g(y=3.0):\n    return y * y\n")
    document = session.document
    assert set(document.functions) == {"f", "g"}
    document.set_function("g" if document.function == "f" else "f")
    settle(session)
    assert [item.name for item in document.inputs] == ["y" if document.function == "g" else "x"]
    assert document.run_state.phase == "idle"


def test_a_saved_trace_is_opened_without_a_run(session, tmp_path):
    program(session, tmp_path, "def f(x=2.0):\n    return x * x\n")
    file = tmp_path / "kept.adtrace"
    session.document.traces["tape"].save(file)
    session.open_trace(file)
    settle(session)
    document = session.document
    assert document.trace is not None
    assert document.trace.gradient["x"] == 4.0
    assert document.text.startswith("def f")
    assert not document.trusted


def test_functions_of_what_is_no_program_are_none():
    assert functions_of("def f(:") == ()
    assert functions_of("def f(): pass\nasync def g(): pass\nclass C: pass\ndef h(): pass\n") == ("f", "h")


def test_an_answer_that_cannot_be_had_leaves_the_run_good(session, tmp_path):
    # differences with h > 1 step over 0, where the program ends its process
    program(session, tmp_path, "import os\n\ndef f(x=-1e-3):\n    if x > 0:\n        os._exit(7)\n    return x\n")
    assert session.document.run_state.phase == "idle"
    assert session.document.traces["tape"].gradient["x"] == 1.0
    assert any(entry.kind == "note" and "curve" in entry.text for entry in session.document.output.entries)


def test_an_answer_follows_what_is_wanted_of_it(session, tmp_path):
    program(session, tmp_path, "def f(x=2.0, y=3.0):\n    return x * x * y\n")
    settle(session)
    document = session.document
    assert document.analyses["curve"]["wrt"] == "x"
    document.want("curve", wrt="y")
    until(session, lambda: document.analyses["curve"]["wrt"] == "y")
    assert document.analyses["curve"]["exact"] == 4.0
    document.want("curve", wrt="z")
    until(session, lambda: "curve" not in document.analyses)
    assert "the error curve: 'z' is no input of f" in document.output.entries[-1].text


def test_kept_points_are_computed_when_asked_and_remembered_when_visited(session, tmp_path):
    from adstudio.workspace.points import Points

    points = Points(session.document)
    program(session, tmp_path, "from math import log\n\ndef f(x=2.0):\n    return log(x) * x\n")
    visited = points.keep()
    assert points.origin(visited.number) == "visited · tape"
    session.document.set_value("x", -1.0)
    failing = points.keep()
    session.document.set_value("x", 1.0)
    other = points.keep()
    settle(session)
    points.compute()
    until(session, lambda: not points.waiting)
    assert points.answer(other.number).gradient == (("x", (1.0,)),)
    assert "math domain error" in points.answer(failing.number).error
    assert points.answer(visited.number).source == "visited"
    assert "points" not in session.document.wanted


def test_a_fixed_input_that_was_not_edited_keeps_what_the_program_says(session, tmp_path):
    program(session, tmp_path, "from math import sin\n\ndef f(x=2.0, g=sin):\n    return g(x)\n")
    assert session.document.run_state.phase == "idle"
    assert session.document.traces["tape"].gradient["x"] == pytest.approx(-0.4161468365471424, rel=1e-15)


SLOW = """
import time


def f(x=2.0):
    time.sleep(0.02 if x < 3.0 else 0.9)
    return x * x
"""


def test_a_run_that_a_budget_ended_at_a_line_says_so_with_the_line(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    return x\n")
    trace = session.document.traces["tape"]
    ended = replace(trace.header, truncated="the budget of 2 s was reached, at line 2")
    replace(trace, header=ended).save(path := tmp_path / "ended.adtrace")
    session._take_trace(Event(event="trace", engine="tape", path=str(path)))
    entry = session.document.output.entries[-1]
    assert (entry.text, entry.kind, entry.line) == ("Tape: the budget of 2 s was reached, at line 2\n", "note", 2)


def test_a_default_that_no_float_can_hold_ends_in_a_sentence(session, tmp_path):
    program(session, tmp_path, "def f(x=10**400, y=2.0):\n    return y * x\n")
    document = session.document
    assert [item.is_fixed for item in document.inputs] == [True, False]
    assert document.inputs[0].fixed == "a whole number of 1329 bits"
    assert document.run_state.phase == "failed"
    assert document.run_state.message
    document.edit_text("def f(x=10**40, y=2.0):\n    return y * x\n")
    settle(session)
    assert document.traces["tape"].gradient == {"x": 2.0, "y": 1e40}


@pytest.mark.parametrize("default", ["10**400", "[1.0, 10**400]", "[[-(10**400)]]", "10**5000"])
def test_a_default_that_no_float_can_hold_is_left_to_the_program(session, tmp_path, default):
    program(session, tmp_path, f"def f(x={default}, y=2.0):\n    return y * y\n")
    document = session.document
    assert [item.is_fixed for item in document.inputs] == [True, False]
    assert document.traces["tape"].gradient == {"y": 4.0}


def test_an_emptied_program_leaves_nothing_of_itself(session, tmp_path):
    program(session, tmp_path, "def f(x=1.0):\n    print('hi')\n    return x / (x - 1)\n")
    document = session.document
    assert document.run_state.phase == "failed"
    assert len(document.traces) == 2
    document.edit_text("\n  ")
    settle(session)
    assert (document.run_state, document.inputs, document.functions) == (RunState(), (), ())
    assert not document.traces
    assert not document.analyses
    assert not document.output.entries


def test_an_emptied_program_that_is_written_again_runs_again(session, tmp_path):
    text = "def f(x=2.0):\n    return x * x\n"
    program(session, tmp_path, text)
    session.document.edit_text("")
    settle(session)
    session.document.edit_text(text)
    settle(session)
    assert session.document.traces["tape"].gradient == {"x": 4.0}
    session.document.edit_text("")
    session.document.edit_text("def other(y=3.0):\n    return y * y\n")
    settle(session)
    assert session.document.function == "other"
    assert session.document.traces["tape"].gradient == {"y": 6.0}


def test_what_a_stopped_run_still_says_is_not_said_of_an_empty_program(session, tmp_path):
    only_traces(session)
    program(session, tmp_path, "def f(x=1.0):\n    return x\n")
    document = session.document
    document.edit_text("def f(x=1.0):\n    while True:\n        print('on', flush=True)\n        x = x + 1\n")
    until(session, lambda: document.output.entries)
    document.edit_text("")
    settle(session)
    assert document.run_state == RunState()
    assert not document.output.entries
    assert not document.traces


def test_slow_engines_do_not_keep_the_shown_trace_back(session, tmp_path):
    """The shown engine runs first and is seen before the others are done, without their traces of the older point."""
    only_traces(session)
    program(session, tmp_path, SLOW)
    document = session.document
    document.show("tape")
    seen = []
    document.traces_changed.connect(lambda: seen.append({n: t.gradient["x"] for n, t in document.traces.items()}))
    document.set_value("x", 4.0)
    settle(session)
    assert seen == [{"tape": 8.0}, {"tape": 8.0, "dual": 8.0}]


def test_quick_engines_are_shown_together(session, tmp_path):
    only_traces(session)
    program(session, tmp_path, SLOW)
    document, seen = session.document, []
    document.traces_changed.connect(lambda: seen.append({n: t.gradient["x"] for n, t in document.traces.items()}))
    document.set_value("x", 2.5)
    settle(session)
    assert seen == [{"dual": 5.0, "tape": 5.0}]


def test_another_program_begins_with_an_empty_output(session, tmp_path):
    program(session, tmp_path, "def f(x=2.0):\n    print('first')\n    return x * float(x)\n")
    assert "first" in "".join(entry.text for entry in session.document.output.entries)
    program(session, tmp_path, "def f(x=2.0):\n    return x * x\n")
    assert not session.document.output.entries
