"""Traces on disk: what is written is what is read, and whatever is wrong with a file is one clear error."""

from __future__ import annotations

import json
import os
import pickle
import re
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
import worked_example
from hypothesis import given
from msgspec.structs import replace
from safetensors.numpy import load_file, save_file
from traces.random_traces import same, traces

from adstudio.traces import adtrace_file, files
from adstudio.traces.files import UnreadableTrace, load, save
from adstudio.traces.model import Column, Series, Trace
from adstudio.traces.rules import IllegalTrace

ENDINGS = pytest.mark.parametrize("ending", files.ENDINGS)


# -- round trips -------------------------------------------------------------------------------------------------------


@ENDINGS
def test_the_worked_example_comes_back_equal(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"t{ending}"
    worked_example.trace().save(path)
    assert same(load(path), worked_example.trace())
    assert load(str(path)).gradient == worked_example.trace().gradient


@ENDINGS
@given(trace=traces())
def test_any_legal_trace_comes_back_equal(tmp_path_factory: pytest.TempPathFactory, ending: str, trace: Trace) -> None:
    path = tmp_path_factory.getbasetemp() / f"random{ending}"
    save(trace, path)
    assert same(load(path), trace)


@ENDINGS
def test_every_bit_of_a_finite_number_survives(tmp_path: Path, ending: str) -> None:
    bits = np.random.default_rng(1).integers(0, 2**64, 20_000, dtype=np.uint64)
    numbers = bits.view(np.float64)
    numbers = np.concatenate([numbers[np.isfinite(numbers)], [-0.0, 5e-324, 1.7976931348623157e308]])
    trace = replace(worked_example.trace(), series=(Series("s", (Column("n", numbers),)),))
    save(trace, path := tmp_path / f"t{ending}")
    assert np.array_equal(load(path).series[0]["n"].view(np.uint64), numbers.view(np.uint64))


def test_json_has_nan_and_infinities_as_texts(tmp_path: Path) -> None:
    trace = worked_example.trace()
    value = trace.nodes.value.copy()
    value[:4] = [np.nan, np.inf, -np.inf, -0.0]
    save(replace(trace, nodes=replace(trace.nodes, value=value)), path := tmp_path / "t.json")
    assert json.loads(path.read_text())["nodes"]["value"][:4] == ["NaN", "Infinity", "-Infinity", -0.0]


@ENDINGS
def test_a_fixed_input_keeps_its_kind_of_nan(tmp_path: Path, ending: str) -> None:
    trace = worked_example.trace()
    fixed = msgspec.structs.replace(trace.header.inputs[0], name="n", rows=(), shape=None, fixed=["NaN", float("nan")])
    header = msgspec.structs.replace(trace.header, inputs=(fixed,))
    save(replace(trace, header=header), path := tmp_path / f"t{ending}")
    text, number = load(path).header.inputs[0].fixed
    assert text == "NaN"
    assert np.isnan(number)


def test_adtrace_is_plain_safetensors(tmp_path: Path) -> None:
    worked_example.trace().save(path := tmp_path / "t.adtrace")
    assert load_file(path)["nodes.value"].tolist() == worked_example.VALUES


@pytest.mark.parametrize("mapped_from", [0, 1 << 40])
def test_columns_are_views_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mapped_from: int
) -> None:
    """Of a large file: mapped, so that opening it reads nothing; of a small one: its bytes."""
    monkeypatch.setattr(adtrace_file, "MAPPED_FROM", mapped_from)
    worked_example.trace().save(path := tmp_path / "t.adtrace")
    trace = load(path)
    assert same(trace, worked_example.trace())
    assert not trace.nodes.value.flags.owndata
    with pytest.raises(ValueError, match="read-only"):
        trace.nodes.value[0] = 1.0


