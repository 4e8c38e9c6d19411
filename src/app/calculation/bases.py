"""Which basis of a ratio and which grades count in a year, and what kind of figure a ratio is."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.address import Address
from app.domain.edition import Bands, Edition, Kind, Ratio
from app.domain.report import SETTING, Report

SCHEME = "scheme"  # row of the settings for the year's schemes; the column for a project's own


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


def grades_of(edition: Edition, report: Report, table: str, column: str) -> Bands | None:
    """The grades that a column's numbers are turned into, for projects those of the year's scheme."""
    usual = bands_of(edition, edition.table[table].column[column].bands)
    return _scheme_bands(edition, report, None, usual) if _scored(edition, table) else usual


def grades_for(edition: Edition, report: Report, table: str, row: str | int, usual: Bands) -> Bands:
    """The grades of one row: those of a scheme chosen for this project, else the usual ones."""
    record = report.tables.get(table, {}).get(row)
    if record is None or SCHEME not in record.cells or not _scored(edition, table):
        return usual
    return _scheme_bands(edition, report, int(row), usual) or usual


def grades_vary(edition: Edition, report: Report, table: str) -> bool:
    """Whether rows of a table may have grades of their own."""
    return any(SCHEME in record.cells for record in report.tables.get(table, {}).values())


def _scored(edition: Edition, table: str) -> bool:
    return bool(edition.forms_text) and table == edition.forms.tables.project


def _scheme_bands(edition: Edition, report: Report, row: int | None, usual: Bands | None) -> Bands | None:
    from app.calculation.scoring.choice import scheme_of  # the start of the program does without

    scheme = scheme_of(edition, report, row)
    return bands_of(edition, scheme.bands) if scheme is not None else usual
