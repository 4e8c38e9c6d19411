"""How a table is put on paper is remembered in the document, and only what differs from the usual."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.report import PRINT, Record, Report
from app.exchange.setup import COVER, MARGINS, PAPERS, SCALES, Setup, read_setup, setup_changes, setups
from tests.exchange.support import model, sample

USUAL = Setup(orientation="landscape")
SETUPS = st.builds(
    Setup,
    wanted=st.booleans(),
    paper=st.sampled_from(sorted(PAPERS)),
    orientation=st.sampled_from(["portrait", "landscape"]),
    scale=st.just(0) | st.integers(*SCALES),
    single=st.booleans(),
    margins=st.tuples(*[st.integers(*MARGINS)] * 4),
)


def with_changes(report: Report, changes) -> Report:
    for change in changes:
        assert isinstance(change, SetCell)
        cells = (
            report.tables.setdefault(PRINT, {})
            .setdefault(change.address.row, Record(change.address.row))
            .cells
        )
        assert cells.get(change.address.column) == change.old
        if change.new is None:
            del cells[change.address.column]
        else:
            cells[change.address.column] = change.new
    return report


@given(SETUPS, SETUPS)
def test_what_is_chosen_is_read_back(first, second):
    report = Report(2022)
    for chosen in (first, second):
        with_changes(report, setup_changes(report, [("accounts", chosen, USUAL)]))
        assert read_setup(report, "accounts", USUAL) == chosen
        assert not setup_changes(report, [("accounts", chosen, USUAL)])


def test_the_usual_is_not_kept():
    report = Report(2022)
    assert setup_changes(report, [("accounts", USUAL, USUAL)]) == []
    with_changes(report, setup_changes(report, [("accounts", Setup(paper="A3"), USUAL)]))
    with_changes(report, setup_changes(report, [("accounts", USUAL, USUAL)]))
    assert not report.tables[PRINT]["accounts"].cells


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("wanted", "yes"), ("paper", "A0"), ("orientation", "斜"), ("scale", "9"), ("scale", "大"),
        ("single", "1"), ("margins", "15 15 15"), ("margins", "1 15 15 15"),
        ("margins", "a b c d"), ("别的", "1"),
    ],
)  # fmt: skip
def test_a_choice_that_cannot_be_read_counts_as_not_made(column, text):
    report = with_changes(Report(2022), [SetCell(Address(PRINT, "accounts", column), None, text)])
    assert read_setup(report, "accounts", USUAL) == USUAL


def test_every_page_of_the_edition_has_a_setup():
    made = sample()
    pages = made.pages()
    found = setups(made.report, pages)
    assert list(found) == [COVER, *(page.key for page in pages)]
    assert not found[COVER].wanted
    assert {key for key, setup in found.items() if setup.wanted} == {
        sheet.key for sheet in model().edition.sheets if not sheet.data
    }
    assert found["accounts"].size == (297, 210)
    assert found["project"].size == (210, 297)
