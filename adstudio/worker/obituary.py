"""What is said of a worker that died in the middle of a request: its trace so far, and why and where it ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from adstudio.traces.header import TraceError
from adstudio.worker import death, recovery
from adstudio.worker.channel import Channel
from adstudio.worker.messages import Event, Request

SUPERSEDED, STOPPED = "superseded", "stopped"  # why a client ends a run, besides a budget
UNHEEDING = "stopped: the program did not heed the interrupt, so its process was ended"
DROPPED = "\n… {:,} more characters were dropped\n"


def events(worker: Channel, request: Request, *, why: str, done: Sequence[str], folder: Path) -> Iterator[Event]:
    """The last events of a request, "done" at the end. Takes time where the trace is large.

    why: the client ended it, and this is the reason; "" where it died by itself. done: engines that had delivered.
    folder: where the trace goes.
    """
    words = worker.last_words()
    line = death.line(words, request.file or "<program>")
    dropped = worker.dropped()
    if dropped:
        yield Event(id=request.id, event="output", text=DROPPED.format(dropped))
    if why != SUPERSEDED:
        reason = UNHEEDING if why == STOPPED else why or _reason(worker, words)
        if request.do == "trace":
            error = TraceError(type="WorkerDied", message=reason, source=0 if line else -1, line=line)
            yield from _saved(
                worker, request, done, folder / f"{request.id}-saved.adtrace", None if why else error, reason
            )
        yield Event(id=request.id, event="died", reason=reason, line=line)
    yield Event(id=request.id, event="done")


def _reason(worker: Channel, words: str) -> str:
    code = worker.process.wait()
    return "it closed the pipe to its client" if worker.deaf else death.reason(code, words)


def _saved(
    worker: Channel, request: Request, done: Sequence[str], path: Path, error: TraceError | None, reason: str
) -> Iterator[Event]:
    """The trace of what the dead process had recorded."""
    try:
        found = recovery.recover(worker.folder, error=error, truncated="" if error else reason)
        if found is None or found.header.engine.name in done:
            return
        found.save(path)
    except Exception as broken:  # noqa: BLE001 - the program may have overwritten what is read here
        text = f"what it had recorded is lost: {type(broken).__name__}: {broken}\n"
        yield Event(id=request.id, event="output", text=text)
        return
    yield Event(id=request.id, event="trace", engine=found.header.engine.name, path=str(path))
