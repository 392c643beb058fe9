"""The JSON Schema, against an independent validator."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
import worked_example
from hypothesis import given
from traces.random_traces import traces

from adstudio.traces import json_file
from adstudio.traces.model import Trace
from adstudio.traces.schema import json_schema

VALIDATOR = jsonschema.Draft202012Validator(json_schema())


def example() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_file.encode(worked_example.trace()))
    return found


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())
    assert json_schema()["title"] == "adtrace, version 1"
    assert json.loads(json.dumps(json_schema())) == json_schema()


def test_the_worked_example_is_valid() -> None:
    VALIDATOR.validate(example())


@given(traces())
def test_every_trace_that_is_written_is_valid(trace: Trace) -> None:
    VALIDATOR.validate(json.loads(json_file.encode(trace)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("nodes", "op"), None),
        (("nodes", "op"), [-1]),
        (("nodes", "flags"), [256]),
        (("nodes", "value"), ["nan"]),
        (("sweeps", 1, "kind"), "backward"),
        (("header", "engine"), {}),
        (("sweeps", 1, "seed"), [[0]]),
    ],
)
def test_the_schema_refuses(path: tuple[Any, ...], value: Any) -> None:
    text = example()
    place = text
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert not VALIDATOR.is_valid(text)


@pytest.mark.parametrize("column", ["header", "nodes", "spans", "scopes"])
def test_what_a_trace_cannot_do_without_is_required(column: str) -> None:
    text = example()
    del text[column]
    assert not VALIDATOR.is_valid(text)
