"""Where the expressions of a program stand in its loops, branches and functions, read from its source. Qt-free.

Every expression gets a number in the order in which Python evaluates: operands before the operation, the test of a
conditional expression before its arms. Two operations that ran one after the other in one call of a function were in
different passes of a loop around both where the second has the smaller number, or stands in another arm of the same
branch. Nothing recurses, so a sum of a thousand terms in one expression is read as any other.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from msgspec import Struct, field
from msgspec.structs import replace

from adstudio.program import parsing
from adstudio.program.spelling import characters

# calls that may record several operations, all at the place of the call
# fmt: off
REDUCTIONS = frozenset((
    "sum", "prod", "fsum", "sumprod", "dot", "vdot", "inner", "outer", "matmul", "tensordot", "einsum", "convolve",
    "mean", "var", "std", "norm", "hypot", "dist", "polyval", "cumsum", "cumprod", "trapezoid", "cross", "det", "inv",
    "solve", "map", "reduce", "max", "min",
))
# fmt: on
TITLE = 60  # characters of a loop's or a call's title

Where = tuple[int, int, int, int]  # line, column, end line, end column; columns in characters


class Loop(Struct, frozen=True):
    """A `for`, a `while`, or one `for` of a comprehension."""

    source: int  # index into header.program.sources
    line: int  # in the file, from 1
    title: str  # "for i in range(3)", "while x > 1"
    parent: int  # the loop around it in the same function, or −1
    order: int = -1  # when it is over, in the order of evaluation


class Place(Struct, frozen=True):
    """An expression."""

    where: Where
    order: int  # in the order of evaluation
    path: tuple[int, ...]  # the loops around it in its function, outermost first
    arms: tuple[tuple[int, int, int], ...]  # (branch, arm, loops around the branch) of each branch around it
    function: str  # as its code object is called: "f", "<lambda>", "<module>"
    many: bool = False  # a call that may record several operations
    test: bool = False  # in the test of the `while` that is the last of `path`
    iterates: int = -1  # the loop that goes over what this expression gives, or −1


class Source(Struct):
    """What one file of a program says of its loops."""

    places: dict[Where, Place] = field(default_factory=dict)
    compared: dict[tuple[int, str], Place] = field(default_factory=dict)  # by line and text: comparisons

    def at(self, where: Where) -> Place | None:
        """The expression at a span, or the smallest one around it."""
        found = self.places.get(where)
        if found is None:
            begin, end = where[:2], where[2:]
            around = [place for place in self.places.values() if place.where[:2] <= begin and end <= place.where[2:]]
            found = min(around, key=lambda place: _extent(place.where), default=None)
        return found


def _extent(where: Where) -> tuple[int, int]:
    return (where[2] - where[0], where[3] - where[1] if where[0] == where[2] else 0)


def read(text: str, first_line: int, source: int, loops: list[Loop]) -> Source:
    """The places of a source, whose first line has the number `first_line` in its file; its loops go into `loops`.

    A text that Python cannot parse has none.
    """
    found = Source()
    try:
        tree = parsing.module(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found
    _Reader(text.split("\n"), first_line, source, loops, found).read(tree)
    return found


class _Context(Struct, frozen=True):
    """What is around a node."""

    path: tuple[int, ...] = ()
    arms: tuple[tuple[int, int, int], ...] = ()
    function: str = "<module>"
    test: bool = False
    iterates: int = -1


class _Reader:
    """One walk over a tree, operands first."""

    def __init__(self, lines: list[str], first_line: int, source: int, loops: list[Loop], found: Source) -> None:
        self._lines, self._first, self._source, self._loops, self._found = lines, first_line, source, loops, found
        self._order = 0
        self._branches = 0
        self._inner: dict[ast.AST, tuple[int, ...]] = {}  # of a comprehension: the loops around its element

    def read(self, tree: ast.Module) -> None:
        """Number every node, and keep those with a place."""
        waiting: list[tuple[ast.AST, _Context, tuple[int, ...] | None]] = [(tree, _Context(), None)]
        while waiting:
            node, context, made = waiting.pop()
            if made is not None:
                self._leave(node, context, made)
                continue
            before = len(self._loops)
            inside = list(self._children(node, context))
            waiting.append((node, context, tuple(range(before, len(self._loops)))))
            waiting.extend((child, around, None) for child, around in reversed(inside))

    def _leave(self, node: ast.AST, context: _Context, made: tuple[int, ...]) -> None:
        self._order += 1
        for loop in made:
            self._loops[loop] = replace(self._loops[loop], order=self._order)
        where = self._where(node)
        if where is None or where in self._found.places:
            return
        path, many = context.path, False
        if isinstance(node, ast.Call):
            many = _called(node) in REDUCTIONS
            for argument in node.args:
                if isinstance(argument, ast.GeneratorExp):  # what takes the elements runs between them
                    path, many = self._inner[argument], False
        place = Place(
            where, self._order, path, context.arms, context.function, many, context.test and path == context.path,
            made[0] if made else context.iterates,  # the instruction that fetches the next element is the whole loop's
        )  # fmt: skip
        self._found.places[where] = place
        if isinstance(node, ast.Compare):
            self._found.compared[where[0], self._text(where)] = place

    def _children(self, node: ast.AST, around: _Context) -> Iterator[tuple[ast.AST, _Context]]:
        """The parts of a node in the order in which they are evaluated, each with what is around it."""
        plain = replace(around, test=False) if around.test and isinstance(node, ast.stmt) else around
        match node:
            case ast.For() | ast.AsyncFor():
                loop = self._loop(node, self._header("for", node.target, node.iter), plain)
                yield node.iter, replace(plain, iterates=loop)
                yield from self._all([node.target, *node.body], replace(plain, path=(*plain.path, loop)))
                yield from self._all(node.orelse, plain)
            case ast.While():
                loop = self._loop(node, self._header("while", node.test, node.test), plain)
                inside = replace(plain, path=(*plain.path, loop))
                yield node.test, replace(inside, test=True)
                yield from self._all(node.body, inside)
                yield from self._all(node.orelse, plain)
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                yield from self._comprehension(node, around)
            case ast.If() | ast.IfExp():
                yield node.test, plain
                body = node.body if isinstance(node.body, list) else [node.body]
                otherwise = node.orelse if isinstance(node.orelse, list) else [node.orelse]
                yield from self._arms([body, otherwise], plain)
            case ast.Match():
                yield node.subject, plain
                yield from self._arms([[case] for case in node.cases], plain)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                name = getattr(node, "name", "<lambda>")
                yield from self._all([*getattr(node, "decorator_list", []), node.args], _Context(function=name))
                body = node.body if isinstance(node.body, list) else [node.body]
                yield from self._all(body, _Context(function=name))
            case ast.Assign():
                yield from self._all([node.value, *node.targets], plain)
            case ast.AnnAssign() | ast.NamedExpr():
                yield from self._all([part for part in (node.value, node.target) if part is not None], plain)
            case ast.Dict():
                for key, value in zip(node.keys, node.values, strict=True):
                    yield from self._all([part for part in (key, value) if part is not None], plain)
            case _:
                yield from self._all(ast.iter_child_nodes(node), plain)

    @staticmethod
    def _all(nodes: Iterable[ast.AST], around: _Context) -> Iterator[tuple[ast.AST, _Context]]:
        return ((node, around) for node in nodes)

    def _arms(self, arms: Iterable[Iterable[ast.AST]], around: _Context) -> Iterator[tuple[ast.AST, _Context]]:
        self._branches += 1
        branch = self._branches
        for number, nodes in enumerate(arms):
            yield from self._all(nodes, replace(around, arms=(*around.arms, (branch, number, len(around.path)))))

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp, around: _Context
    ) -> Iterator[tuple[ast.AST, _Context]]:
        inside = around
        for part in node.generators:
            loop = self._loop(node, self._header("for", part.target, part.iter), inside)
            yield part.iter, replace(inside, iterates=loop)
            inside = replace(inside, path=(*inside.path, loop), iterates=-1, test=False)
            yield from self._all(part.ifs, inside)
        self._inner[node] = inside.path
        yield from self._all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt], inside)

    def _loop(self, node: ast.stmt | ast.expr, title: str, around: _Context) -> int:
        title = title if len(title) <= TITLE else title[: TITLE - 1] + "…"
        parent = around.path[-1] if around.path else -1
        self._loops.append(Loop(self._source, node.lineno + self._first - 1, title, parent))
        return len(self._loops) - 1

    def _header(self, word: str, begin: ast.expr, end: ast.expr) -> str:
        """The first line of a loop, as it is written."""
        first, last = self._where(begin), self._where(end)
        if first is None or last is None:
            return word
        more = "…" if last[2] > first[0] else ""
        return " ".join(f"{word} {self._text((*first[:2], *last[2:]))}{more}".split())

    def _where(self, node: ast.AST) -> Where | None:
        if not isinstance(node, ast.expr | ast.stmt | ast.arg) or node.end_lineno is None:
            return None
        column = characters(self._lines[node.lineno - 1], node.col_offset)
        end_column = characters(self._lines[node.end_lineno - 1], node.end_col_offset or 0)
        return (node.lineno + self._first - 1, column, node.end_lineno + self._first - 1, end_column)

    def _text(self, where: Where) -> str:
        line = self._lines[where[0] - self._first]
        return line[where[1] : where[3] if where[0] == where[2] else len(line)]


def _called(node: ast.Call) -> str:
    """The last word of what is called: dot of np.dot(a, b)."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


# ---------------------------------------------------------------- one after the other

SAME, NEW, DEPENDS = 0, 1, 2


def turn(before: Place, after: Place, depth: int, loops: list[Loop], *, arrays: bool) -> int:
    """Whether `after`, which ran next after `before`, begins a new pass of the loop at `depth` of both their paths.

    DEPENDS: it does if it uses what the pass has computed at this very place; so of a program with numpy arrays, whose
    elements are computed one after the other at one place.
    """
    if any(
        one[0] == other[0] and one[1] != other[1] and one[2] == depth + 1
        for one in before.arms
        for other in after.arms
    ):  # fmt: skip
        return NEW
    earlier, later = (_order(place, depth, loops) for place in (before, after))
    if later != earlier:
        return NEW if later < earlier else SAME
    if len(before.path) > depth + 1 or len(after.path) > depth + 1 or after.many:
        return SAME
    return DEPENDS if arrays else NEW


def _order(place: Place, depth: int, loops: list[Loop]) -> int:
    """When a place comes in a pass of the loop at `depth`; all of an inner loop comes at once."""
    return loops[place.path[depth + 1]].order if len(place.path) > depth + 1 else place.order
