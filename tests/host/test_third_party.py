"""A stranger's engine: built as its own distribution, installed into a fresh virtual environment, used there."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest

from adstudio import assets

SOURCE = Path(__file__).parents[1] / "third_party_engine"
SEED = str(assets.path("examples", "seed_example.py"))
SPEC = "from adstudio.api import EngineSpec, hookimpl\n@hookimpl\ndef adstudio_engines():\n    return {}\n"
ENGINE = "[EngineSpec(name='{}', title='T', engine='x:Y', abilities=('gradient',){})]"
BROKEN = {
    "raises-engines": ("raises", "raise RuntimeError('no licence')"),
    "exits-engines": ("exits", "import sys\nsys.exit(3)"),
    "future-engines": ("future", SPEC.format(ENGINE.format("future", ", api_version=2"))),
    "rubbish-engines": ("rubbish", SPEC.format("42")),
    "collides-engines": ("collides", SPEC.format(ENGINE.format("tape", ""))),
}


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """The interpreter of a fresh environment that sees what this one has installed."""
    folder = tmp_path_factory.mktemp("third_party")
    venv.create(folder / "venv", with_pip=True, symlinks=os.name != "nt")
    bin_folder = "Scripts" if os.name == "nt" else "bin"
    interpreter = folder / "venv" / bin_folder / "python"
    script = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([interpreter, "-c", script], capture_output=True, text=True, check=True).stdout.strip())
    ours = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    # addsitedir, so that an editable install of AD Studio is seen too
    (site / "beneath.pth").write_text("".join(f"import site; site.addsitedir({path!r})\n" for path in ours), "utf-8")
    install = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([interpreter, *install, str(SOURCE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for name, (module, code) in BROKEN.items():
        (site / f"{module}.py").write_text(code, "utf-8")
        info = site / f"{name.replace('-', '_')}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[adstudio]\n{module} = {module}\n", "utf-8")
    return str(interpreter)


def adstudio(python: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, "-m", "adstudio", *args], capture_output=True, text=True, timeout=120)


def listed(python: str, *args: str) -> list[dict[str, object]]:
    done = adstudio(python, *args, "engines", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_installed_engine_is_listed_with_its_distribution(python):
    [engine] = [engine for engine in listed(python) if engine["name"] == "tangent"]
    assert engine["status"] == "ok"
    assert (engine["distribution"], engine["version"], engine["plugin"]) == ("tangent-engine", "0.3.1", "tangent")


def test_installed_engine_differentiates_the_worked_example(python):
    done = adstudio(python, "trace", SEED, "--engine", "tangent", "--format", "json")
    assert done.returncode == 0, done.stderr
    trace = json.loads(done.stdout)
    assert trace["header"]["engine"]["distribution"] == "tangent-engine"
    tangents = [sweep["derivative"] for sweep in trace["sweeps"] if sweep["kind"] == "tangent"]
    assert tangents[0] == [1.0, 0.0, 0.5, 5.0, 0.0, 5.5, 5.5]  # Baydin et al. 2018, table 2


def test_installed_engine_agrees_with_the_bundled(python):
    done = adstudio(python, "check", SEED)
    assert done.returncode == 0, done.stderr
    assert "tangent" in done.stdout


def test_installed_engine_keeps_the_contract(python):
    done = subprocess.run(
        [python, "-c", "from adstudio.testing import conform; conform('tangent')"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("distribution", "status"),
    [
        ("raises-engines", "failed to load: RuntimeError: no licence"),
        ("exits-engines", "failed to load: SystemExit: 3"),
        ("future-engines", "needs API version 2"),
        ("rubbish-engines", "failed to load: TypeError: adstudio_engines() returned int"),
        ("collides-engines", "its name is taken by the plugin 'tape' of adstudio"),
    ],
)
def test_broken_plugin_is_listed_and_stops_no_other(python, distribution, status):
    [engine] = [engine for engine in listed(python) if engine["distribution"] == distribution]
    assert str(engine["status"]).startswith(status)


def test_safe_mode_loads_no_stranger(python):
    strangers = [engine for engine in listed(python, "--safe-mode") if engine["distribution"] != "adstudio"]
    assert {str(engine["status"]) for engine in strangers} == {"not loaded in safe mode"}
    assert adstudio(python, "--safe-mode", "trace", SEED, "--engine", "tangent").returncode == 2
    assert adstudio(python, "--safe-mode", "trace", SEED).returncode == 0
