"""Document → workbook → document, to the last digit; through LibreOffice, too."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.document import create
from app.domain.act import SetCell
from app.domain.address import Address, parse_address
from app.domain.report import EXPLANATION, NOTE, SETTING
from app.edits import add_rows, remove_rows
from app.exchange.template import write_template
from app.storage.editions import load_edition
from app.years import begin_year
from tests.exchange.support import convert, needs_libreoffice, opened
from tests.intake.conftest import EDITION
from tests.intake.support import entered, exported, imported, planned


def put(document, cells):
    changes = [SetCell(a, document.report.get(a), v) for a, v in cells.items()]
    document.write(changes, "填")


@pytest.fixture
def rich(sample):
    """All kinds of entries: notes, 说明, choices, marks, odd texts, a typed total beside its parts."""
    put(
        sample,
        {
            parse_address("project/2/remark"): "第一行\r\n第二行",
            parse_address("project/3/content"): "=SUM(A1) 不是公式",
            parse_address("profile/report_date/value"): "2023-04-17",
            parse_address("profile/unit_code/value"): "00123",
            parse_address("accounts/outlay_basic/final"): 16_332_300_00,
            parse_address("accounts/public/prior"): 1,
            parse_address("accounts/personnel/prior"): -999_999_999_999,
            Address(NOTE, "project/5/score", "text"): "专家评分",
            Address(EXPLANATION, "balance:final", "text"): "已核对",
            Address(SETTING, "budget_execution_rate", "main"): "budget_execution_rate_by_income",
        },
    )
    sample.write(remove_rows(sample.report, "project", [4, 9], EDITION), "删")
    sample.write(add_rows(sample.report, "project", [{"name": "插队", "score": Decimal("77.77")}], 2), "插")
    return sample


def digest_of(tmp_path, workbook, year=2022, name="again.zpt"):
    """What an empty document holds after the import."""
    with create(tmp_path / name, "别的名字", year, load_edition("cn-2022")) as again:
        imported(again, workbook)
        return again.digest(year)


def test_an_exported_workbook_comes_back_as_it_was(rich, tmp_path):
    workbook = exported(rich, tmp_path / "a.xlsx")
    assert digest_of(tmp_path, workbook) == rich.digest()


def test_what_was_taken_over_keeps_its_marks(rich, tmp_path):
    begin_year(rich, 2023, EDITION)
    workbook = exported(rich, tmp_path / "a.xlsx")
    assert digest_of(tmp_path, workbook, 2023) == rich.digest()


def without_forms(document):
    """What is filled in in forms is not in a template."""
    rows = [record.row for record in document.report.rows("indicator")]
    document.write(remove_rows(document.report, "indicator", rows, document.model.edition), "删去指标")


def test_a_template_with_figures_comes_back_as_it_was(rich, tmp_path):
    without_forms(rich)
    write_template(rich.model, rich.report, tmp_path / "t.xlsx", unit_name=rich.unit)
    assert digest_of(tmp_path, tmp_path / "t.xlsx") == rich.digest()


def test_importing_into_the_same_document_changes_nothing(rich, tmp_path):
    workbook = exported(rich, tmp_path / "a.xlsx")
    before = rich.digest()
    _, made = imported(rich, workbook)
    assert made.changes == () and rich.digest() == before


def test_what_was_changed_in_the_workbook_arrives_and_nothing_else(rich, tmp_path):
    """The officer changes a figure, clears one, adds a project at the end; undo takes all back."""
    write_template(rich.model, rich.report, tmp_path / "t.xlsx", unit_name=rich.unit)
    book = opened(tmp_path / "t.xlsx")
    accounts, projects = book["收支预决算"], book["项目"]
    line = next(r for r in accounts.iter_rows() if r[0].value == "人员经费")
    line[3].value = 1600.5
    line[1].value = None
    blank = next(r for r in projects.iter_rows(min_row=4) if r[1].value is None)
    blank[1].value, blank[8].value = "新项目", 12.345678
    book.save(tmp_path / "filled.xlsx")
    before, digest = entered(rich.report), rich.digest()
    _, made = imported(rich, tmp_path / "filled.xlsx")
    after = entered(rich.report)
    changed = {k: after.get(k) for k in {*before, *after} if before.get(k) != after.get(k)}
    new = max(row for row in rich.report.tables["project"])
    assert changed == {
        "accounts/personnel/final": 1_600_500_000,
        "accounts/personnel/initial": None,
        f"project/{new}/name": "新项目",
        f"project/{new}/final": 12_345_678,
    }
    assert made.count("refused") == 0
    rich.undo()
    assert rich.digest() == digest


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
@pytest.mark.slow
@pytest.mark.libreoffice
def test_saved_by_libreoffice_it_still_comes_back(rich, tmp_path, kind):
    for mark in needs_libreoffice:
        if mark.name == "skipif" and mark.args and mark.args[0]:
            pytest.skip("LibreOffice is not installed")
    workbook = convert(exported(rich, tmp_path / "a.xlsx"), tmp_path, kind)
    assert digest_of(tmp_path, workbook) == rich.digest()
    without_forms(rich)
    write_template(rich.model, rich.report, tmp_path / "t.xlsx", unit_name=rich.unit)
    template = convert(tmp_path / "t.xlsx", tmp_path, kind)
    assert digest_of(tmp_path, template, name="third.zpt") == rich.digest()


def test_a_year_that_is_not_there_comes_with_the_import(rich, tmp_path):
    workbook = exported(rich, tmp_path / "a.xlsx")
    with create(tmp_path / "b.zpt", "某局", 2023, EDITION) as other:
        before = other.digest_all()
        imported(other, workbook, 2022)
        assert other.years == [2022, 2023] and other.digest(2022) == rich.digest()
        other.undo()
        assert other.years == [2023] and other.digest_all() == before


def test_a_report_without_data_pages_hides_nothing(rich, tmp_path):
    from app.exchange.xlsx import export

    export(rich.model, rich.report, rich.results, tmp_path / "r.xlsx", unit_name="某局", data=False)
    assert [sheet.sheet_state for sheet in opened(tmp_path / "r.xlsx")] == ["visible"] * 5


MONEY = st.one_of(st.none(), st.integers(-(10**15), 10**15), st.integers(0, 10**9))
ROWS = [
    r.key for r in EDITION.table["accounts"].row.values() if EDITION.table["accounts"].has(r.key, "final")
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.dictionaries(
        st.tuples(st.sampled_from(ROWS), st.sampled_from(["initial", "final"])), MONEY, max_size=12
    ),
    projects=st.lists(
        st.fixed_dictionaries(
            {
                "name": st.text(
                    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]),
                    min_size=1,
                    max_size=12,
                )
            },
            optional={
                "final": st.integers(0, 10**12),
                "score": st.decimals(0, 100, places=2),
                "remark": st.sampled_from(["-", "—", "无", "合计"]),
            },
        ),
        max_size=6,
    ),
)
@example(cells={("outlay_basic", "initial"): 0, ("outlay", "initial"): 10**15}, projects=[])
def test_any_report_comes_back(tmp_path_factory, cells, projects):
    folder = tmp_path_factory.mktemp("trip")
    table = EDITION.table["accounts"]
    with create(folder / "a.zpt", "某局", 2022, EDITION) as document:
        values = {
            Address("accounts", r, c): v for (r, c), v in cells.items() if v is not None and table.has(r, c)
        }
        locked = {row.key for row in table.rows if row.formula and not row.direct}
        put(document, {a: v for a, v in values.items() if a.row not in locked})
        rows = [{k: v for k, v in p.items() if not isinstance(v, str) or v.strip()} for p in projects]
        document.write(add_rows(document.report, "project", [row for row in rows if row]), "加")
        workbook = exported(document, folder / "a.xlsx")
        assert digest_of(folder, workbook) == document.digest()


def test_a_plan_is_only_a_plan(rich, empty, tmp_path):
    workbook = exported(rich, tmp_path / "a.xlsx")
    content, before = workbook.read_bytes(), empty.digest()
    _, made = planned(empty, workbook)
    assert made.changes and empty.digest() == before and workbook.read_bytes() == content