def test_columns_that_are_strided_are_written_in_order(tmp_path: Path) -> None:
    trace = worked_example.trace()
    doubled = np.repeat(trace.nodes.value, 2)
    save(replace(trace, nodes=replace(trace.nodes, value=doubled[::2])), path := tmp_path / "t.adtrace")
    assert load(path).nodes.value.tolist() == worked_example.VALUES


# -- saving ------------------------------------------------------------------------------------------------------------


@ENDINGS
def test_a_save_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    path = tmp_path / f"t{ending}"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", lambda self, target: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        worked_example.trace().save(path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"old"


@ENDINGS
def test_an_illegal_trace_is_not_saved(tmp_path: Path, ending: str) -> None:
    trace = worked_example.trace()
    with pytest.raises(IllegalTrace, match=r"nodes\.value: has shape"):
        save(replace(trace, nodes=replace(trace.nodes, value=np.zeros(3))), tmp_path / f"t{ending}")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("name", "shown"), [("t.txt", ".txt"), ("t", "a file without an ending")])
def test_another_ending_is_refused(tmp_path: Path, name: str, shown: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"a trace is saved as .adtrace or .json, not as {shown}")):
        save(worked_example.trace(), tmp_path / name)
    (tmp_path / name).write_text("{}")
    with pytest.raises(UnreadableTrace, match=r"a trace ends in \.adtrace or \.json"):
        load(tmp_path / name)


