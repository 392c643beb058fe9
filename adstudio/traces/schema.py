"""The JSON Schema of a `.json` trace, generated from the model, for engines in other languages."""

from __future__ import annotations

from typing import Any

import msgspec

from adstudio.traces.header import VERSION
from adstudio.traces.json_model import TraceText


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of what `json_file` writes and reads; what it cannot say is in `rules.py`."""
    schema = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(TraceText)))  # () becomes []
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"adtrace, version {VERSION}",
        **schema,
    }
