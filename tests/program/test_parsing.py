"""Texts are parsed by the window and by the threads beside it."""

from __future__ import annotations

import ast
import gc
import threading
import time

from adstudio.program import parsing

TEXT = "\n".join(f"def f{i}(x):\n    return [x * {i} + (y - x) ** 2 for y in range(3) if y > x]" for i in range(20))


def test_two_threads_parse_without_getting_into_each_others_way():
    """The collection of garbage, in the midst of a tree, lets the other thread go on."""
    trees, errors = [], []

    def run() -> None:
        try:
            trees.extend(ast.dump(parsing.module(TEXT)) for _ in range(20))
        except SystemError as error:
            errors.append(error)

    def let_go(_phase: str, _what: dict[str, int]) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(let_go)
    gc.set_threshold(200)
    try:
        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(let_go)
    assert not errors
    assert len(trees) == 40
    assert len(set(trees)) == 1


def test_an_expression_is_its_tree():
    assert ast.unparse(parsing.expression("a + b*2")) == "a + b * 2"
