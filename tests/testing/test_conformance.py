"""Every registered engine keeps the contract, and the kit finds an engine that does not."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from adstudio.api import EngineSpec, Program, Recorder, Request, SweepKind, record
from adstudio.host.engines import engines
from adstudio.testing import CHECKS, Subject, check_engine, conform

NAMES = [engine.name for engine in engines() if engine.ok]


def test_bundled_engines_are_all_here():
    assert {"dual", "tape", "jet", "finite_difference", "torch"} <= set(NAMES)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.says)
@pytest.mark.parametrize("name", NAMES)
def test_registered_engine(name, check):
    check.run(Subject.of(name))


class Forward:
    """A sound engine to spoil: finite exact tangents by the tape's partials, swept forwards."""

    abilities = ("gradient",)

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        recording = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        nodes = self.spoiled(recording.nodes)
        for port in recording.inputs:
            for row in port.rows:
                tangent = np.zeros(len(nodes))
                tangent[row] = 1.0
                for child in range(row + 1, len(nodes)):
                    for edge in nodes.edges(child):
                        if tangent[nodes.parent[edge]] != 0.0:
                            tangent[child] += nodes.partial[edge] * tangent[nodes.parent[edge]]
                recorder.sweep(SweepKind.TANGENT, tangent, seed=[(row, 1.0)], label=f"∂/∂{port.name}")

    def spoiled(self, nodes: Any) -> Any:
        return nodes


def test_sound_unregistered_engine_passes():
    conform(Forward)


class OneRuleWrong(Forward):
    """One partial in a thousand too large by a ten-thousandth, which gradcheck's defaults pass."""

    def spoiled(self, nodes: Any) -> Any:
        nodes = copy.deepcopy(nodes)
        nodes.partial[nodes.value[nodes.parent] == 0.25] *= 1.0001
        return nodes


class ForgetsSecondUse(Forward):
    """A node used twice gives one contribution."""

    def spoiled(self, nodes: Any) -> Any:
        nodes = copy.deepcopy(nodes)
        for row in range(len(nodes)):
            edges = nodes.edges(row)
            if len(edges) == 2 and nodes.parent[edges[0]] == nodes.parent[edges[1]]:
                nodes.partial[edges[1]] = 0.0
        return nodes


class ChangesInputs(Forward):
    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        for value in request.at.values():
            if isinstance(value, list):
                value[0] += 1.0
        super().run(program, request, recorder)


class SwallowsErrors(Forward):
    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        try:
            super().run(program, request, recorder)
        except ValueError:
            recorder.sweep(SweepKind.PRIMAL, [])


class Counts(Forward):
    """Its second run is another."""

    runs = 0

    def spoiled(self, nodes: Any) -> Any:
        Counts.runs += 1
        nodes = copy.deepcopy(nodes)
        nodes.partial[:] *= 1.0 + 1e-15 * Counts.runs
        return nodes


class ExtraNodes(Forward):
    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        recorder.node("identity", 1.0)
        super().run(program, request, recorder)


class IllegalSweep(Forward):
    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        super().run(program, request, recorder)
        recorder.sweep(SweepKind.TANGENT, [1.0, 2.0])


class IgnoresDirection(Forward):
    """It says that it goes along any direction, and goes along each input all the same."""

    abilities = ("gradient", "jvp")


class PullsEachOutput(Forward):
    """It says that it pulls back any cotangent, and sweeps forwards."""

    abilities = ("gradient", "vjp")


class NudgesAsItSets(Forward):
    """It keeps the slopes also of what was set."""

    abilities = ("gradient", "what_if")

    def spoiled(self, nodes: Any) -> Any:
        nodes = copy.deepcopy(nodes)
        nodes.partial[nodes.partial == 0.0] = 1.0
        return nodes


class GoesOn(Forward):
    """Sound: the partials of the ground run know what was put in."""

    abilities = ("gradient", "what_if")


def test_a_sound_engine_that_goes_on_from_edits_passes():
    conform(GoesOn)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (OneRuleWrong, "values and gradients are the closed forms"),
        (ForgetsSecondUse, "values and gradients are the closed forms"),
        (ChangesInputs, "inputs are unchanged after a run"),
        (SwallowsErrors, "an error keeps the steps before it"),
        (Counts, "a second run is equal"),
        (ExtraNodes, "nodes are numbered as the program runs"),
        (IgnoresDirection, "a direction is gone along"),
        (PullsEachOutput, "a cotangent is pulled back"),
        (NudgesAsItSets, "edited values and adjoints are gone on from"),
        (IllegalSweep, "the worked example has the textbook's nodes"),
    ],
)
def test_wrong_engine_is_found(wrong, says):
    report = check_engine(wrong)
    assert not report.ok
    assert says in [result.says for result in report.findings]


def test_report_names_the_check_and_the_number():
    text = str(check_engine(ForgetsSecondUse))
    assert "∂/∂x of a square: 3, expected 6" in text


def test_illegal_trace_names_the_broken_rule():
    findings = " ".join(result.finding for result in check_engine(IllegalSweep).findings)
    assert "it wrote an illegal trace" in findings
    assert "derivative" in findings


def test_spec_of_an_unregistered_class_is_sound():
    spec = Subject.of(Forward).status.spec
    assert isinstance(spec, EngineSpec)
    assert spec.name == "Forward"
