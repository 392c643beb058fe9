"""The verbs: window, engines, trace, check, curve, orders."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

import adstudio
from adstudio.analysis.comparison import compare
from adstudio.cli import endings, tables
from adstudio.cli.endings import Ending, shown
from adstudio.cli.runs import Job
from adstudio.host import activation
from adstudio.host.engines import engines as known_engines
from adstudio.program.target import STDIN, target
from adstudio.traces import exports, files, json_file
from adstudio.traces.model import Trace
from adstudio.traces.writing import counted

Window = Callable[[str | None], int]  # a file or none; returns the exit code
Picture = Callable[[dict[str, Any], Path], None]  # an error curve, and a .png, .svg or .pdf to draw it in

FORMATS = ("table", "json", "csv", "markdown", "latex", "mermaid", "dot")

MOST_LINES = 1000  # of a table on the screen


class Gui(Struct, frozen=True):
    """What only the window's package can do; given by `__main__`."""

    window: Window
    picture: Picture


class NobodyReads(Exception):
    """What was to be printed had no reader left: `adstudio trace f.py | head`."""


class Verbs(click.Group):
    """Commands; what is not one of them is a file to open."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the hidden verb `window` before a file, and where nothing is given."""
        first = next((i for i, arg in enumerate(args) if not arg.startswith("-") or arg == "-"), None)
        if first is None and not {"--help", "--version"} & set(args):
            args = [*args, "window"]
        elif first is not None and args[first] not in self.commands and is_file(args[first]):
            args = [*args[:first], "window", *args[first:]]
        piped = [arg for arg in args if arg.startswith(f"{STDIN}:")]  # "-:f" is a file, though it looks like an option
        args = [*(arg for arg in args if arg not in piped), "--", *piped] if piped else args
        return super().parse_args(context, args)

    def invoke(self, context: click.Context) -> Any:
        """Run the verb; where nobody reads any more, that is no failure of the program, which click takes it for."""
        try:
            return super().invoke(context)
        except BrokenPipeError as error:
            raise NobodyReads from error


def is_file(text: str) -> bool:
    """Whether a file is meant and not a verb, mistyped."""
    return bool(Path(text).suffix) or Path(text).exists()


class Seconds(click.FloatRange):
    """A time: more than 0, and a number."""

    name = "float"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float:
        """As typed, or a usage error."""
        seconds = float(super().convert(value, parameter, context))
        if math.isnan(seconds):
            self.fail(f"{value} is no time.", parameter, context)
        return seconds


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--safe-mode", is_flag=True, help="Load only the engines that come with AD Studio")
@click.version_option(adstudio.__version__, prog_name="adstudio", message="%(prog)s %(version)s")
def cli(safe_mode: bool) -> None:
    """Step any derivative forwards and backwards in time.

    adstudio [FILE] opens the window, on a program (.py) or a trace (.adtrace, .json).
    """
    if safe_mode:  # told by the environment, so that a worker process hears it too
        os.environ[activation.SAFE_MODE] = "1"


