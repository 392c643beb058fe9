"""Plugins that work, plugins that break in every way, and what each leaves in the list."""

from __future__ import annotations

import subprocess
import sys

import pytest

from adstudio.host import engines as host
from adstudio.host.activation import Activation, from_environment
from adstudio.host.blame import PluginFault
from adstudio.host.discovery import discover, entries

GOOD = """
from adstudio.api import EngineSpec, hookimpl

@hookimpl
def adstudio_engines():
    return [EngineSpec(name="{name}", title="{name} engine", engine="{engine}", abilities=("gradient",){more})]
"""
BUNDLED = {"dual", "tape", "jet", "finite_difference", "torch"}


def good(name: str = "mine", engine: str = "mine_engine:Mine", more: str = "") -> str:
    return GOOD.format(name=name, engine=engine, more=more)


def listed(name: str, activation: Activation | None = None) -> host.EngineStatus:
    [found] = [engine for engine in host.engines(activation or Activation()) if engine.name == name]
    return found


def test_bundled_plugins_come_by_entry_points_and_first():
    names = [entry.name for entry in entries()]
    assert set(names[: len(BUNDLED)]) == BUNDLED


def test_good_plugin_is_listed_with_its_distribution(install):
    install("my-engines", "my_plugin", good(), version="2.5")
    engine = listed("mine")
    assert (engine.status, engine.plugin, engine.distribution, engine.version) == (
        "ok",
        "my_plugin",
        "my-engines",
        "2.5",
    )
    assert engine.title == "mine engine"
    assert engine.seconds > 0


def test_listing_imports_the_plugin_but_not_its_engine(install):
    install("my-engines", "my_plugin", good(engine="my_heavy_engine:Mine"))
    listed("mine")
    assert "my_plugin" in sys.modules
    assert "my_heavy_engine" not in sys.modules


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("raise RuntimeError('no licence')", "failed to load: RuntimeError: no licence (site/broken.py, line 1)"),
        ("import sys\nsys.exit(3)", "failed to load: SystemExit: 3 (site/broken.py, line 2)"),
        ("import nothing_of_that_name", "failed to load: ModuleNotFoundError: No module named 'nothing_of_that_name' (site/broken.py, line 1)"),
        ("def f(:\n", "failed to load: SyntaxError: invalid syntax (site/broken.py, line 1)"),
        ("class E(Exception):\n    def __str__(self): raise ValueError\nraise E", "failed to load: E: its message cannot be shown (site/broken.py, line 3)"),
        ("x = 1", "failed to load: TypeError: broken implements no hook of AD Studio; mark one with @hookimpl"),
    ],
)  # fmt: skip
def test_plugin_that_breaks_at_import_is_listed_with_its_error(install, code, status):
    install("broken-engines", "broken", code)
    engine = listed("broken")
    assert engine.status.startswith(status)
    assert engine.distribution == "broken-engines"
    assert {name.name for name in host.engines(Activation())} >= BUNDLED


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("None", "adstudio_engines() returned NoneType, not a list of EngineSpec"),
        ("'tape'", "adstudio_engines() returned str, not a list of EngineSpec"),
        ("[{'name': 'x'}]", "adstudio_engines() returned a dict, not an EngineSpec"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("exit()", "SystemExit"),
    ],
)
def test_hook_that_returns_rubbish_is_listed_with_its_error(install, answer, says):
    install(
        "broken-engines",
        "broken",
        f"from adstudio.api import hookimpl\n@hookimpl\ndef adstudio_engines():\n    return {answer}\n",
    )
    assert says in listed("broken").status


def test_misspelt_hook_is_named_and_spoils_no_other_plugin(install):
    install(
        "a-engines", "a_broken", "from adstudio.api import hookimpl\n@hookimpl\ndef adstudio_engine():\n    return []\n"
    )
    install("z-engines", "z_good", good())
    assert "adstudio_engine" in listed("a_broken").status
    assert listed("mine").ok


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (", api_version=2", "needs API version 2; this AD Studio has 1"),
        (", needs=5", "EngineSpec.needs is 5; it is a tuple of texts"),
        (", max_order='x'", "EngineSpec.max_order is 'x'"),
    ],
)
def test_unsound_description_is_listed_with_its_reason(install, more, says):
    install("my-engines", "my_plugin", good(more=more))
    assert listed("mine").status.startswith(says)