@pytest.mark.skipif(os.name == "nt", reason="permissions are POSIX")
def test_a_saved_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (plain := tmp_path / "plain").write_text("")
    worked_example.trace().save(path := tmp_path / "t.adtrace")
    assert path.stat().st_mode == plain.stat().st_mode
    path.chmod(0o600)
    worked_example.trace().save(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


# -- damage ------------------------------------------------------------------------------------------------------------


def written(tmp_path: Path, ending: str) -> Path:
    worked_example.trace().save(path := tmp_path / f"t{ending}")
    return path


def test_defect_that_quotes_the_file_is_cut() -> None:
    error = UnreadableTrace("t.json", "a shape of " + "9, " * 1000)
    assert len(str(error)) < 500
    assert str(error).startswith("t.json: a shape of 9, 9, ")


def defect(path: Path) -> str:
    """What is said to be wrong with the file; the message names the file first."""
    with pytest.raises(UnreadableTrace) as caught:
        load(path)
    assert str(caught.value) == f"{path}: {caught.value.defect}"
    assert isinstance(caught.value, ValueError)
    return caught.value.defect


def in_json(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Damage to the text of a `.json`."""

    def damage(path: Path) -> None:
        text = json.loads(path.read_text())
        change(text)
        path.write_text(json.dumps(text))

    return damage


def in_tensors(change: Callable[[dict[str, Any], dict[str, str]], Any]) -> Callable[[Path], None]:
    """Damage to the tensors and the metadata of an `.adtrace`; the file stays whole safetensors."""

    def damage(path: Path) -> None:
        tensors = {name: tensor.copy() for name, tensor in load_file(path).items()}
        content = path.read_bytes()
        metadata = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])["__metadata__"]
        change(tensors, metadata)
        save_file(tensors, path, metadata)

    return damage


def with_header(text: bytes, body: bytes = b"") -> Callable[[Path], None]:
    return lambda path: path.write_bytes(len(text).to_bytes(8, "little") + text + body) and None


def put(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(text: dict[str, Any]) -> None:
        for key in path[:-1]:
            text = text[key]
        text[path[-1]] = value

    return change


def retag(key: str, old: str, new: str) -> Callable[[dict[str, Any], dict[str, str]], None]:
    return lambda _, metadata: metadata.update({key: metadata[key].replace(old, new)})


HUGE = b'{"nodes.op":{"dtype":"F64","shape":[1152921504606846976],"data_offsets":[0,9223372036854775808]}}'
NEWER = "This trace has format version 2; this AD Studio reads up to 1. Install a newer AD Studio to open it."

# fmt: off
DAMAGE: list[tuple[str, str, Callable[[Path], Any], str]] = [
    # what is wrong            file        damage                                                           the defect begins with
    ("newer version",          ".adtrace", in_tensors(retag("header", '"version":1', '"version":2')),       NEWER),
    ("newer, other fields",    ".adtrace", in_tensors(lambda t, m: m.update(header='{"format":"adtrace","version":2,"engine":5}')), NEWER),
    ("newer version",          ".json",    in_json(put("header", "version", value=2)),                      NEWER),
    ("newer, other fields",    ".json",    lambda p: p.write_text('{"header":{"format":"adtrace","version":2,"x":1},"nodes":[]}'), NEWER),
    ("another format",         ".adtrace", in_tensors(retag("header", '"adtrace"', '"tape"')),              "this is not a trace: its format is 'tape', expected 'adtrace'"),
    ("another format",         ".json",    in_json(put("header", "format", value="tape")),                  "this is not a trace: its format is 'tape', expected 'adtrace'"),
    ("no version",             ".json",    in_json(lambda t: t["header"].pop("version")),                   "a field is missing or of another type: Object missing required field `version`"),
    ("other JSON",             ".json",    lambda p: p.write_text('[1, 2]'),                                "a field is missing or of another type: Expected `object`, got `array`"),
    ("empty",                  ".adtrace", lambda p: p.write_bytes(b""),                                    "the file is empty"),
    ("empty",                  ".json",    lambda p: p.write_bytes(b""),                                    "the file is empty"),
    ("missing",                ".adtrace", lambda p: p.unlink(),                                            "No such file or directory"),
    ("missing",                ".json",    lambda p: p.unlink(),                                            "No such file or directory"),
    ("a folder",               ".adtrace", lambda p: (p.unlink(), p.mkdir()),                               "this is a folder; expected a file"),
    ("a folder",               ".json",    lambda p: (p.unlink(), p.mkdir()),                               "this is a folder; expected a file"),
    ("cut by one byte",        ".adtrace", lambda p: p.write_bytes(p.read_bytes()[:-1]),                    "this is not a whole safetensors file: incomplete metadata, file not fully covered"),
    ("cut by one byte",        ".json",    lambda p: p.write_bytes(p.read_bytes()[:-1]),                    "its text is not JSON: Input data was truncated"),
    ("one byte more",          ".adtrace", lambda p: p.write_bytes(p.read_bytes() + b"0"),                  "this is not a whole safetensors file: incomplete metadata, file not fully covered"),
    ("one byte more",          ".json",    lambda p: p.write_bytes(p.read_bytes() + b"0"),                  "its text is not JSON: JSON is malformed: trailing characters"),
    ("cut in the header",      ".adtrace", lambda p: p.write_bytes(p.read_bytes()[:100]),                   "this is not a whole safetensors file: "),
    ("not UTF-8",              ".json",    lambda p: p.write_bytes(p.read_bytes().replace(b'"f"', b'"\xff"')), "its text is not UTF-8: invalid start byte at byte "),
    ("not UTF-8",              ".adtrace", with_header(b'{"\xff":1}'),                                      "this is not a whole safetensors file: invalid UTF-8 in header"),
    ("not JSON",               ".adtrace", with_header(b'{"nodes'),                                         "this is not a whole safetensors file: invalid JSON in header"),
    ("metadata is not JSON",   ".adtrace", in_tensors(lambda t, m: m.update(tables="{")),                   "its text is not JSON: Input data was truncated"),
    ("nested for ever",        ".json",    lambda p: p.write_text('{"header":' + "[" * 200_000),            "its text is "),
    ("another safetensors",    ".adtrace", lambda p: save_file({"a": np.zeros(3)}, p),                      "this is a safetensors file but not a trace: its metadata has no 'header'"),
    ("no tables",              ".adtrace", in_tensors(lambda t, m: m.pop("tables")),                        "this is a safetensors file but not a trace: its metadata has no 'tables'"),
    ("a missing column",       ".adtrace", in_tensors(lambda t, m: t.pop("nodes.parent")),                  "the column nodes.parent is missing"),
    ("a missing column",       ".json",    in_json(lambda t: t["nodes"].pop("parent")),                     "a field is missing or of another type: Object missing required field `parent` - at `$.nodes`"),
    ("another dtype",          ".adtrace", in_tensors(lambda t, m: t.update({"nodes.op": np.zeros(7)})),    "the column nodes.op is F64 of shape [7]; expected uint16 in 1 dimension"),
    ("unknown dtype",          ".adtrace", lambda p: p.write_bytes(p.read_bytes().replace(b'"U16"', b'"Q16"')), "this is not a whole safetensors file: invalid JSON in header: unknown variant `Q16`"),
    ("a table as a column",    ".adtrace", in_tensors(lambda t, m: t.update({"nodes.value": np.zeros((7, 1))})), "the column nodes.value is F64 of shape [7, 1]; expected float64 in 1 dimension"),
    ("another type",           ".json",    in_json(put("nodes", "op", 3, value="mul")),                     "a field is missing or of another type: Expected `int`, got `str` - at `$.nodes.op[3]`"),
    ("an int beyond its type", ".json",    in_json(put("nodes", "op", 3, value=2**16)),                     "a field is missing or of another type: Expected `int` <= 65535 - at `$.nodes.op[3]`"),
    ("a number beyond floats", ".json",    lambda p: p.write_bytes(p.read_bytes().replace(b"[2.0,", b"[2e999,", 1)), "a field is missing or of another type: Number out of range"),
    ("forward parent",         ".adtrace", in_tensors(lambda t, m: t["nodes.parent"].__setitem__(0, 5)),    "nodes.parent, row 2: parent 5 is not a row before it; expected 0 to 1"),
    ("forward parent",         ".json",    in_json(put("nodes", "parent", 0, value=5)),                     "nodes.parent, row 2: parent 5 is not a row before it; expected 0 to 1"),
    ("dangling parent",        ".adtrace", in_tensors(lambda t, m: t["nodes.parent"].__setitem__(0, 10**9)), "nodes.parent, row 2: parent 1000000000 is not a row before it; expected 0 to 1"),
    ("dangling parent",        ".json",    in_json(put("nodes", "parent", 0, value=-7)),                    "nodes.parent, row 2: parent -7 is not a row before it; expected 0 to 1"),
    ("wrong length",           ".adtrace", in_tensors(lambda t, m: t.update({"nodes.value": np.zeros(6)})), "nodes.value: has shape (6,); expected (7,)"),
    ("wrong length",           ".json",    in_json(lambda t: t["nodes"]["value"].pop()),                    "nodes.value: has shape (6,); expected (7,)"),
    ("2⁶⁰ rows",               ".adtrace", with_header(HUGE),                                               "this is not a whole safetensors file: overflow computing buffer size"),
    ("2⁶² columns of 0 rows",  ".adtrace", in_tensors(lambda t, m: t.update({"arrays.summary": np.zeros((0, 6)), "sweeps.1.rows": np.zeros((0, 2**40), np.int32)})), "the column sweeps.1.rows is I32 of shape [0, 1099511627776]"),
    ("an absurd array",        ".json",    in_json(put("arrays", value=[{"shape": [2**60], "dtype": "f", "summary": [0] * 6, "data": [], "full": True}])), "arrays.data[0] has 0 entries, which do not fill its shape (1152921504606846976,)"),
    ("an absurd empty array",  ".json",    in_json(put("arrays", value=[{"shape": [0] + [2**62] * 9, "dtype": "f", "summary": [0] * 6, "data": [], "full": True}])), "arrays.data[0] has 0 entries, which do not fill its shape"),
    ("ragged coefficients",    ".json",    in_json(lambda t: t["sweeps"][1].update(kind="taylor", coefficients=[[1], [1, 2]])), "sweeps[1].coefficients has columns of 1 and 2 entries; expected one length"),
    ("no coefficients",        ".json",    in_json(lambda t: t["sweeps"][1].update(kind="taylor")),         "sweeps[1].coefficients has columns of no entries; expected one length"),
    ("seeds without weights",  ".adtrace", in_tensors(lambda t, m: t.update({"sweeps.1.seed_weight": np.zeros(2)})), "sweeps.1.seed_row has 1 entries; sweeps.1.seed_weight has 2"),
    ("falling pointers",       ".adtrace", in_tensors(lambda t, m: (t.update({"arrays.shape": np.zeros(1, np.int64), "arrays.shape_start": np.array([0, 2, 1]), "arrays.full": np.zeros(2, np.uint8)}), m.update(tables=m["tables"].replace('"dtypes":[]', '"dtypes":["f","f"]')))), "the column arrays.shape_start falls"),
    ("pointers too few",       ".adtrace", in_tensors(lambda t, m: (t.update({"arrays.full": np.zeros(1, np.uint8)}), m.update(tables=m["tables"].replace('"dtypes":[]', '"dtypes":["f"]')))), "the column arrays.shape_start does not divide 0 entries into 1"),
    ("arrays without flags",   ".adtrace", in_tensors(retag("tables", '"dtypes":[]', '"dtypes":["f"]')),    "the column arrays.full has 0 entries; there are 1 arrays"),
    ("a sweep of one more",    ".adtrace", in_tensors(retag("tables", '"sweeps":[', '"sweeps":[{"kind":"adjoint"},')), "the column sweeps.4.seed_row is missing"),
]
# fmt: on


@pytest.mark.parametrize(
    ("ending", "damage", "said"), [row[1:] for row in DAMAGE], ids=[f"{what} {ending}" for what, ending, _, _ in DAMAGE]
)
def test_damage_is_one_clear_error(tmp_path: Path, ending: str, damage: Callable[[Path], Any], said: str) -> None:
    path = written(tmp_path, ending)
    damage(path)
    assert defect(path).startswith(said)


def test_a_newer_version_is_refused_in_these_words(tmp_path: Path) -> None:
    path = written(tmp_path, ".json")
    path.write_text(path.read_text().replace('"version":1', '"version":2', 1))
    assert defect(path) == (
        "This trace has format version 2; this AD Studio reads up to 1. Install a newer AD Studio to open it."
    )


class Boom:
    """Unpickling this makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.path,)


@ENDINGS
def test_a_renamed_pickle_is_refused_and_not_run(tmp_path: Path, ending: str) -> None:
    trap = pickle.dumps(Boom(tmp_path / "ran"))
    (path := tmp_path / f"t{ending}").write_bytes(trap)
    assert defect(path).startswith(("this is not a whole safetensors file", "its text is not JSON"))
    assert not (tmp_path / "ran").exists()
    pickle.loads(trap)
    assert (tmp_path / "ran").exists()  # the trap works


@ENDINGS
def test_a_renamed_zip_is_refused(tmp_path: Path, ending: str) -> None:
    with zipfile.ZipFile(path := tmp_path / f"t{ending}", "w") as archive:
        archive.writestr("nodes.npy", b"0" * 100)
    assert defect(path).startswith(("this is not a whole safetensors file", "its text is not JSON"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@ENDINGS
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path, ending: str) -> None:
    os.mkfifo(path := tmp_path / f"t{ending}")
    assert defect(path) == "this is not a regular file"


@pytest.mark.parametrize("ending", files.ENDINGS)
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, ending: str) -> None:
    whole = written(tmp_path, ending).read_bytes()
    for length in range(0, len(whole), max(1, len(whole) // 150)):
        (path := tmp_path / f"cut{ending}").write_bytes(whole[:length])
        defect(path)
