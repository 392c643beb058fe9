"""Random damage to files: a damaged file is either still a legal trace or one `UnreadableTrace`, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import worked_example
from hypothesis import example, given, settings
from hypothesis import strategies as st
from traces.random_traces import traces

from adstudio.traces.files import ENDINGS, UnreadableTrace, load, save
from adstudio.traces.model import Trace
from adstudio.traces.rules import check

Change = tuple[str, float, bytes]
CHANGES = st.lists(
    st.tuples(st.sampled_from(["flip", "cut", "insert", "repeat"]), st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=8)),
    min_size=1,
    max_size=4,
)  # fmt: skip


def damaged(content: bytes, changes: list[Change]) -> bytes:
    """`content` after flips, cuts, insertions and repeats, each at a place between 0 (begin) and 1 (end)."""
    for kind, where, piece in changes:
        at = int(where * len(content))
        if kind == "flip":
            content = content[:at] + bytes([content[at] ^ piece[0]]) + content[at + 1 :] if content else content
        elif kind == "cut":
            content = content[:at] + content[at + len(piece) :]
        elif kind == "insert":
            content = content[:at] + piece + content[at:]
        else:
            content = content[:at] + content[max(0, at - 40) :]
    return content


def opens_or_refuses(path: Path) -> None:
    refused = None
    try:
        check(load(path))
    except UnreadableTrace as error:
        refused = error
    assert refused is None or (refused.defect and str(refused) == f"{path}: {refused.defect}")


@pytest.mark.parametrize("ending", ENDINGS)
@settings(deadline=None, max_examples=200)
@given(trace=traces(), changes=CHANGES)
def test_a_damaged_file_is_legal_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ending: str, trace: Trace, changes: list[Change]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"damaged{ending}"
    save(trace, path)
    path.write_bytes(damaged(path.read_bytes(), changes))
    opens_or_refuses(path)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(deadline=None, max_examples=200)
@given(content=st.binary(max_size=64) | st.text(max_size=64).map(lambda t: t.encode("utf-8", "replace")))
@example(content=b'{"header":{"format":"adtrace","version":1e400}}')
@example(content=b'{"header":{"format":"adtrace","version":true}}')
@example(content=b"null")
def test_a_file_of_anything_is_refused(tmp_path_factory: pytest.TempPathFactory, ending: str, content: bytes) -> None:
    (path := tmp_path_factory.getbasetemp() / f"anything{ending}").write_bytes(content)
    with pytest.raises(UnreadableTrace):
        load(path)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_flipped_bit_anywhere_in_the_worked_example_is_legal_or_refused(tmp_path: Path, ending: str) -> None:
    """One bit of every third byte: in a number or a text it makes another legal trace, elsewhere it is refused."""
    worked_example.trace().save(path := tmp_path / f"t{ending}")
    whole = path.read_bytes()
    with path.open("r+b", buffering=0) as file:
        for at in range(0, len(whole), 3):
            file.seek(at)
            file.write(bytes([whole[at] ^ (1 << at % 8)]))
            opens_or_refuses(path)
            file.seek(at)
            file.write(whole[at : at + 1])
    load(path)
