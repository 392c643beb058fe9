"""Messages as they go over the pipe: one JSON object a line.

NaN and infinities are written as Python's `json` writes them: both ends are ours.
"""

from __future__ import annotations

import json

import msgspec

from adstudio.worker.messages import Event, Request


def encode(message: Request | Event) -> bytes:
    """One line."""
    return json.dumps(msgspec.to_builtins(message)).encode() + b"\n"


def decode_request(line: bytes) -> Request:
    """Raises `msgspec.ValidationError` or `ValueError` for anything that is not a request."""
    return msgspec.convert(json.loads(line), Request)


def decode_event(line: bytes) -> Event:
    """Raises `msgspec.ValidationError` or `ValueError` for anything that is not an event."""
    return msgspec.convert(json.loads(line), Event)
