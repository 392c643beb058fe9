"""A worker for the tests of a file: each test leaves it, or its successor, working."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conversation import Conversation

from adstudio.worker.client import WorkerClient


@pytest.fixture(scope="module")
def client() -> Iterator[WorkerClient]:
    """A client whose worker may be killed and replaced."""
    client = WorkerClient()
    yield client
    client.close()


@pytest.fixture
def talk(client: WorkerClient) -> Iterator[Conversation]:
    """A conversation, at whose end the next run works and no call has kept the caller waiting."""
    talk = Conversation(client)
    yield talk
    assert talk.works()
    assert talk.slowest < 0.1, talk.slowest  # 50 ms on a machine that is not shared
