"""The command line as a person runs it: what it prints, its exit codes, and programs that misbehave."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import adstudio
from adstudio import assets

SEED = str(assets.path("examples", "seed_example.py"))


def run(*args: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "adstudio", *args], input=stdin, capture_output=True, text=True, timeout=60, cwd=cwd
    )


@pytest.fixture
def program(tmp_path):
    def write(text: str, name: str = "p.py") -> str:
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return write


def test_trace_prints_the_worked_example():
    done = run("trace", SEED)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0].startswith("f(x1 = 2, x2 = 5)   f = 11.652071   7 nodes")
    assert [line.split()[0] for line in done.stdout.splitlines()[4:11]] == ["v₁", "v₂", "v₃", "v₄", "v₅", "v₆", "v₇"]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("json", '{"header":'),
        ("csv", "node,"),
        ("markdown", "| node"),
        ("latex", r"\begin{tabular}"),
        ("mermaid", "flowchart"),
        ("dot", "digraph"),
    ],
)
def test_every_format_is_printed(form, begins):
    done = run("trace", SEED, "--format", form)
    assert done.returncode == 0
    assert done.stdout.lstrip().startswith(begins)


def test_json_on_standard_output_is_only_json(program):
    done = run("trace", program("def f(x=2.0):\n    print('hello')\n    return x * x\n"), "--format", "json")
    assert json.loads(done.stdout)["header"]["engine"]["name"] == "tape"
    assert done.stderr == "hello\n"


def test_trace_is_kept_and_opened_again(tmp_path):
    kept = tmp_path / "t.adtrace"
    assert run("trace", SEED, "--engine", "dual", "--at", "x1=3", "--out", str(kept)).returncode == 0
    trace = adstudio.load(kept)
    assert trace.header.engine.name == "dual"
    assert trace.header.engine.distribution == "adstudio"
    assert trace.gradient["x1"] == pytest.approx(1 / 3 + 5.0, rel=1e-15)
    again = run("trace", str(kept))
    assert again.returncode == 0
    assert again.stdout.startswith("f(x1 = 3, x2 = 5)")


def test_program_from_standard_input():
    done = run("trace", "-", "--at", "x=3", stdin="def f(x):\n    return x * x\n")
    assert done.returncode == 0
    assert "f = 9" in done.stdout


def test_function_by_name_and_order_by_jet(program):
    file = program("from math import exp\ndef g(x=0.0):\n    return exp(x)\ndef h(x=1.0):\n    return x\n")
    done = run("trace", f"{file}:g", "--engine", "jet", "--order", "3", "--format", "json")
    sweep = json.loads(done.stdout)["sweeps"][1]
    assert sweep["kind"] == "taylor"
    assert done.stdout.count('"taylor"') == 1


def test_wrt_leaves_the_other_inputs_out():
    done = run("trace", SEED, "--engine", "dual", "--wrt", "x2", "--format", "json")
    labels = [sweep["label"] for sweep in json.loads(done.stdout)["sweeps"] if sweep["kind"] == "tangent"]
    assert labels == ["∂/∂x2"]


def test_engines_lists_each_with_its_status():
    done = run("engines", "--json")
    listed = {engine["name"]: engine for engine in json.loads(done.stdout)}
    assert {"dual", "tape", "jet", "finite_difference", "torch"} <= set(listed)
    assert listed["tape"]["status"] == "ok"
    assert listed["tape"]["distribution"] == "adstudio"
    assert "gradient" in listed["tape"]["abilities"]
    assert run("engines").stdout.splitlines()[0].split() == [
        "name",
        "title",
        "plugin",
        "version",
        "abilities",
        "status",
    ]


def test_check_agrees_on_the_worked_example():
    done = run("check", SEED)
    assert done.returncode == 0
    assert "agree to" in done.stdout
    for engine in ("dual", "tape", "jet", "finite_difference", "torch"):
        assert engine in done.stdout


def test_check_names_the_first_diverging_node(program):
    # the slope of √ is infinite at 0, where x² stands still: 0 · ∞ is NaN backwards, and 0 forwards
    file = program("from math import sqrt\ndef f(x=0.0):\n    y = x * x\n    return sqrt(y)\n")
    done = run("check", file)
    assert done.returncode == 1
    assert "disagree, first at v1 (input, line 2)" in done.stdout
    assert "the slope of v3 (sqrt, line 4) is infinite here" in done.stdout


def test_check_agrees_where_a_derivative_is_stopped(program):
    file = program("from adstudio import stop_gradient\ndef f(x=3.0):\n    y = stop_gradient(x)\n    return y * x\n")
    done = run("check", file)
    assert done.returncode == 0
    assert "not compared: finite_difference: stop_gradient stops a derivative, not a difference" in done.stdout


def test_curve_writes_every_point(tmp_path):
    out = tmp_path / "c.csv"
    assert run("curve", SEED, "--wrt", "x1", "--out", str(out)).returncode == 0
    lines = out.read_text().splitlines()
    assert lines[0] == "method,h,estimate,error"
    assert len(lines) == 1 + 4 * 200


def test_curve_prints_the_best_step():
    done = run("curve", SEED)
    forward = next(line.split() for line in done.stdout.splitlines() if line.startswith("forward"))
    assert "∂/∂x1 = 5.5" in done.stdout
    assert 1e-9 < float(forward[1]) < 1e-6  # near √ε ≈ 1.5e-8
    assert "converge with order 1.00" in done.stdout
    assert "the gradient is right" in done.stdout


def test_curve_says_that_a_gradient_is_wrong_and_where(program):
    file = program("from adstudio import stop_gradient\ndef f(x=3.0):\n    y = stop_gradient(x)\n    return y * x\n")
    said = run("curve", file).stdout.splitlines()[1]
    assert said.startswith("The error stops falling at 3: reverse mode says 3, the differences converge to 6")
    assert said.endswith("first at v2 (stop_gradient, line 3)")


@pytest.mark.parametrize(("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_curve_is_drawn(tmp_path, ending, magic):
    out = tmp_path / f"c.{ending}"
    done = run("curve", SEED, "--out", str(out))
    assert (done.returncode, done.stderr) == (0, "")
    assert out.read_bytes().startswith(magic)


def test_orders_are_a_row_each():
    done = run("orders", SEED, "--to", "4")
    rows = [line.split() for line in done.stdout.splitlines()]
    assert [row[0] for row in rows[1:6]] == ["0", "1", "2", "3", "4"]
    # ∂ᵏ/∂x1ᵏ at 2: 5 + 1/x1, −1/x1², 2/x1³, −6/x1⁴
    assert [float(row[1]) for row in rows[2:6]] == [5.5, -0.25, 0.25, -0.375]
    assert "The series holds up to about 2 from the point: a singularity 2 to the left" in done.stdout
    assert "dual: the number of nodes grows" in done.stdout


# ── programs that misbehave ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "args", "code", "says"),
    [
        ("def f(x=1.0):\n    y = x - 1.0\n    return 1 / y\n", (), 1, "line 3: ZeroDivisionError"),
        ("def f(x=1.0):\n    raise RuntimeError('a\\nb')\n", (), 1, "line 2: RuntimeError: a"),
        (
            "def f(x=1.0):\n    raise ValueError('\\x1bc \\x9b31m \\x07 \\r.')\n",
            (),
            1,
            r"line 2: ValueError: \x1bc \x9b31m \x07 \x0d.",
        ),
        (
            "import os\ndef f(x=1.0):\n    os.closerange(3, 100)\n    return x\n",
            (),
            1,
            "the program took away what its process needs",
        ),
        (
            "import builtins\ndef f(x=1.0):\n    builtins.len = None\n    return x * 2.0\n",
            (),
            1,
            "the program took away what its process needs",
        ),
        ("def f(x=1.0):\n    return x +\n", (), 1, "line 2, column"),
        ("y = 1 / 0\ndef f(x=1.0):\n    return x\n", (), 1, "line 1: ZeroDivisionError: division by zero"),
        (
            "import os\ndef f(x=1.0):\n    y = x * 2\n    os._exit(3)\n",
            (),
            1,
            "line 4: WorkerDied: it ended itself by os._exit(3)",
        ),
        (
            "import ctypes\ndef f(x=1.0):\n    y = x * 2\n    ctypes.string_at(0)\n",
            (),
            1,
            "line 4: WorkerDied: segmentation fault",
        ),
        ("import sys\ndef f(x=1.0):\n    sys.exit(7)\n", (), 1, "line 3: SystemExit: the program asked to exit with 7"),
        ("def f(x=1.0):\n    return x * float(input())\n", (), 1, "line 2: EOFError"),
        ("def f(x=1.0):\n    return 'text'\n", (), 1, "f returned 'text'"),
        (
            "def f(x=1.0):\n    y = x * 2\n    while True: pass\n",
            ("--timeout", "0.5"),
            3,
            "stopped: the budget of 0.5 s was reached, at line 3; 3 nodes recorded",
        ),
        (
            "while True: pass\ndef f(x=1.0):\n    return x\n",
            ("--timeout", "0.5"),
            3,
            "stopped: the budget of 0.5 s was reached, at line 1; nothing",
        ),
        (
            "def f(x=1.0):\n    while True: x = x * 1.5\n",
            ("--max-nodes", "50"),
            3,
            "stopped: the budget of 50 nodes was reached, at line 2; 50 nodes recorded",
        ),
    ],
)
def test_failing_program_is_told_by_line_and_reason(program, text, args, code, says):
    done = run("trace", program(text), *args)
    assert done.returncode == code
    assert says in done.stderr
    assert "adstudio/" not in done.stderr.replace("\\", "/")
    assert "Traceback" not in done.stderr


def test_steps_before_a_segmentation_fault_are_kept(program, tmp_path):
    kept = tmp_path / "t.adtrace"
    done = run(
        "trace", program("import ctypes\ndef f(x=3.0):\n    y = x * x\n    ctypes.string_at(0)\n"), "--out", str(kept)
    )
    assert done.returncode == 1
    assert f"kept in {kept}" in done.stderr
    assert list(adstudio.load(kept).nodes.value) == [3.0, 9.0]


def test_flood_of_output_is_bounded(program):
    done = run("trace", program("def f(x=1.0):\n    for i in range(200_000): print('flood', i)\n    return x * x\n"))
    assert done.returncode == 0
    assert len(done.stderr) < 1_100_000
    assert "more characters were dropped" in done.stderr


def test_value_that_left_the_graph_is_noted(program):
    done = run("trace", program("def f(x=3.0):\n    y = float(x)\n    return x * y\n"))
    assert done.returncode == 0
    assert "note: line 2: float()" in done.stderr


# ── bad input ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("trace", "none.py"), "there is no file none.py"),
        (("none.py",), "there is no file none.py"),
        (("trace", f"{SEED}:g"), "has no function 'g'"),
        (("trace", SEED, "--at", "x9=1"), "f has no input 'x9'; its inputs are x1, x2"),
        (("trace", SEED, "--at", "x1="), "the point 'x1=' can't be read"),
        (("trace", SEED, "--wrt", "z"), "f has no input 'z'"),
        (("curve", SEED, "--wrt", "z"), "'z' is no input of f"),
        (("trace", SEED, "--engine", "tap"), "no engine 'tap'; there are"),
        (("trace", SEED, "--out", "t.txt"), "a trace is kept as .adtrace or .json"),
        (("curve", SEED, "--out", "c.jpg"), "a curve is written as .csv, .png, .svg or .pdf"),
        (("trace", SEED, "--timeout", "0"), "--timeout"),
        (("trace", "none.adtrace"), "none.adtrace"),
    ],
)
def test_bad_input_is_one_clear_message(args, says):
    done = run(*args)
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}", b"[1, 2]", b'{"format":"adtrace","version":99}'])
@pytest.mark.parametrize("name", ["t.adtrace", "t.json"])
def test_damaged_trace_is_one_clear_message(tmp_path, content, name):
    (tmp_path / name).write_bytes(content)
    done = run("trace", str(tmp_path / name))
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_version_and_help():
    assert run("--version").stdout.strip() == f"adstudio {adstudio.__version__}"
    for verb in ("engines", "trace", "check", "curve", "orders"):
        assert run(verb, "--help").returncode == 0
        assert verb in run("--help").stdout


def test_command_line_without_a_window_imports_no_qt():
    code = (
        "import sys\nfrom adstudio.cli import verbs\n"
        "def none(*a): raise AssertionError\n"
        "verbs.main(verbs.Gui(none, none), ['engines'])\n"
        "print(sorted({'PySide6', 'pyqtgraph', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


# ── what a hostile tester tried ────────────────────────────────────────────────────────────────────────

SQUARE = "def f(x=2.0):\n    return x * x\n"


def test_function_of_standard_input_is_named_after_its_dash():
    done = run("trace", "-:g", "--at", "x=3", stdin="def f(x):\n    return x\ndef g(x):\n    return x * x\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "g = 9" in done.stdout


@pytest.mark.parametrize(
    ("data", "code", "says"),
    [
        (b"\xef\xbb\xbfdef f(x=2.0): return x * x\n", 0, "f = 4"),
        (b"# -*- coding: latin-1 -*-\ndef f(x=2.0, s='\xe9'): return x * x\n", 0, "f = 4"),
        (b"def f(x=2.0, s='\xe9'): return x * x\n", 2, "standard input is not readable as text"),
    ],
)
def test_standard_input_is_read_as_a_file_is(data, code, says):
    done = subprocess.run([sys.executable, "-m", "adstudio", "trace", "-"], input=data, capture_output=True, timeout=60)
    assert done.returncode == code
    assert says in (done.stderr if code else done.stdout).decode()


def test_no_standard_input_at_all_is_said():
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m adstudio trace - <&-"], capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (2, "there is no standard input to read the program from\n")


@pytest.mark.parametrize("both", ["", "2>&1 "])
def test_output_that_nobody_reads_is_no_failure(program, both):
    file = program("def f(x=2.0):\n    for _ in range(100000):\n        print('a line')\n    return x * x\n")
    verb = f"{sys.executable} -m adstudio trace {file} {both}; echo $? >{file}.code"
    subprocess.run(["sh", "-c", f"({verb}) | true"], capture_output=True, timeout=60)
    assert Path(f"{file}.code").read_text() == "0\n"


def test_time_that_is_no_number_is_refused(program):
    done = run("trace", program(SQUARE), "--timeout", "nan")
    assert done.returncode == 2
    assert "nan is no time" in done.stderr
    assert run("trace", program(SQUARE), "--timeout", "inf").returncode == 0


def test_order_beyond_an_engine_is_refused(program):
    done = run("trace", program(SQUARE), "--order", "3")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tape can't give derivatives of order 3, its highest is 1; jet can\n"


def test_options_that_a_kept_trace_can_not_follow_are_refused(program, tmp_path):
    kept = str(tmp_path / "t.json")
    assert run("trace", program(SQUARE), "--out", kept).returncode == 0
    done = run("trace", kept, "--engine", "dual")
    assert done.returncode == 2
    assert "--engine has nothing to run" in done.stderr
    assert "is a trace" in run("check", kept).stderr


def test_file_that_can_not_be_written_is_named_as_typed(program, tmp_path):
    out = tmp_path / "nowhere" / "t.json"
    done = run("trace", program(SQUARE), "--out", str(out))
    assert (done.returncode, done.stderr) == (2, f"{out}: No such file or directory\n")


def test_mistyped_verb_is_no_file():
    done = run("trcae", SEED)
    assert done.returncode == 2
    assert "No such command 'trcae'" in done.stderr


def test_exception_that_says_nothing_is_its_type(program):
    done = run("trace", program("def f(x=2.0):\n    raise ValueError\n"))
    assert done.returncode == 1
    assert "line 2: ValueError\n" in done.stderr


def test_one_node_is_no_nodes(program):
    assert "   1 node, Tape" in run("trace", program("def f(x=2.0):\n    return x\n")).stdout
