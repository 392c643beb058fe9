"""What a program prints is heard, in order, within bounds."""

from __future__ import annotations

from conversation import Conversation


def test_prints_are_heard_before_done(talk: Conversation) -> None:
    """From Python, from C and from a child process."""
    text = (
        "import os, subprocess, sys\ndef f(x=1.0):\n    print('one', flush=True)\n    os.write(1, b'two\\n')\n"
        "    subprocess.run(['echo', 'three'])\n    print('four', file=sys.stderr)\n    return x * x\n"
    )
    answer = talk.ask(text)
    assert answer.text.split() == ["one", "two", "three", "four"]
    assert [event.event for event in answer.events][-1] == "done"


def test_the_last_print_before_a_crash_is_heard(talk: Conversation) -> None:
    """It is what one looks for."""
    answer = talk.ask("import ctypes\ndef f(x=1.0):\n    print('the last')\n    ctypes.string_at(0)\n")
    assert "the last" in answer.text


def test_a_flood_is_cut_and_counted(talk: Conversation) -> None:
    """Ten million lines: what is beyond the budget is dropped, with a count, and the caller is not slowed."""
    answer = talk.ask(
        "def f(x=1.0):\n    for i in range(10_000_000):\n        print(i)\n    return x * x\n", output=100_000
    )
    assert 100_000 <= len(answer.text) < 101_000
    assert answer.text.startswith("0\n1\n2\n")
    dropped = 78_888_890 - 100_000  # characters of the numbers below 10⁷ and their line ends
    assert f"{dropped:,} more characters were dropped" in answer.text
    assert answer.traces["tape"].value == 1.0


def test_a_flood_in_one_print_is_cut(talk: Conversation) -> None:
    """A hundred megabytes at once."""
    answer = talk.ask("def f(x=1.0):\n    print('y' * 100_000_000)\n    return x * x\n", output=1000)
    assert "99,999,001 more characters were dropped" in answer.text


def test_bytes_that_are_no_text_are_shown(talk: Conversation) -> None:
    """Invalid UTF-8 as escapes, a character cut by a buffer's end whole."""
    answer = talk.ask(
        "import os\ndef f(x=1.0):\n    os.write(1, b'\\xff\\xfe ok ' + 'é'.encode() * 100_000)\n    return x\n"
    )
    assert answer.text.startswith("\\xff\\xfe ok éé")
    assert answer.text.count("é") == 100_000


def test_a_lone_surrogate_can_be_printed(talk: Conversation) -> None:
    """Python can't encode it; the program goes on."""
    answer = talk.ask("def f(x=1.0):\n    print('\\udcff')\n    return x * x\n")
    assert "\\udcff" in answer.text
    assert answer.traces["tape"].header.error is None


PRINTS = "def f(x=1.0):\n    print(f'x = {x:g}')\n    return x * x if x < 5.0 else x\n"


def test_a_program_that_several_engines_run_prints_once(talk: Conversation) -> None:
    """Not again for each engine, nor at the shifted points of finite differences."""
    answer = talk.ask(PRINTS, engines=("finite_difference", "dual", "tape"))
    assert answer.text == "x = 1\n"
    assert set(answer.traces) == {"finite_difference", "dual", "tape"}


def test_an_error_curve_prints_nothing_of_its_thousand_runs(talk: Conversation) -> None:
    answer = talk.ask(PRINTS, do="curve", options={"wrt": "x"})
    assert answer.has("analysis")
    assert answer.text == ""
