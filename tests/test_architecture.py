"""The import contracts of pyproject.toml: the real tree keeps them, and each breaks on a planted violation."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["id"]: contract for contract in SETTINGS["contracts"]}

# contract, the file to plant, the import that must not be
VIOLATIONS = [
    ("layers", "adstudio/traces/planted.py", "import adstudio.program"),
    ("layers", "adstudio/primitives/planted.py", "import adstudio.api"),
    ("layers", "adstudio/host/planted.py", "import adstudio.analysis"),
    ("layers", "adstudio/analysis/planted.py", "import adstudio.worker"),
    ("layers", "adstudio/worker/planted.py", "import adstudio.workspace"),
    ("layers", "adstudio/workspace/planted.py", "import adstudio.gui"),
    ("layers", "adstudio/cli/planted.py", "import adstudio.gui"),
    ("layers", "adstudio/gui/planted.py", "import adstudio.facade"),
    ("layers", "adstudio/testing/planted.py", "import adstudio.cli"),
    ("layers", "adstudio/room_without_a_place.py", ""),
    ("qt", "adstudio/workspace/planted.py", "from PySide6.QtCore import QObject"),
    ("qt", "adstudio/cli/planted.py", "import pyqtgraph"),
    ("qt", "plugins/adstudio_tape/planted.py", "import PySide6"),
    ("worker", "adstudio/analysis/planted.py", "import PySide6"),
    ("torch", "adstudio/worker/planted.py", "import torch"),
    ("torch", "plugins/adstudio_jet/planted.py", "def late():\n    import torch.nn"),
    ("no-private-door", "adstudio/host/planted.py", "import adstudio_tape"),
    ("plugin-api", "plugins/adstudio_dual/planted.py", "from adstudio.primitives.table import TABLE"),
    ("plugin-api", "plugins/adstudio_torch/planted.py", "import adstudio.facade"),
    ("plugins-apart", "plugins/adstudio_jet/planted.py", "import adstudio_dual"),
]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run import-linter on the tree in `folder`; the whole of its output is in stdout."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{folder / 'plugins'}", "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


def _complaint(output: str, contract: str) -> str:
    """What the output says against one contract: its paragraph under "Broken contracts", or nothing."""
    _, _, complaints = output.partition("Broken contracts")
    _, _, complaint = complaints.partition(f"{CONTRACTS[contract]['name']}\n---")
    for other in CONTRACTS.values():
        complaint = complaint.partition(f"{other['name']}\n---")[0]
    return complaint


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages and their contracts."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for tree in ("adstudio", "plugins"):
        shutil.copytree(ROOT / tree, folder / tree, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_the_house_keeps_every_contract():
    linted = _lint(ROOT)
    assert linted.returncode == 0, linted.stdout
    assert f"{len(CONTRACTS)} kept, 0 broken" in linted.stdout


def test_every_contract_has_a_violation_to_break_on():
    assert {contract for contract, _, _ in VIOLATIONS} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "file", "line"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(copy: Path, contract: str, file: str, line: str):
    planted = copy / file
    planted.write_text(line + "\n", "utf-8")
    linked = None
    if contract == "worker":  # a detour: the worker imports a room that imports Qt
        linked = copy / "adstudio/worker/planted.py"
        linked.write_text("import adstudio.analysis.planted\n", "utf-8")
    try:
        linted = _lint(copy)
    finally:
        planted.unlink()
        if linked is not None:
            linked.unlink()
    assert linted.returncode == 1, linted.stdout
    assert Path(file).stem in _complaint(linted.stdout, contract), linted.stdout


def test_every_room_is_named_by_the_contracts_that_list_rooms():
    rooms = {f"adstudio.{path.stem}" for path in (ROOT / "adstudio").iterdir() if _is_module(path)}
    plugins = {path.name for path in (ROOT / "plugins").iterdir() if (path / "__init__.py").exists()}
    assert set(CONTRACTS["qt"]["source_modules"]) == (rooms | plugins) - {"adstudio.gui"}
    assert set(CONTRACTS["plugin-api"]["source_modules"]) == plugins
    allowed = {"adstudio.api", "adstudio.testing"}
    assert set(CONTRACTS["plugin-api"]["forbidden_modules"]) == rooms - allowed
    assert set(CONTRACTS["plugins-apart"]["modules"]) == plugins
    assert set(CONTRACTS["no-private-door"]["forbidden_modules"]) == plugins
    assert set(SETTINGS["root_packages"]) == plugins | {"adstudio"}


def _is_module(path: Path) -> bool:
    return (path / "__init__.py").exists() or (path.suffix == ".py" and path.name != "__init__.py")


def test_import_adstudio_imports_neither_qt_nor_torch():
    assert _loaded("import adstudio") == set()


def test_the_whole_library_imports_neither_qt_nor_torch():
    assert _loaded("from adstudio import *") == set()


def test_the_worker_imports_neither_qt_nor_torch():
    assert _loaded("import adstudio.worker.process, adstudio.worker.tasks") == set()


def _loaded(statement: str) -> set[str]:
    """Which of the heavy packages a fresh interpreter holds after `statement`."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'plugins'}"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return {name.partition(".")[0] for name in ran.stdout.split()} & {"PySide6", "pyqtgraph", "shiboken6", "torch"}


def test_every_test_file_has_a_name_of_its_own():
    """pytest imports them side by side, so two of one name are an error of collection, but only when run together."""
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert not [name for name, count in names.items() if count > 1]
