"""A new year of an open document, empty or with what carries over from the year before."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app import carry
from app.calculation.prepare import compile_edition
from app.document import Document
from app.domain.act import Change, SetCell
from app.domain.address import parse_address
from app.domain.edition import Edition
from app.domain.report import CARRIED, PRINT, SYSTEM_TABLES, Report


def year_before(document: Document, year: int | None = None) -> carry.Before | None:
    """The year before `year`, the one shown when None; None when it is not in the document."""
    earlier = (year or document.year) - 1
    if earlier not in document.years:
        return None
    return carry.before(document.model_of(earlier), document.report_of(earlier))


def begin_year(
    document: Document,
    year: int,
    edition: Edition,
    *,
    carrying: bool = True,
    keep: Mapping[str, Collection[int]] | None = None,
) -> int:
    """Add `year` as one deed and show it; gives how many cells it took over from the year before.

    Nothing is taken over when that year is not there, or without `carrying`. `keep` names the list rows
    that go on, by table; all when None. Raises `DocumentError`, `ModelError`.
    """
    old = year_before(document, year) if carrying else None
    changes = carry.take_over(compile_edition(edition), year, old, keep) if old is not None else []
    paper = _paper(old.report) if old is not None else []
    document.add_year(year, edition, [*changes, *_named(document, edition, changes), *paper])
    return taken_over(changes)


def filled(document: Document, year: int) -> int:
    """How many cells of its tables are filled in a year; notes, explanations and marks do not count."""
    return sum(address.table not in SYSTEM_TABLES for address, _ in document.report_of(year).cells())


def taken_over(changes: Collection[Change]) -> int:
    """How many cells these changes fill: each bears a mark."""
    return sum(isinstance(change, SetCell) and change.address.table == CARRIED for change in changes)


def _paper(report: Report) -> list[Change]:
    """How the year before was put on paper: nobody sets that twice."""
    cells = (pair for pair in report.cells() if pair[0].table == PRINT)
    return [SetCell(address, None, value) for address, value in cells]


def _named(document: Document, edition: Edition, changes: Collection[Change]) -> list[Change]:
    """The unit's name, where nothing brings it along."""
    if not edition.unit_cell:
        return []
    place = parse_address(edition.unit_cell)
    there = any(isinstance(change, SetCell) and change.address == place for change in changes)
    return [] if there else [SetCell(place, None, document.unit)]