def point(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every verb that runs a program."""
    for option in (
        click.option("--max-nodes", default=10_000_000, show_default=True, type=click.IntRange(1), help="Stop there"),
        click.option(
            "--timeout",
            default=60.0,
            show_default=True,
            type=Seconds(0, min_open=True),
            help="Seconds that an engine may take",
        ),
        click.option("--at", default="", help='The point, "x1=2, x2=5"; by default the inputs\' own defaults'),
        click.argument("file", metavar="FILE[:FUNCTION]"),
    ):
        command = option(command)
    return command


def job(file: str, at: str, timeout: float, max_nodes: int) -> Job:
    """What the options of `point` say."""
    return Job(target(file), at, timeout, max_nodes)


@cli.command(hidden=True)
@click.argument("file", required=False)
@click.pass_obj
def window(gui: Gui, file: str | None) -> None:
    """Open the window."""
    if file is not None and not Path(file).is_file():
        raise Ending(endings.BAD_INPUT, f"{file} is no file" if Path(file).exists() else f"there is no file {file}")
    raise SystemExit(gui.window(file))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="A list of objects")
def engines(as_json: bool) -> None:
    """List the engines, and which of them can run here."""
    found = known_engines()
    click.echo(tables.engines_json(found) if as_json else tables.engines(found))


@cli.command()
@point
@click.option("--engine", default="tape", show_default=True)
@click.option("--wrt", help="The inputs to differentiate by, separated by commas; all by default")
@click.option("--order", default=1, show_default=True, type=click.IntRange(1), help="Derivatives up to this order")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Keep the trace: t.adtrace or t.json")
@click.option("--format", "form", type=click.Choice(FORMATS), help="How to print it  [default: table]")
def trace(
    file: str,
    at: str,
    timeout: float,
    max_nodes: int,
    engine: str,
    wrt: str | None,
    order: int,
    out: Path | None,
    form: str | None,
) -> None:
    """Differentiate a program and print every step. FILE may be - for standard input, or a trace that was kept."""
    if out is not None and out.suffix.lower() not in (".adtrace", ".json"):
        raise Ending(endings.BAD_INPUT, f"{out}: a trace is kept as .adtrace or .json")
    chosen = target(file)
    if chosen.is_trace:
        refuse_options(file)
        found = files.load(chosen.path)
    else:
        [found] = job(file, at, timeout, max_nodes).traces([engine], wrt=wrt, order=order).values()
    if out is not None:
        found.save(out)
    if form is not None or out is None:
        click.echo(rendered(found, form or "table"), nl=False)
    for note in found.header.notes:
        click.echo(shown(f"note: {f'line {note.line}: ' if note.line else ''}{note.message}"), err=True)
    ending = endings.of_trace(found, str(out) if out else "")
    if ending is not None:
        raise ending
    if out is not None:
        click.echo(f"{counted(len(found), 'node')} kept in {out}", err=True)


@cli.command()
@point
def check(file: str, at: str, timeout: float, max_nodes: int) -> None:
    """Run all engines against each other; exit 1 with the first node where they part."""
    runnable = [engine.name for engine in known_engines() if engine.ok]
    traces = job(file, at, timeout, max_nodes).traces(runnable)
    endings_of = {name: ending for name, found in traces.items() if (ending := endings.of_trace(found)) is not None}
    if len(endings_of) == len(traces):
        raise next(iter(endings_of.values()))
    verdict = compare(traces)
    click.echo(shown(verdict.text))
    if not verdict.agree or any(ending.code == endings.FAILED for ending in endings_of.values()):
        raise SystemExit(endings.FAILED)
    if endings_of:
        raise next(iter(endings_of.values()))


@cli.command()
@point
@click.option("--wrt", help="The input entry to differentiate by: x1, xs[2]; the first by default")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to: c.csv, c.png, c.svg or c.pdf")
@click.pass_obj
def curve(gui: Gui, file: str, at: str, timeout: float, max_nodes: int, wrt: str | None, out: Path | None) -> None:
    """Measure the error of finite differences against the step size."""
    if out is not None and out.suffix.lower() not in (".csv", ".png", ".svg", ".pdf"):
        raise Ending(endings.BAD_INPUT, f"{out}: a curve is written as .csv, .png, .svg or .pdf")
    measured = job(file, at, timeout, max_nodes).curve(wrt)
    if out is None:
        click.echo(tables.curve(measured))
    elif out.suffix.lower() == ".csv":
        out.write_text(tables.curve_csv(measured), "utf-8")
    else:
        gui.picture(measured, out)


@cli.command()
@point
@click.option("--to", default=6, show_default=True, type=click.IntRange(0, 200), help="The highest order")
def orders(file: str, at: str, timeout: float, max_nodes: int, to: int) -> None:
    """Climb the orders of derivatives by every engine that nests."""
    nesting = [engine.name for engine in known_engines() if engine.ok]
    click.echo(tables.orders(job(file, at, timeout, max_nodes).orders(to, nesting)))


def refuse_options(file: str) -> None:
    """Raise `Ending` for an option that says how to run a program, where there is none: the trace is what it is."""
    context = click.get_current_context()
    for parameter in context.command.params:
        name = str(parameter.name)
        typed = context.get_parameter_source(name) is not click.core.ParameterSource.DEFAULT
        if typed and name not in ("file", "out", "form"):
            told = f"{file} is a trace that was kept, so {parameter.opts[0]} has nothing to run; run its program again"
            raise Ending(endings.BAD_INPUT, told)


def rendered(found: Trace, form: str) -> str:
    """A trace as text, ending in a newline."""
    if form == "json":
        return json_file.encode(found).decode() + "\n"
    limit = MOST_LINES if form == "table" else None  # a screen is for reading, a file for all of it
    text = exports.render(found, form, limit=limit)
    return shown(text) if form == "table" else text


def main(gui: Gui, args: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code."""
    try:
        return ended(gui, args)
    except (NobodyReads, BrokenPipeError):
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - or the interpreter complains when it flushes
        return endings.GOOD


def ended(gui: Gui, args: Sequence[str] | None) -> int:
    """The exit code of a command, its messages told."""
    try:
        with endings.told():
            cli.main(args=args, prog_name="adstudio", obj=gui, standalone_mode=False)
    except Ending as ending:
        click.echo(str(ending), err=True)
        return ending.code
    except click.ClickException as error:
        error.show()
        return endings.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else endings.GOOD
    return endings.GOOD
