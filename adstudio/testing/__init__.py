"""The conformance kit: what every engine must keep, run on yours in one line.

    from adstudio.testing import CHECKS, check_engine, conform

    def test_my_engine_keeps_the_contract():
        conform("mine")                      # or the class itself: conform(MyEngine)

or one test a check:

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.says)
    def test_contract(check):
        check.run(Subject.of("mine"))
"""

from __future__ import annotations

from adstudio.testing.checks import CHECKS, Check
from adstudio.testing.report import Report, Result, check_engine, conform
from adstudio.testing.subject import Finding, Subject

__all__ = ["CHECKS", "Check", "Finding", "Report", "Result", "Subject", "check_engine", "conform"]
