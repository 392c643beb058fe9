"""Distributions made on the spot: a module and a dist-info folder, as pip leaves them."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adstudio.host.discovery import discover

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """install(distribution, module, code, version="1.0", entry=None, entry_name=None)"""
    before = set(sys.modules)
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))

    def put(
        distribution: str, module: str, code: str, *, version: str = "1.0", entry: str = "", name: str = ""
    ) -> None:
        (site / f"{module}.py").write_text(code, "utf-8")
        info = site / f"{distribution.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n", "utf-8")
        (info / "entry_points.txt").write_text(f"[adstudio]\n{name or module} = {entry or module}\n", "utf-8")
        importlib.invalidate_caches()
        discover.cache_clear()

    discover.cache_clear()
    yield put
    discover.cache_clear()
    for module in set(sys.modules) - before:
        if str(getattr(sys.modules[module], "__file__", "") or "").startswith(str(site)):
            del sys.modules[module]
