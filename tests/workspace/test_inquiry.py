"""Questions about numbers, and two engines in lockstep: the models, without a screen."""

from __future__ import annotations

import pytest
import worked_example
from msgspec.structs import replace

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces import quantities
from adstudio.traces.model import Trace
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.inquiry import Inquiry
from adstudio.workspace.lockstep import Lockstep

BACKWARD = quantities.derivative(1, 3)


@pytest.fixture
def document() -> Document:
    made = Document()
    made.set_trace("hand", worked_example.trace())
    return made


@pytest.fixture
def inquiry(document: Document) -> Inquiry:
    return Inquiry(document)


def test_what_is_asked_begins_a_trail(inquiry: Inquiry) -> None:
    asked: list[str] = []
    inquiry.asked.connect(lambda: asked.append(inquiry.direction))
    inquiry.ask(BACKWARD)
    inquiry.follow(quantities.contribution(28))
    inquiry.ask(quantities.value(3), "where")
    assert inquiry.trail == (quantities.value(3),)
    assert asked == ["why", "where"]


def test_following_lengthens_the_trail_and_going_back_cuts_it(inquiry: Inquiry) -> None:
    first, second, third = BACKWARD, quantities.contribution(28), quantities.derivative(3, 3)
    inquiry.ask(first)
    inquiry.follow(second)
    inquiry.follow(third)
    assert inquiry.trail == (first, second, third)
    inquiry.follow(first)
    assert inquiry.trail == (first,)
    inquiry.follow(second)
    inquiry.back()
    inquiry.back()
    assert inquiry.quantity == first


def test_the_other_question_keeps_the_number(inquiry: Inquiry) -> None:
    inquiry.ask(BACKWARD)
    inquiry.turn("where")
    assert (inquiry.quantity, inquiry.direction) == (BACKWARD, "where")


def test_a_retrace_keeps_the_trail_and_another_engine_does_not(document: Document, inquiry: Inquiry) -> None:
    inquiry.ask(BACKWARD)
    document.set_trace("hand", replace(worked_example.trace()))
    assert inquiry.quantity == BACKWARD
    assert inquiry.provenance is not None
    assert inquiry.provenance.trace is document.trace
    document.set_trace("other", worked_example.trace())
    document.show("other")
    assert inquiry.quantity is None


def test_a_number_that_is_gone_is_forgotten(document: Document, inquiry: Inquiry) -> None:
    inquiry.ask(BACKWARD)
    trace = worked_example.trace()
    document.set_trace("hand", replace(trace, sweeps=trace.sweeps[:2]))
    assert inquiry.trail == ()
    inquiry.ask(BACKWARD)
    assert inquiry.trail == ()


# -- lockstep ------------------------------------------------------------------------------------------------------


def run(engine: str) -> Trace:
    return running.run(load(worked_example.SOURCE), engine, Request())


@pytest.fixture
def engines() -> tuple[Document, Cursor]:
    document, cursor = Document(), Cursor()
    cursor.follow(document)
    document.set_traces({engine: run(engine) for engine in ("tape", "dual", "jet")})
    document.show("dual")
    return document, cursor


def test_the_other_engine_is_one_with_the_same_derivatives(engines: tuple[Document, Cursor]) -> None:
    lockstep = Lockstep(*engines)
    assert lockstep.candidates == ("tape", "jet")
    assert lockstep.other == "jet"
    lockstep.choose("tape")
    assert lockstep.other == "tape"


def test_one_cursor_moves_both(engines: tuple[Document, Cursor]) -> None:
    document, cursor = engines
    lockstep = Lockstep(document, cursor)
    moves: list[int] = []
    lockstep.moved.connect(lambda: moves.append(cursor.step))
    cursor.step = 10
    meeting = lockstep.meeting
    assert moves == [10]
    assert meeting is not None
    assert meeting.row == 3
    assert meeting.derivative is not None
    assert (meeting.derivative.ours, meeting.derivative.theirs) == (5.0, 5.0)
    assert lockstep.verdict == "they agree to the last bit"


def test_the_parting_is_the_divergence(engines: tuple[Document, Cursor]) -> None:
    document, cursor = engines
    jet = run("jet")
    series = jet.sweeps[1].derivative.copy()
    series[4] += 0.1
    document.set_trace(
        "jet", replace(jet, sweeps=(jet.sweeps[0], replace(jet.sweeps[1], derivative=series), *jet.sweeps[2:]))
    )
    lockstep = Lockstep(document, cursor)
    assert lockstep.diverges
    assert lockstep.parting == 11
    assert lockstep.verdict == "they diverge first at step 12"


def test_the_shown_engine_is_never_beside_itself(engines: tuple[Document, Cursor]) -> None:
    document, cursor = engines
    lockstep = Lockstep(document, cursor)
    lockstep.choose("jet")
    document.show("jet")
    assert lockstep.other == "dual"
    document.show("dual")
    assert lockstep.other == "jet"


def test_one_engine_alone_meets_nobody(document: Document) -> None:
    cursor = Cursor()
    cursor.follow(document)
    lockstep = Lockstep(document, cursor)
    assert (lockstep.other, lockstep.pairing, lockstep.meeting, lockstep.parting) == ("", None, None, -1)
