"""Seeds and edits as a person chooses them, without a window."""

from __future__ import annotations

import pytest
import worked_example

from adstudio.program.seeds import Seeds
from adstudio.traces.edits import Edit, EditKind
from adstudio.workspace.document import Document
from adstudio.workspace.edits import EditList, edit_of, in_words, refusal
from adstudio.workspace.gradients import headline
from adstudio.workspace.seeds import SeedChoice, SeedState, typed
from adstudio.workspace.seeds import in_words as seeds_in_words
from adstudio.workspace.slopes import slopes


def told(signal) -> list[int]:
    heard: list[int] = []
    signal.connect(lambda: heard.append(1))
    return heard


def test_a_choice_of_seeds_is_told_once_and_restored() -> None:
    choice = SeedChoice()
    heard = told(choice.changed)
    choice.choose("forward", Seeds(kind="ones"))
    choice.choose("forward", Seeds(kind="ones"))
    assert (len(heard), choice.chosen) == (1, True)
    kept = choice.state
    choice.restore(SeedState())
    assert not choice.chosen
    choice.restore(kept)
    assert choice.state.forward.kind == "ones"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.6, 0.8", (0.6, 0.8)), ("(1 0)", (1.0, 0.0)), ("[1/2; -pi]", (0.5, -3.141592653589793))],
)
def test_typed_seeds_are_read(text: str, expected: tuple[float, ...]) -> None:
    assert typed(text, 2) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [("1, 2, 3", "there are 2 entries, and 3 were typed"), ("a, 1", "a is no number; try 2, 1e-3, pi or 2/3")],
)
def test_typed_seeds_that_do_not_fit_are_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        typed(text, 2)


def test_seeds_in_words() -> None:
    labels = ("x1", "x2")
    chosen = [Seeds(), Seeds(kind="one", entry=1), Seeds(kind="random", number=7), Seeds(kind="typed", weights=(1, 2))]
    assert [seeds_in_words(seeds, labels, "each input") for seeds in chosen] == [
        "each input",
        "x2",
        "random, seed 7",
        "(1, 2)",
    ]


def test_an_edit_takes_the_place_of_an_earlier_one_of_the_same_number() -> None:
    edits = EditList()
    heard = told(edits.changed)
    edits.put(Edit(3, EditKind.SET, 1.0))
    edits.put(Edit(3, EditKind.NUDGE, 2.0))
    edits.put(Edit(3, EditKind.ADJOINT, 3.0))
    assert [edit.value for edit in edits.state] == [2.0, 3.0]
    kept = edits.state
    edits.remove(kept[0])
    assert edits.of(3, adjoint=False) is None
    edits.restore(kept)
    edits.clear()
    edits.clear()
    assert len(heard) == 6


def test_edits_in_words() -> None:
    trace = worked_example.trace()
    words = [in_words(edit_of(trace, 3, kind, 12.0), trace) for kind in EditKind]
    assert words == ["v₄ := 12", "v₄ nudged to 12", "v̄₄ := 12"]
    assert in_words(Edit(3, EditKind.SET, 12.0, op="exp"), trace) == "exp of row 3 := 12"


def test_what_can_not_be_put_in_is_refused_with_the_reason() -> None:
    trace = worked_example.trace()
    assert refusal(trace, None, adjoint=False) == "Select a node first"
    assert "x1 is an input" in refusal(trace, 0, adjoint=False)
    assert refusal(trace, 0, adjoint=True) == ""
    assert refusal(trace, 3, adjoint=False) == ""


def test_another_program_or_function_forgets_seeds_and_edits() -> None:
    document = Document()
    for change in (lambda: document.set_program("y = 1"), lambda: document.set_function("g")):
        document.seeds.choose("forward", Seeds(kind="ones"))
        document.edits.put(Edit(3, EditKind.SET, 1.0))
        change()
        assert not document.seeds.chosen
        assert document.edits.state == ()


def _labels(engine: str, **request) -> list[str]:
    from adstudio.host import running
    from adstudio.program.contract import Request
    from adstudio.program.loading import load

    two = "def f(x=2.0, y=3.0):\n    return x * y, x - y\n"
    source = request.pop("source", worked_example.SOURCE) if "source" in request else worked_example.SOURCE
    trace = running.run(load(two if source == "two" else source), engine, Request(**request))
    found = slopes(trace, len(trace.timeline) - 1)
    assert all(slope.done for slope in found)
    if engine != "tape" and request:
        assert headline(trace) == (found[0].label, found[0].value)
    return [slope.label for slope in found]


def test_slopes_say_what_they_are() -> None:
    along = Seeds(kind="typed", weights=(0.6, 0.8))
    assert _labels("dual", direction=along) == ["∂f along (0.6, 0.8)"]
    assert _labels("jet", direction=along) == ["∂f along (0.6, 0.8)"]
    assert _labels("finite_difference", direction=along) == ["∂f along (0.6, 0.8)"]
    assert _labels("tape", cotangent=(2.0,)) == ["∂(2·f)/∂x1", "∂(2·f)/∂x2"]
    assert _labels("tape", source="two", cotangent=Seeds(kind="ones")) == ["∂(w·f)/∂x", "∂(w·f)/∂y"]
    assert _labels("tape", source="two", cotangent=Seeds(kind="one", entry=1)) == ["∂f[1]/∂x", "∂f[1]/∂y"]
    edited = (Edit(3, EditKind.ADJOINT, 3.0),)
    assert _labels("tape", edits=edited) == ["adjoint of x1, edited", "adjoint of x2, edited"]
