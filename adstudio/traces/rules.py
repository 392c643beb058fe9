"""Which traces are legal: a list of rules, read from top to bottom.

Every view and every file trusts a trace that passed, and looks up rows without asking again. A rule may
lean on those above it (`parents_first` needs sound edge pointers), so the order of the list matters and
the first broken rule is the one reported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from adstudio.traces import rules_of_header, rules_of_nodes, rules_of_sweeps
from adstudio.traces.model import Trace
from adstudio.traces.violation import Violation, Violations


class Rule(NamedTuple):
    """One thing that is true of every legal trace."""

    says: str
    broken: Callable[[Trace], Violations]


# fmt: off
RULES: tuple[Rule, ...] = (
    Rule("the format is adtrace, in a version that is known",       rules_of_header.version),
    Rule("fixed values are plain data",                             rules_of_header.fixed_values),
    Rule("header fields have their types, texts are Unicode",       rules_of_header.types),
    Rule("node and edge columns agree in length, with their dtypes", rules_of_nodes.node_columns),
    Rule("span and scope columns agree in length, with their dtypes", rules_of_nodes.span_and_scope_columns),
    Rule("edge pointers rise from 0 to the number of edges",        rules_of_nodes.edge_pointers),
    Rule("parents are before their children",                       rules_of_nodes.parents_first),
    Rule("arrays are whole or a sample, in their shape",            rules_of_sweeps.array_store),
    Rule("op, span, scope, name and array of a node exist",         rules_of_nodes.node_indices),
    Rule("flags have a meaning",                                    rules_of_nodes.flags),
    Rule("spans lie in a source and end after they begin",          rules_of_nodes.spans),
    Rule("scopes are a tree, callers first",                        rules_of_nodes.scopes),
    Rule("ports have as many nodes as their shape",                 rules_of_header.ports),
    Rule("errors, notes and sources are at lines that can be",       rules_of_header.places),
    Rule("derivatives have the shape of their sweep",               rules_of_sweeps.sweep_columns),
    Rule("a sweep visits existing nodes, once",                     rules_of_sweeps.sweep_indices),
    Rule("seeds are existing nodes, labels texts",                  rules_of_sweeps.sweep_texts),
    Rule("columns of a series have one length",                     rules_of_sweeps.series),
)
# fmt: on


class IllegalTrace(ValueError):
    """A trace that breaks a rule: which one, where, and what was expected there."""

    def __init__(self, rule: Rule, violation: Violation) -> None:
        super().__init__(str(violation))
        self.rule = rule
        self.violation = violation


def check(trace: Trace) -> None:
    """Raise `IllegalTrace` at the first rule that `trace` breaks; a legal trace passes in silence."""
    for rule in RULES:
        for violation in rule.broken(trace):
            raise IllegalTrace(rule, violation)
