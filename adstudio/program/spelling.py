"""How the program is written: the span of every instruction, and the variable that an expression is assigned to."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import CodeType

from adstudio.program import parsing
from adstudio.traces.header import ProgramStamp

Span = tuple[int, int, int, int, int]  # source, line, column, end line, end column; columns in characters
_LONGEST = 40  # characters of a target that is not a plain name, `self.weights[i]`


class Spelling:
    """The text of a program's sources, as its instructions see it."""

    def __init__(self, stamp: ProgramStamp, parameters: tuple[str, ...], code: CodeType | None) -> None:
        self.parameters = parameters
        self._number = {source.file: i for i, source in enumerate(stamp.sources)}
        self._first = [source.first_line for source in stamp.sources]
        self._lines = [source.text.split("\n") for source in stamp.sources]
        self._texts = [source.text for source in stamp.sources]
        self._code = code
        self._spans: dict[int, tuple[CodeType, list[Span | None]]] = {}  # by id; the code is kept, so ids stay its own
        self._trees: dict[int, ast.Module | None] = {}
        self._names: dict[int, dict[Span, str]] = {}
        self._signature: dict[str, Span] | None = None

    def spans(self, code: CodeType) -> list[Span | None]:
        """The span of each instruction of a code object."""
        known = self._spans.get(id(code))
        if known is not None:
            return known[1]
        source = self._number.get(code.co_filename, -1)
        found = [self._span(source, *position) for position in code.co_positions()]
        self._spans[id(code)] = code, found
        return found

    def name(self, span: Span) -> str | None:
        """The variable that the expression at `span` is assigned to."""
        names = self._names.get(span[0])
        if names is None:
            tree = self._tree(span[0])
            names = {} if tree is None else dict(self._assigned(span[0], tree))
            self._names[span[0]] = names
        return names.get(span)

    def text(self, span: Span) -> str:
        """The expression at `span`, or its beginning, on one line."""
        source, line, column, end_line, end_column = span
        lines = self._lines[source][line - self._first[source] : end_line - self._first[source] + 1]
        lines[-1] = lines[-1][:end_column]
        text = " ".join("\n".join([lines[0][column:], *lines[1:]]).split())
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

    def parameter(self, number: int) -> Span | None:
        """Where the parameter of an input stands in the signature."""
        if self._signature is None:
            self._signature = dict(self._arguments())
        return self._signature.get(self.parameters[number])

    def _span(
        self, source: int, line: int | None, end_line: int | None, column: int | None, end_column: int | None
    ) -> Span | None:
        if source < 0 or line is None or end_line is None:
            return None
        first, lines = self._first[source], self._lines[source]
        if not (first <= line <= end_line < first + len(lines)):
            return None
        if column is None or end_column is None:  # compiled without columns: the whole line
            column, end_line, end_column = 0, line, len(lines[line - first].encode())
        return (
            source, line, characters(lines[line - first], column),
            end_line, characters(lines[end_line - first], end_column),
        )  # fmt: skip

    def _of(self, source: int, node: ast.AST) -> Span | None:
        where = (getattr(node, name) for name in ("lineno", "end_lineno", "col_offset", "end_col_offset"))
        line, end_line, column, end_column = where
        shift = self._first[source] - 1
        return self._span(source, line + shift, end_line + shift, column, end_column)

    def _tree(self, source: int) -> ast.Module | None:
        if source not in self._trees:
            try:
                self._trees[source] = parsing.module(self._texts[source])
            except (SyntaxError, ValueError):  # a notebook's magic commands; the code ran, its names stay unknown
                self._trees[source] = None
        return self._trees[source]

    def _assigned(self, source: int, tree: ast.Module) -> Iterator[tuple[Span, str]]:
        for node in ast.walk(tree):
            for value, target in _pairs(node):
                name = _spelled(target)
                span = self._of(source, value)
                if name is not None and span is not None:
                    yield span, name

    def _arguments(self) -> Iterator[tuple[str, Span]]:
        code = self._code
        source = -1 if code is None else self._number.get(code.co_filename, -1)
        tree = self._tree(source) if source >= 0 else None
        if code is None or tree is None:
            return
        first = code.co_firstlineno - (self._first[source] - 1)
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                continue
            decorated = [one.lineno for one in getattr(node, "decorator_list", [])]
            if min([node.lineno, *decorated]) != first or getattr(node, "name", "<lambda>") != code.co_name:
                continue
            every = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            every += [one for one in (node.args.vararg, node.args.kwarg) if one is not None]
            if {one.arg for one in every} >= set(self.parameters):
                for one in every:
                    column = one.col_offset  # the name alone, without its annotation
                    end = column + len(one.arg.encode())
                    shift = self._first[source] - 1
                    span = self._span(source, one.lineno + shift, one.lineno + shift, column, end)
                    if span is not None:
                        yield one.arg, span
                return


def _pairs(node: ast.AST) -> Iterator[tuple[ast.AST, ast.expr]]:
    """(expression, target) of an assignment; an augmented one is computed at the whole statement."""
    if isinstance(node, ast.Assign):
        yield from _matched(node.value, node.targets[0])
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield from _matched(node.value, node.target)
    elif isinstance(node, ast.AugAssign):
        yield node, node.target


def _matched(value: ast.expr, target: ast.expr) -> Iterator[tuple[ast.AST, ast.expr]]:
    waiting = [(value, target)]
    while waiting:
        value, target = waiting.pop()
        if isinstance(value, ast.Tuple | ast.List) and isinstance(target, ast.Tuple | ast.List):
            starred = any(isinstance(one, ast.Starred) for one in (*value.elts, *target.elts))
            if not starred and len(value.elts) == len(target.elts):
                waiting.extend(zip(value.elts, target.elts, strict=True))
        elif isinstance(value, ast.IfExp):
            waiting.extend([(value.body, target), (value.orelse, target)])
        else:
            yield value, target


def _spelled(target: ast.expr) -> str | None:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute | ast.Subscript):
        text = ast.unparse(target)
        return text if len(text) <= _LONGEST else None
    return None


def characters(line: str, column: int) -> int:
    """A column in bytes (UTF-8) as one in characters."""
    return column if line.isascii() else len(line.encode()[:column].decode(errors="ignore"))
