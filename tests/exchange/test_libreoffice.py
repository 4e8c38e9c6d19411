"""Every live formula, computed anew by LibreOffice, gives what the program computed."""

from __future__ import annotations

from datetime import date
from math import isclose

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.exchange import readback, sheet
from app.exchange.page import text_of
from app.exchange.readback import stored
from tests.exchange import support
from tests.exchange.support import body, case, full_report, inputs, read, recalculate, report_of, sample

pytestmark = support.needs_libreoffice

RATIOS = list(support.model().edition.ratio)
COLUMNS = [  # those of forms only are on no page of their own
    f"{table}/{column}"
    for table, column in support.model().columns
    if not support.model().edition.table[table].column[column].form
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("libreoffice")


def same(wanted, found) -> bool:
    """A number to the last place shown, but for the dust of doubles; anything else exactly."""
    if isinstance(wanted, float) and isinstance(found, int | float):
        return isclose(wanted, found, rel_tol=1e-10, abs_tol=5e-7)
    return wanted == found or (isinstance(wanted, date) and str(found)[:10] == wanted.isoformat())


def differences(case_, path, folder, **options):
    case_.export(path, **options)
    values = read(recalculate(path, folder))
    return [
        (page.name, row.row, page.columns[index].heading, wanted, found)
        for page, row, index, cell, found in body(case_, values, **options)
        if not same(wanted := stored(cell, row.looks[index].kind), found)
    ]


def almost_empty():
    return case(report_of({"profile/unit_name/value": "某局", "accounts/personnel/final": 1_000_000}))


def direct_totals():
    cells = {
        "accounts/income/final": 3_329_800_000,
        "accounts/income/initial": 3_000_000_000,
        "accounts/outlay/final": 3_329_800_000,
        "accounts/outlay/adjusted": 3_400_000_000,
        "accounts/outlay_basic/final": 2_000_000_000,
        "sangong/sangong_total/final": 46_600_000,
        "sangong/sangong_total/initial": 98_000_000,
    }
    return case(report_of(cells))


def incomplete():
    """Required parts missing below totals that show what there is."""
    cells = {
        "accounts/personnel/final": 15_136_900,
        "accounts/outlay_project/final": 3_396_100,
        "accounts/outlay_project/adjusted": 0,
        "accounts/fiscal_appropriation/final": 0,
        "accounts/fiscal_appropriation/initial": -5,
    }
    return case(report_of(cells, [{"name": "甲", "final": 100, "adjusted": None}]))


def zeros_and_negatives():
    """Bases of zero, below zero, and zero only as a sum: 0.1 + 0.2 − 0.3."""
    cells: dict[str, object] = {
        str(place): (0, -1_234_500, 100_000)[number % 3] for number, place in enumerate(inputs())
    }
    cells |= {
        "accounts/personnel/initial": 100_000,
        "accounts/public/initial": 200_000,
        "accounts/outlay_project/initial": -300_000,
        "accounts/outlay_to_superior/initial": 0,
        "accounts/outlay_business/initial": 0,
        "accounts/outlay_affiliate_subsidy/initial": 0,
    }
    projects = [
        {"name": "甲", "category": "重点", "initial": 0, "adjusted": -10_000, "final": 300_000, "score": 0},
        {"name": "乙", "category": "一般", "initial": 0, "adjusted": 0, "final": -100_000, "score": 100},
        {"name": "丙", "initial": 0, "adjusted": 70_000, "final": -200_000, "score": 60},
    ]
    return case(report_of(cells, projects))


def none_meant():
    """Conditions that no row meets: sums of 0 where every row is told, blank where one is not."""
    projects = [
        {"name": "甲", "category": "一般", "final": 300_000},
        {"name": "乙", "category": "一般", "final": 100_000},
    ]
    return case(report_of({"sangong/sangong_total/initial": 98_000_000}, projects))


def some_untold():
    projects = [{"name": "甲", "category": "一般", "final": 300_000}, {"name": "乙", "final": 100_000}]
    return case(report_of({}, projects))


MADE = [sample, almost_empty, direct_totals, incomplete, zeros_and_negatives, none_meant, some_untold]


@pytest.mark.parametrize("made", MADE, ids=lambda made: made.__name__)
def test_recalculated_workbook_is_what_was_computed(made, tmp_path, folder):
    assert differences(made(), tmp_path / "out.xlsx", folder) == []


def test_recalculated_without_data_sheets(tmp_path, folder):
    assert differences(sample(), tmp_path / "out.xlsx", folder, data=False) == []


def test_libreoffice_does_recalculate(tmp_path, folder, monkeypatch):
    """Wrong stored results are put right: without this the tests here could not fail."""
    wrong = sample()
    plain = sheet.stored
    monkeypatch.setattr(sheet, "stored", lambda value, kind: _off(plain(value, kind), kind))
    monkeypatch.setattr(readback, "check", lambda *_: 0)
    wrong.export(tmp_path / "out.xlsx")
    monkeypatch.undo()
    kept, found = read(tmp_path / "out.xlsx"), read(recalculate(tmp_path / "out.xlsx", folder))
    percent = [
        (stored(cell, row.looks[i].kind), before, after)
        for (page, row, i, cell, before), (*_, after) in zip(
            body(wrong, kept), body(wrong, found), strict=True
        )
        if row.looks[i].kind.name == "percent" and not isinstance(cell, str) and hasattr(cell, "as_tuple")
    ]
    assert len(percent) > 40
    assert all(before == pytest.approx(wanted + 7) for wanted, before, _ in percent)
    assert all(same(wanted, after) for wanted, _, after in percent)


def _off(value, kind):
    return value + 7 if kind.name == "percent" and isinstance(value, float) else value


# -- each definition of the edition by itself


@pytest.fixture(scope="module")
def recalculated_full(tmp_path_factory):
    folder = tmp_path_factory.mktemp("full")
    full = case(full_report())
    full.export(folder / "full.xlsx")
    return full, list(body(full, read(recalculate(folder / "full.xlsx", folder))))


@pytest.mark.parametrize("key", RATIOS)
def test_ratio_formula(key, recalculated_full):
    full, cells = recalculated_full
    found = [
        (cell, value)
        for _, row, index, cell, value in cells
        if row.looks[index].source == "ratio" and row.row == key
    ]
    assert len(found) == 1
    outcome = full.results.ratios[key]
    assert outcome.reason is None or outcome.reason.kind == "empty", outcome
    assert same(stored(found[0][0], _ratio_kind(cells, key)), found[0][1])


def _ratio_kind(cells, key):
    looks = (row.looks[index] for _, row, index, *_ in cells if row.row == key)
    return next(look.kind for look in looks if look.source)


@pytest.mark.parametrize("name", COLUMNS)
def test_column_formula(name, recalculated_full):
    table, column = name.split("/")
    _, cells = recalculated_full
    found = [
        (stored(cell, row.looks[index].kind), value)
        for page, row, index, cell, value in cells
        if page.table == table and page.columns[index].key == column and row.looks[index].source == "cell"
    ]
    assert found
    assert all(wanted != "" and same(wanted, value) for wanted, value in found)


# -- reports nobody thought of


MONEY = st.one_of(
    st.none(),
    st.sampled_from([0, 1, -1, 10_270]),
    st.integers(-(10**9), 10**10).map(lambda fen: fen * 10_000),
    st.integers(-(10**13), 10**13),
)
PROJECT = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["科普经费", "公务用车租赁", "=1+1", "车辆租用", "“三公”"]),
        "category": st.sampled_from(["重点", "一般", None]),
        "initial": MONEY,
        "adjusted": MONEY,
        "final": MONEY,
        "score": st.one_of(st.none(), st.decimals(0, 100, places=2)),
    }
)


@st.composite
def reports(draw):
    places = inputs()
    values = draw(st.lists(MONEY, min_size=len(places), max_size=len(places)))
    cells = {}
    for place, value in zip(places, values, strict=True):
        if value is not None:
            kind = support.model().edition.table[place.table].kind_of(place.row, place.column).name
            cells[str(place)] = value if kind == "money" else abs(value) % 10_000
    return report_of(cells, draw(st.lists(PROJECT, max_size=12)))


@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(report=reports())
def test_random_report(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp("random")
    found = differences(case(report), folder / "out.xlsx", folder)
    assert found == []


def test_text_of_a_page_is_what_libreoffice_shows():
    """Reasons are dashes in tables and words in the list of ratios."""
    pages = {page.key: page for page in sample().pages()}
    rates = [text_of(row, 5) for row in pages["sangong"].rows]
    assert set(rates) == {"—"}
    told = {row.row: text_of(row, 3) for row in pages["ratios"].rows}
    assert told["staff_control_rate"].startswith("缺少：编制数")
