"""Forms in a document: what each edit does to the scores, and that nothing depends on the order of edits."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calculation.engine import compute, update
from app.calculation.environment import workspace
from app.calculation.prepare import compile_edition
from app.calculation.scoring.choice import DEPARTMENT_SCHEME, PROJECT_SCHEME
from app.calculation.scoring.explain import reasoning
from app.calculation.scoring.weights import weights
from app.domain.act import Change, SetCell
from app.domain.address import Address
from app.domain.report import Report
from app.edits import add_row, add_rows, effective, entered, put, reached, remove_rows, rows_of, stage
from app.storage.editions import load_edition
from app.storage.fits import misfit
from tests.forms.test_published import FIELDS, FORMS, values

D = Decimal
EDITION = load_edition("cn-2022")
MODEL = compile_edition(EDITION)
SCHEMES = [scheme.label for scheme in EDITION.forms.schemes]


def indicator(level1, name, target, actual, weight, **more):
    """An indicator to be at least `target`."""
    return {
        "level1": level1, "level2": "其他", "name": name, "direction": "≥",
        "target": target, "actual": actual,
        "weight": D(weight), **more,
    }  # fmt: skip


GOOD = [
    indicator("产出指标", "场次", "10", "10", 50, unit="场"),
    indicator("效益指标", "覆盖率", "80%", "60%", 30, deviation="覆盖不够"),
    indicator("满意度指标", "满意度", "90%", "95%", 10, sample=100),
]


class Year:
    """A report with its results, kept up edit by edit as a document does."""

    def __init__(self) -> None:
        self.report = Report(2022)
        self.results = compute(MODEL, self.report)

    def do(self, changes: list[Change]) -> None:
        wanted = effective(changes)
        put(self.report, stage(EDITION, self.report, wanted))
        self.results = update(MODEL, self.report, self.results, reached(EDITION, wanted), rows_of(wanted))

    def set(self, address: str, value: object) -> None:
        table, row, column = address.split("/")
        place = Address(table, int(row) if row.isdigit() else row, column)
        self.do([SetCell(place, self.report.get(place), value)])  # type: ignore[arg-type]

    def value(self, address: str) -> object:
        table, row, column = address.split("/")
        place = Address(table, int(row) if row.isdigit() else row, column)
        outcome = self.results.cells.get(place)
        return self.report.get(place) if outcome is None else outcome.value

    def why(self, address: str) -> str:
        table, row, column = address.split("/")
        outcome = self.results.cells[Address(table, int(row) if row.isdigit() else row, column)]
        return outcome.reason.text if outcome.reason is not None else ""

    def codes(self) -> list[str]:
        return [problem.code for problem in self.results.problems]


@pytest.fixture
def year() -> Year:
    made = Year()
    made.do(add_row(made.report, "project", {"name": "甲", "adjusted": 43_200_000, "final": 37_240_000}))
    made.do(add_rows(made.report, "indicator", GOOD, parent=1))
    return made


def test_the_execution_score_comes_from_the_unrounded_rate(year):
    assert year.value("project/1/execution_score") == D("8.62")
    assert year.value("project/1/score") == D("8.62") + 50 + D("22.5") + 10
    assert year.value("project/1/grade") == "优"


@pytest.mark.parametrize(
    ("adjusted", "final", "wanted"),
    [(20_000_000_000, 9_034_000_000, "4.52"), (250_000_000_000, 215_457_600_000, "8.62"), (100, 150, "10")],
)
def test_execution_scores_of_published_forms(year, adjusted, final, wanted):
    year.set("project/1/adjusted", adjusted)
    year.set("project/1/final", final)
    assert year.value("project/1/execution_score") == D(wanted)


@pytest.mark.parametrize(("column", "value"), [("adjusted", None), ("final", None), ("adjusted", 0)])
def test_without_a_base_there_is_no_score_but_a_reason(year, column, value):
    year.set(f"project/1/{column}", value)
    assert year.value("project/1/execution_score") is None
    assert year.value("project/1/score") is None
    assert "无法评价" in year.why("project/1/score")
    assert "82.5" in year.why("project/1/score")


def test_a_missing_actual_is_never_full_marks(year):
    year.set("indicator/1/actual", None)
    assert year.value("indicator/1/result") == "无法评价"
    assert year.value("indicator/1/score") is None
    year.set("indicator/1/score", D(50))
    assert year.value("indicator/1/score") is None
    assert year.value("project/1/score") is None
    assert year.value("project/1/form_state") == "未填全"


def test_another_score_goes_before_the_computed_one(year):
    year.set("indicator/2/score", D(20))
    assert (year.value("indicator/2/proposed"), year.value("indicator/2/score")) == (D("22.5"), 20)
    assert year.value("project/1/score") == D("88.62")
    year.set("indicator/2/score", None)
    assert year.value("indicator/2/score") == D("22.5")


@pytest.mark.parametrize(
    ("place", "typed", "partial"),
    [("execution_score", 98, "82.5"), ("indicator/1/score", 51, "41.12"), ("indicator/1/score", -1, "41.12")],
)
def test_a_score_outside_its_weight_makes_no_total(year, place, typed, partial):
    year.set(place if "/" in place else f"project/1/{place}", D(typed))
    assert year.value("project/1/score") is None
    assert year.value("project/1/grade") is None
    assert f"已评部分 {partial} 分" in year.why("project/1/score")
    assert "分之间的" in year.why("project/1/score")
    told = reasoning(workspace(MODEL, year.report, year.results), Address("project", 1, "score"))
    assert any(f"= {partial} 分" in line for line in told.lines)


def test_a_score_of_the_department_outside_its_weight_is_not_counted(year):
    year.set("profile/staff_active/value", D(50))
    year.set("profile/staff_quota/value", D(50))
    before = year.value("department/department_total/result")
    year.set("department/department_staffing/score", D(99))
    assert "部分得分 0（满分 0）" in str(year.value("department/department_total/result"))
    assert before != year.value("department/department_total/result")


def test_a_form_of_which_nothing_applies_has_no_total(year):
    for row in (1, 2, 3):
        year.set(f"indicator/{row}/excluded", "不适用")
    assert year.value("project/1/score") is None
    assert "全部选了不适用" in year.why("project/1/score")


def test_what_does_not_apply_is_taken_out_and_the_rest_rescaled(year):
    year.set("indicator/3/excluded", "不适用")
    assert year.value("indicator/3/score") is None
    assert year.value("project/1/score") == D("90.13")  # 81.12 ÷ 90 × 100 = 90.1333…


def test_a_qualitative_indicator_waits_for_the_officer(year):
    year.do(
        add_row(
            year.report,
            "indicator",
            {"name": "影响", "direction": "定性", "target": "提升", "actual": "提升", "weight": D(5)},
            parent=1,
        )
    )
    assert year.value("indicator/4/result") == "待评分"
    assert "待评分" in year.why("indicator/4/score")
    year.set("indicator/4/score", D(3))
    assert (year.value("indicator/4/score"), year.value("indicator/4/result")) == (3, "未完成")
    year.set("indicator/4/score", D(4))
    assert year.value("indicator/4/result") == "完成"


def test_a_typed_total_stays_while_the_form_is_open_and_is_told_beside_a_complete_one(year):
    year.set("project/1/score", D(91))
    assert year.value("project/1/score") == D("91.12")
    assert "direct_total" in year.codes()
    year.set("indicator/1/actual", None)
    assert year.value("project/1/score") == 91
    assert year.results.cells[Address("project", 1, "score")].direct


def test_without_indicators_the_typed_score_is_the_score(year):
    year.do(remove_rows(year.report, "indicator", [1, 2, 3], EDITION))
    assert year.value("project/1/score") is None
    assert year.value("project/1/form_state") is None
    year.set("project/1/score", D(90))
    assert (year.value("project/1/score"), year.value("project/1/grade")) == (90, "优")


def test_a_project_takes_its_indicators_along(year):
    year.do(remove_rows(year.report, "project", [1], EDITION))
    assert year.report.rows("indicator") == []


def test_fund_parts_make_the_total_and_a_typed_one_is_told(year):
    year.set("project/1/final_fiscal", 30_000_000)
    assert year.value("project/1/final") == 30_000_000
    assert "direct_total" in year.codes()
    year.set("project/1/final", None)
    assert "direct_total" not in year.codes()
    year.set("project/1/final_other", 7_240_000)
    assert year.value("project/1/execution_score") == D("8.62")


@pytest.mark.parametrize(
    ("scheme", "part", "told"),
    [
        ("四川（10+90）", "final_carry", "上年结转资金 20.00 万元"),
        ("四川（10+90）", "final_special", ""),
        ("全国通用", "final_carry", ""),
        ("全国通用", "final_own", "单位资金 20.00 万元"),
        ("湖北（20+80）", "final_carry", ""),  # prints the total only
    ],
)
def test_funds_that_the_form_has_no_line_for_are_told(year, scheme, part, told):
    year.set("project/1/scheme", scheme)
    year.set("project/1/adjusted_fiscal", 43_200_000)
    year.set(f"project/1/{part}", 20_000_000)
    assert told in str(year.value("project/1/funds_told") or "")
    assert bool(told) == ("form_funds" in year.codes())


def test_the_scheme_of_the_year_and_of_a_project(year):
    hubei = next(scheme.label for scheme in EDITION.forms.schemes if scheme.execution_weight == 20)
    year.set("setting/scheme/project", hubei)
    assert year.report.get(PROJECT_SCHEME) == hubei
    assert year.value("project/1/execution_score") == D("17.24")
    year.set("project/1/scheme", EDITION.forms.schemes[0].label)
    assert year.value("project/1/execution_score") == D("8.62")


def test_weights_against_the_scheme(year):
    found = weights(MODEL, year.report, year.results, 1)
    assert [(share.name, share.given, share.wanted) for share in found.shares] == [
        ("预算执行率", 10, 10),
        ("产出指标", 50, 50),
        ("效益指标", 30, 30),
        ("满意度指标", 10, 10),
    ]
    year.set("indicator/1/weight", D(48))
    assert year.value("project/1/weights_told") == "产出指标 48 分，应为 50 分"
    assert year.value("project/1/total_weight") == 98
    year.do(remove_rows(year.report, "indicator", [3], EDITION))
    found = weights(MODEL, year.report, year.results, 1)
    assert [(share.name, share.wanted) for share in found.shares][2:] == [("效益指标", 40)]


def test_every_score_has_its_reasoning(year):
    env = workspace(MODEL, year.report, year.results)
    told = reasoning(env, Address("project", 1, "execution_score"))
    assert any("37.24 ÷ 43.2 = 86.203703…%" in line for line in told.lines)
    assert "8.62" in told.lines[-1]
    told = reasoning(env, Address("indicator", 2, "score"))
    assert any("30 × 75% = 22.5 分" in line for line in told.lines)
    assert Address("indicator", 2, "actual") in told.cells
    assert any("91.12" in line for line in reasoning(env, Address("project", 1, "score")).lines)


def test_the_department_counts_what_can_be_scored_and_gives_no_grade_for_a_part(year):
    assert year.results.cells[Address("department", "department_total", "score")].value is None
    assert "无法评价" in str(year.value("department/department_total/result"))
    assert year.report.get(DEPARTMENT_SCHEME) is None


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("actual"), st.integers(1, 6), st.sampled_from(["10", "9", "60%", None, "提升"])),
        st.tuples(st.just("weight"), st.integers(1, 6), st.sampled_from([D(10), D(50), None])),
        st.tuples(st.just("score"), st.integers(1, 6), st.sampled_from([D(5), None])),
        st.tuples(st.just("excluded"), st.integers(1, 6), st.sampled_from(["不适用", None])),
        st.tuples(st.just("final"), st.integers(1, 2), st.sampled_from([1_000_000, 37_240_000, None])),
        st.tuples(st.just("final_fiscal"), st.integers(1, 2), st.sampled_from([2_000_000, None])),
        st.tuples(st.just("total"), st.integers(1, 2), st.sampled_from([D(88), None])),
        st.tuples(st.just("scheme"), st.integers(0, 2), st.sampled_from(SCHEMES)),
        st.tuples(st.just("add"), st.integers(1, 2), st.just(None)),
        st.tuples(st.just("remove"), st.integers(1, 6), st.just(None)),
    ),
    max_size=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(ACTIONS)
def test_edits_one_by_one_give_what_computing_afresh_gives(actions):
    year = Year()
    for name in "甲乙":
        year.do(add_row(year.report, "project", {"name": name, "adjusted": 43_200_000, "final": 37_240_000}))
    year.do(add_rows(year.report, "indicator", GOOD, parent=1))
    for kind, row, value in actions:
        if kind == "add":
            year.do(add_rows(year.report, "indicator", GOOD[:2], parent=row))
        elif kind == "remove":
            if row in year.report.tables.get("indicator", {}):
                year.do(remove_rows(year.report, "indicator", [row], EDITION))
        elif kind == "scheme" and row == 0:
            year.set("setting/scheme/project", value)
        elif kind in {"final", "final_fiscal", "scheme"}:
            year.set(f"project/{row}/{kind}", value)
        elif kind == "total":
            year.set(f"project/{row}/score", value)
        elif row in year.report.tables.get("indicator", {}):
            year.set(f"indicator/{row}/{kind}", value)
    afresh = compute(MODEL, year.report)
    assert dict(year.results.cells) == dict(afresh.cells)
    assert year.results.ratios == afresh.ratios
    assert sorted(map(str, year.results.problems)) == sorted(map(str, afresh.problems))


def test_what_the_changes_reach_names_the_owner():
    report = Report(2022)
    changes = add_row(report, "project", {"name": "甲"})
    put(report, stage(EDITION, report, changes))
    below = add_row(report, "indicator", {"name": "场次"}, parent=1)
    assert reached(EDITION, below) == {Address("project", 1, "indicator")}
    assert entered(below) == frozenset()


def test_conditions_over_columns_find_what_row_by_row_finds(monkeypatch):
    """All published forms in one year: every check of forms has something to say of some of them."""
    year = Year()
    for row, form in enumerate(FORMS, 1):
        head = {"name": form["id"], "scheme": form["scheme"], **form["funds"]}
        year.do(add_row(year.report, "project", values("project", head)))
        for line in form["items"].strip().splitlines():
            texts = dict(zip(FIELDS, (part.strip() for part in line.split("|")), strict=True))
            year.do(add_row(year.report, "indicator", values("indicator", texts), parent=row))
    monkeypatch.setattr("app.calculation.conditions.FEW", 0)
    by_columns = compute(MODEL, year.report).problems
    monkeypatch.setattr("app.calculation.conditions.FEW", 10**9)
    assert by_columns == compute(MODEL, year.report).problems
    assert len({problem.code for problem in by_columns}) > 12


def test_an_indicator_whose_project_is_gone_does_not_fit(year):
    assert misfit(EDITION, year.report) == ""
    year.report.tables["indicator"][2].parent = 7
    assert misfit(EDITION, year.report) == "indicator/2"
