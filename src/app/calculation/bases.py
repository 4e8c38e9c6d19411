"""Which basis of a ratio and which grades count in a year, and what kind of figure a ratio is."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.address import Address
from app.domain.edition import Bands, Edition, Kind, Ratio
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


def bands_of(edition: Edition, key: str) -> Bands | None:
    """A band table by key."""
    return next((bands for bands in edition.bands if bands.key == key), None)


def grades_for(edition: Edition, report: Report, table: str, row: str | int, usual: Bands) -> Bands:
    """The grades of one row: those of the scheme chosen for a project or its year, else the usual ones."""
    record = report.tables.get(table, {}).get(row)
    own = record is not None and "scheme" in record.cells
    if not own and "scheme" not in report.tables.get(SETTING, {}):
        return usual
    if table != edition.forms.tables.project:
        return usual
    from app.calculation.scoring.choice import scheme_of  # only those who chose a scheme need it

    scheme = scheme_of(edition, report, int(row))
    return (bands_of(edition, scheme.bands) if scheme is not None else None) or usual