def test_path_without_attribute_is_refused(install):
    install("my-engines", "my_plugin", good(engine="mine_engine"))
    assert "it is written 'module:attribute'" in listed("mine").status


def test_api_version_declared_in_the_entry_point_keeps_the_plugin_from_import(install):
    install("my-engines", "of_tomorrow", "raise RuntimeError('imported')", entry="of_tomorrow [api2]")
    assert listed("of_tomorrow").status == "needs API version 2; this AD Studio has 1"
    assert "of_tomorrow" not in sys.modules


def test_declared_current_api_version_loads(install):
    install("my-engines", "my_plugin", good(), entry="my_plugin [api1]")
    assert listed("mine").ok


@pytest.mark.parametrize("blocked", ["my_plugin", "my-plugin", "my-engines", "My_Engines"])
def test_blocked_plugin_is_not_imported(install, blocked):
    install("my-engines", "my_plugin", good())
    engine = listed("my_plugin", Activation(blocked=(blocked,)))
    assert engine.status == "blocked"
    assert "my_plugin" not in sys.modules


def test_safe_mode_loads_the_bundled_only(install):
    install("my-engines", "my_plugin", good())
    safe = Activation(safe_mode=True)
    assert listed("my_plugin", safe).status == "not loaded in safe mode"
    assert "my_plugin" not in sys.modules
    assert {engine.name for engine in host.engines(safe)} >= BUNDLED


def test_bundled_engine_wins_a_collision_and_the_other_is_listed_with_its_blame(install):
    install("aaa-engines", "aaa", good(name="tape"))
    first, second = (engine for engine in host.engines(Activation()) if engine.name == "tape")
    assert (first.distribution, first.status) == ("adstudio", "ok")
    assert (second.distribution, second.plugin) == ("aaa-engines", "aaa")
    assert second.status.startswith("its name is taken by the plugin 'tape' of adstudio")


def test_two_distributions_with_the_same_entry_point_name_are_both_listed(install):
    install("a-engines", "a_plugin", good(name="one"), name="same")
    install("b-engines", "b_plugin", good(name="two"), name="same")
    assert listed("one").ok
    assert listed("two").ok


def test_missing_need_is_a_status_with_what_to_do(install):
    install("my-engines", "my_plugin", good(more=", needs=('nothing_of_that_name',), install=\"pip install 'x[y]'\""))
    assert listed("mine").status == "needs nothing_of_that_name: pip install 'x[y]'"
    with pytest.raises(host.NoSuchEngine, match="can't run here: needs nothing_of_that_name"):
        host.get("mine", Activation())


def test_unknown_engine_names_those_there_are():
    with pytest.raises(host.NoSuchEngine, match=r"no engine 'tap'; there are: .*tape"):
        host.get("tap", Activation())


def test_engine_whose_module_breaks_is_the_plugins_fault(install):
    install("my-engines", "my_plugin", good(engine="my_plugin:Absent"))
    with pytest.raises(
        PluginFault, match=r"plugin 'my_plugin' of my-engines 1\.0: engine 'mine' failed to load: AttributeError"
    ):
        host.get("mine", Activation())


def test_damaged_metadata_of_another_package_is_passed_over(install, tmp_path):
    install("my-engines", "my_plugin", good())
    (tmp_path / "site" / "damaged-1.0.dist-info").mkdir()
    (tmp_path / "site" / "damaged-1.0.dist-info" / "entry_points.txt").write_bytes(b"\xff\xfe[adstudio\n===")
    discover.cache_clear()
    assert listed("mine").ok


def test_activation_travels_in_the_environment():
    activation = Activation(safe_mode=True, blocked=("a", "b-engines"))
    assert from_environment(activation.environment()) == activation
    assert from_environment({}) == Activation()


def test_listing_engines_imports_neither_torch_nor_qt():
    code = (
        "import sys; from adstudio.host.engines import engines; print([e.name for e in engines()]);"
        "print(sorted({'torch', 'PySide6', 'adstudio_tape.engine'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[1] == "[]"
