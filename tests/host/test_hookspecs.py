"""Every hook is documented, and every example in the documentation works."""

from __future__ import annotations

import inspect

from adstudio.host import hookspecs
from adstudio.host.activation import Activation
from adstudio.host.engines import engines


def test_every_hook_has_a_docstring():
    hooks = [hook for name, hook in vars(hookspecs).items() if name.startswith("adstudio_")]
    assert hooks
    assert all(inspect.getdoc(hook) for hook in hooks)


def test_example_of_the_documentation_is_a_plugin(install):
    text = inspect.getdoc(hookspecs) or ""
    code = text.split("# my_engine/__init__.py\n")[1].split("\n\nA plugin")[0]
    install("my-engines", "my_engine", inspect.cleandoc("\n" + code))
    [engine] = [engine for engine in engines(Activation()) if engine.distribution == "my-engines"]
    assert (engine.name, engine.title, engine.status) == ("mine", "My engine", "ok")
