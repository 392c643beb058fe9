"""What holds the window up: every kind of act, on every example, in the real window with a real worker."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

from turns import Meter, Stage


def main(profiled: str = "", only: str = "") -> None:
    """`profiled`: tell where the longest turn of the acts whose name begins so went; `only`: these examples."""
    from adstudio.gui.files_menu import examples

    stage = Stage()
    meter = Meter(stage.app, profiled=profiled)
    paths = [path for path in examples() if path.stem.startswith(only)]
    meter.act("late panels", stage.late.start, until=lambda: not stage.late.busy)
    meter.program = paths[0].stem
    meter.act("the first program, with the first use of all", lambda: stage.open(paths[0]), until=lambda: stage.settled)
    for panel in stage.window.docks.by_name:
        meter.program = panel
        meter.act("a panel, opened for the first time", lambda panel=panel: stage.window.raise_panel(panel))
    for path in paths:
        meter.program = path.stem
        meter.act("another program", lambda path=path: stage.open(path), until=lambda: stage.settled)
        _step(stage, meter)
        _look(stage, meter)
        _graph(stage, meter)
        _change(stage, meter)
    meter.program = "small_mlp"
    for scheme in ("light", "dark", "light", "dark"):
        meter.act("another theme", lambda scheme=scheme: stage.window.choose_scheme(scheme))
    for size in ((1024, 700), (1900, 1000), (1440, 900)):
        meter.act("another size of the window", lambda size=size: stage.window.resize(*size))
    meter.report()
    stage.close()


def _command(stage: Stage, name: str) -> Callable[[], None]:
    return stage.window.actions_by_name[name].trigger


def _step(stage: Stage, meter: Meter) -> None:
    cursor, rng = stage.models.cursor, random.Random(1)
    meter.act("to the start", _command(stage, "step.start"))
    for _ in range(8):
        meter.act("step on", _command(stage, "step.on"))
    meter.act("next node", _command(stage, "step.next_node"))
    meter.act("next line", _command(stage, "step.next_line"))
    for _ in range(2):
        meter.act("next sweep", _command(stage, "step.next_sweep"))
    meter.act("to the end", _command(stage, "step.end"))
    for _ in range(6):
        step = rng.randrange(cursor.length)
        meter.act("any step", lambda step=step: setattr(cursor, "step", step))
    for name in ("over", "into", "out"):
        meter.act("over, into, out of a call", _command(stage, f"step.{name}"))
    for engine in stage.models.document.chosen:
        chip = stage.window.engine_bar.chips[engine]
        meter.act("another engine shown", chip.click, until=lambda: stage.settled)
    stage.models.document.show("tape")


def _look(stage: Stage, meter: Meter) -> None:
    window, selection = stage.window, stage.models.selection
    for panel in window.docks.by_name:
        meter.act(f"panel {panel} to the front", lambda panel=panel: window.raise_panel(panel))
    rows = len(stage.models.document.trace or ())
    for row in {0, rows // 2, rows - 1}:
        meter.act("node selected", lambda row=row: setattr(selection, "row", row))
        meter.act("why this value", window.why.here)
        meter.act("node under the pointer", lambda row=row: setattr(selection, "hovered", row))
    selection.hovered = None
    for tab in (1, 2, 0):
        meter.act("middle tab", lambda tab=tab: window.graph.show_tab(tab))
    for name in ("stop.toggle", "stop.operation", "stop.continue", "stop.clear", "go.bookmark", "go.bookmark"):
        meter.act("breakpoints and bookmarks", _command(stage, name))


def _graph(stage: Stage, meter: Meter) -> None:
    window = stage.window
    meter.act("search opened", window.graph.search)
    assert window.graph.search_bar is not None
    field = window.graph.search_bar.field
    for text in ("o", "op", "op:", "op:m", "op:mul", "value:>1"):
        meter.act("a letter into the search", lambda text=text: field.setText(text))
    meter.act("next match", window.graph.find_next)
    window.graph.search_bar.close_bar()
    for name in ("fold_calls", "unfold", "fold_loops", "unfold", "fold", "open"):
        meter.act("fold and unfold", _command(stage, f"graph.{name}"), until=lambda: stage.settled)
    for name in ("in", "in", "step", "fit", "trail", "trail", "minimap", "minimap", "words", "words"):
        meter.act(f"graph: {name}", _command(stage, f"graph.{name}"))


def _change(stage: Stage, meter: Meter) -> None:
    document = stage.models.document
    item = next((item for item in document.inputs if item.values), None)
    if item is None:
        return
    low, high = item.low, item.high
    for panel in ("curve", "orders", "comparison"):
        stage.window.raise_panel(panel)
    for i in range(6):
        value = low + (high - low) * (i + 1.37) / 9
        meter.act("slider moved", lambda v=value: document.set_value(item.name, v), until=lambda: stage.settled)
    meter.act("undo", stage.window.undo.undo, until=lambda: stage.settled)
    editor = stage.window.editor
    meter.act("a letter into the program", lambda: editor.insertPlainText("# a\n"), until=lambda: stage.settled)
    meter.act("text undone", editor.undo, until=lambda: stage.settled)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main(*sys.argv[1:])
