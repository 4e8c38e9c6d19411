"""Ratios on several bases: which one counts in a year, and what kind of figure a ratio is."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.address import Address
from app.domain.edition import Kind, Ratio
from app.domain.report import SETTING, Report


def main_address(family: str) -> Address:
    """Where the officer's choice of a main basis is kept."""
    return Address(SETTING, family, "main")


def main_ratio(report: Report, members: Sequence[Ratio]) -> Ratio:
    """The member of a family that the officer chose for the year, else its default basis."""
    chosen = report.get(main_address(members[0].family or members[0].key))
    return next((ratio for ratio in members if ratio.key == chosen), members[0])


def ratio_kind(ratio: Ratio) -> Kind:
    """A ratio's value as the kind of a cell."""
    if ratio.unit == "%":
        return Kind("percent", "%", ratio.places)
    return Kind("money" if ratio.unit == "万元" else "number", ratio.unit, ratio.places)
