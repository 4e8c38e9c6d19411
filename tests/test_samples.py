"""The sample: the published 2022 report's figures, to the last digit, and nothing more."""

from decimal import Decimal

import pytest

from app.calculation.engine import compute
from app.calculation.entry import parse_cell
from app.calculation.prepare import compile_edition
from app.domain.act import AddRow, SetCell
from app.domain.address import Address, parse_address
from app.domain.report import NOTE, Record, Report
from app.samples import load_sample, sample_changes
from app.storage.editions import load_edition

EDITION = load_edition("cn-2022")
SAMPLE = load_sample()

# number, name, amount in 万元 and score, as in the report's 项目资金支出明细及自评得分表
PROJECTS = [
    (1, "科普经费", "220.84", 91),
    (2, "党组织活动经费", "3.34", 90),
    (3, "2022年省级支持市县科技创新和科学普及专项资金（公民科学素质提升）", "16", 95),
    (4, "2022年省级支持市县科技创新和科学普及专项资金（第三批-科技工作者之家建设活动）", "11", 95),
    (5, "全民素质经费", "12", 89),
    (6, "公务用车租赁经费", "4.38", 90),
    (7, "普法经费", "1.5", 90),
    (8, "老科技工作者协会经费", "25.5", 95),
    (9, "青少年计算机大赛", "6.05", 82),
    (10, "学会能力提升计划（科技人才工作）", "3.5", 95),
    (11, "学术活动、专家建议、专家联谊经费", "4.5", 90),
    (12, "各学会（协会、研究会）经费", "7.2", 98),
    (13, "党组织活动经费", "1.027", 90),
    (14, "公务用车租赁经费", "4.38", 95),
    (15, "科普讲座及专家咨询", "5.4", 90),
    (16, "科学普及宣传经费", "4", 90),
    (17, "专业技术人员实用技术教育经费", "9", 90),
]

# initial, adjusted, final; None where the report gives nothing
ACCOUNTS = {
    "fiscal_appropriation": ("1476.24", "1703.63", "1703.63"),
    "carry_in": (None, "302.90", "302.90"),
    "personnel": ("1044.45", "1547.39", "1513.69"),
    "public": ("119.18", "119.53", "119.53"),
    "outlay_project": ("312.61", "339.61", "339.61"),
    "carry_out": (None, None, "33.70"),
    "carry_out_personnel": (None, None, "33.70"),
}
SANGONG = {
    "abroad": ("0.00", None, "0.00"),
    "vehicle_purchase": ("0.00", None, "0.00"),
    "vehicle_operation": ("8.80", None, "4.66"),
    "reception": ("1.00", None, "0.00"),
}
DERIVED = [
    "accounts/fiscal_appropriation/adjusted",
    "accounts/carry_in/adjusted",
    "accounts/personnel/adjusted",
    "accounts/outlay_project/adjusted",
    "sangong/vehicle_purchase/initial",
    "sangong/vehicle_operation/initial",
    "sangong/reception/initial",
]
# what the report states or what its figures give, rounded half up to two decimals
STATED = {
    "budget_execution_rate": "98.32",
    "budget_execution_rate_by_resources": "98.32",
    "budget_execution_rate_by_income": "115.80",
    "budget_completion_rate": "98.32",
    "initial_completion_rate": "133.64",
    "budget_arrival_rate": "100.00",
    "budget_arrival_rate_by_initial": "115.40",
    "budget_adjustment_rate": "15.40",
    "budget_adjustment_rate_with_carry_over": "35.92",
    "budget_adjustment_rate_exempt_absolute": "15.40",
    "project_execution_rate": "100.00",
    "project_execution_rate_by_initial": "108.64",
    "public_control_rate": "100.29",
    "public_control_rate_by_adjusted": "100.00",
    "fiscal_share": "100.00",
    "personnel_basic_share": "92.68",
    "personnel_basic_share_initial": "89.76",
    "public_basic_share": "7.32",
    "public_basic_share_initial": "10.24",
    "basic_share": "82.79",
    "project_share": "17.21",
    "sangong_control_rate": "47.55",
    "sangong_control_rate_with_rental": "136.94",
    "sangong_reduction_rate": "52.45",
    "sangong_change_initial": "-5.14",
    "sangong_change_initial_rate": "-52.45",
    "vehicle_change_initial_rate": "-47.05",
    "vehicle_operation_change_initial_rate": "-47.05",
    "reception_change_initial_rate": "-100.00",
    "vehicle_rental_total": "8.76",
    "carry_over_rate": "1.68",
    "carry_over_rate_by_initial": "2.28",
    "carry_over_rate_by_outlay": "1.71",
    "carry_over_rate_by_income": "1.98",
    "carry_over_change_rate": "-88.87",
    "key_projects_rate": "65.03",
    "key_projects_total": "220.84",
    "general_projects_total": "118.78",
    "projects_total": "339.62",
    "project_count": "17.00",
    "key_projects_count": "1.00",
    "general_projects_count": "16.00",
    "unclassified_projects_count": "0.00",
    "score_mean": "91.47",
    "score_weighted": "91.53",
    "score_excellent_count": "15.00",
    "score_good_count": "2.00",
    "score_fair_count": "0.00",
    "score_poor_count": "0.00",
    "score_90_count": "15.00",
}
NO_VALUE = {
    "abroad_change_initial_rate": "zero_base",
    "vehicle_purchase_change_initial_rate": "zero_base",
    "sangong_change_rate": "missing",
    "sangong_change_rate_budget": "missing",
    "sangong_control_rate_by_adjusted": "missing",
    "staff_control_rate": "missing",
    "payment_progress_rate": "missing",
    "work_completion_rate": "missing",
    "work_timely_rate": "missing",
    "work_quality_rate": "missing",
    "key_work_rate": "missing",
    "satisfaction_rate": "missing",
    "project_execution_rate_by_details": "missing",
    "budget_adjustment_rate_exempt": "missing",
    "key_projects_rate_budget": "missing",
}


def filled() -> Report:
    report = Report(2022)
    for change in sample_changes(EDITION, report):
        if isinstance(change, AddRow):
            record = Record(change.row, dict(change.cells), change.position, change.lineage, change.parent)
            report.tables.setdefault(change.table, {})[change.row] = record
        else:
            assert isinstance(change, SetCell)
            assert change.old is None
            assert change.new is not None
            table = report.tables.setdefault(change.address.table, {})
            record = table.setdefault(change.address.row, Record(change.address.row))
            record.cells[change.address.column] = change.new
    return report


REPORT = filled()
RESULTS = compute(compile_edition(EDITION), REPORT)


def test_projects_are_the_reports():
    rows = SAMPLE.rows["project"]
    found = [
        (number, row["name"], row["final"], int(str(_score(number))))
        for number, row in enumerate(rows, start=1)
    ]
    assert found == PROJECTS
    with_forms = [number for number, row in enumerate(rows, start=1) if "score" not in row]
    assert with_forms == [1, 5, 8] == sorted({int(row["parent"]) for row in SAMPLE.rows["indicator"]})
    assert [row["category"] for row in rows] == ["重点"] + ["一般"] * 16
    assert [number for number, row in enumerate(rows, start=1) if "funding" in row] == [3, 4]
    assert not any({"content", "goal", "unit", "initial"} & row.keys() for row in rows)
    assert [number for number, row in enumerate(rows, start=1) if "adjusted" in row] == with_forms


def _score(project):
    outcome = RESULTS.cells.get(Address("project", project, "score"))
    return REPORT.get(Address("project", project, "score")) if outcome is None else outcome.value


@pytest.mark.parametrize("project", [1, 5, 8])
def test_forms_are_marked_as_illustrations(project):
    assert SAMPLE.notes[f"project/{project}/score"].startswith("示意：")
    assert REPORT.get(Address(NOTE, f"project/{project}/score", "text")) is not None
    assert RESULTS.cells[Address("project", project, "form_state")].value == "已完成"
    assert RESULTS.cells[Address("project", project, "total_weight")].value == 100
    assert REPORT.get(Address("project", project, "score")) is None


@pytest.mark.parametrize(("table", "rows"), [("accounts", ACCOUNTS), ("sangong", SANGONG)])
def test_money_is_the_reports_and_blank_stays_blank(table, rows):
    expected = {
        f"{table}/{row}/{column}": text
        for row, texts in rows.items()
        for column, text in zip(("initial", "adjusted", "final"), texts, strict=True)
        if text is not None
    }
    given = {
        address: text
        for address, text in SAMPLE.cells.items()
        if address.startswith(f"{table}/") and not address.endswith("/reason")
    }
    assert given == expected


def test_profile_is_the_reports():
    assert SAMPLE.unit == SAMPLE.cells["profile/unit_name/value"] == "石家庄市科学技术协会"
    assert {key: SAMPLE.cells[f"profile/{key}/value"] for key in ("staff_active", "staff_retired_cadre")} == {
        "staff_active": "42",
        "staff_retired_cadre": "2",
    }
    assert SAMPLE.cells["profile/staff_retired/value"] == "51"
    assert SAMPLE.cells["profile/fixed_assets_net/value"] == "23.27"
    assert SAMPLE.cells["profile/report_date/value"] == "2023-04-17"
    assert "profile/staff_quota/value" not in SAMPLE.cells


def test_every_address_is_a_cell_the_officer_fills():
    for text in (*SAMPLE.cells, *SAMPLE.notes):
        address = parse_address(text)
        table = EDITION.table[address.table]
        if table.kind == "list":
            assert not table.column[address.column].computed, text
            continue
        assert table.has(str(address.row), address.column), text
        assert not table.column[address.column].computed, text
        assert not table.row[str(address.row)].formula, text


@pytest.mark.parametrize("address", DERIVED)
def test_derived_values_say_so(address):
    assert SAMPLE.notes[address].startswith("推算：")
    assert REPORT.get(Address(NOTE, address, "text")) == SAMPLE.notes[address]


def test_notes_stand_at_values():
    fixed = {note for note in SAMPLE.notes if not note.startswith("project/")}
    assert fixed <= set(SAMPLE.cells)
    for note in set(SAMPLE.notes) - fixed:
        address = parse_address(note)
        entered = REPORT.get(address)
        assert entered is not None or RESULTS.cells[address].value is not None


def test_stored_exactly():
    assert REPORT.get(Address("project", 13, "final")) == 1_027_000
    assert REPORT.get(Address("accounts", "carry_in", "final")) == 302_900_000
    assert REPORT.get(Address("sangong", "abroad", "final")) == 0
    assert REPORT.get(Address("accounts", "other_income", "final")) is None
    assert [record.row for record in REPORT.rows("project")] == list(range(1, 18))
    assert len({record.lineage for record in REPORT.rows("project")}) == 17


@pytest.mark.parametrize("key", STATED)
def test_ratio_comes_to_what_the_report_gives(key):
    value = RESULTS.ratios[key].value
    assert isinstance(value, int | Decimal)
    unit = EDITION.ratio[key].unit
    shown = (
        Decimal(value) * 100 if unit == "%" else Decimal(value) / 10**6 if unit == "万元" else Decimal(value)
    )
    assert str(shown.quantize(Decimal("0.01"), "ROUND_HALF_UP")) == STATED[key]


@pytest.mark.parametrize("key", NO_VALUE)
def test_ratio_has_no_value_for_this_reason(key):
    reason = RESULTS.ratios[key].reason
    assert reason is not None
    assert reason.kind == NO_VALUE[key]


def test_problems_are_these():
    found = sorted((problem.severity, problem.code) for problem in RESULTS.problems)
    assert found == [
        ("info", "carry_in_composition"),
        ("info", "project_below_90"),
        ("info", "projects_sum"),
        ("info", "sangong_change_not_evaluable"),
        ("info", "staff_not_evaluable"),
        ("info", "vehicle_operation_count_blank"),
        ("info", "vehicle_rental"),
        ("warning", "project_content"),
        ("warning", "project_goal"),
        ("warning", "project_unique"),
        ("warning", "project_unique_amount"),
        ("warning", "public_over_initial"),
        ("warning", "reason_accounts"),
        ("warning", "reason_accounts"),
        ("warning", "reason_sangong"),
    ]


def test_an_empty_report_has_no_problems():
    assert compute(compile_edition(EDITION), Report(2022)).problems == ()


def test_into_a_list_that_has_rows():
    report = filled()
    added = [change for change in sample_changes(EDITION, report) if isinstance(change, AddRow)]
    assert [change.row for change in added if change.table == "project"] == list(range(18, 35))
    below = [change for change in added if change.table == "indicator"]
    assert {change.parent for change in below} == {18, 22, 25}
    assert added[0].position > report.rows("project")[-1].position


def test_no_sample_for_another_year():
    with pytest.raises(LookupError, match="1999"):
        load_sample(1999)


# -- every check of the edition can fire

FIRING = {
    "balance": "accounts/fiscal_appropriation/final=100 accounts/outlay/final=90",
    "fiscal_parts": "accounts/general_public_budget/final=90 accounts/fiscal_appropriation/final=100",
    "carry_in_parts": "accounts/carry_in_public/final=30 accounts/carry_in/final=33.70",
    "carry_out_parts": "accounts/carry_out_public/prior=30 accounts/carry_out/prior=33.70",
    "carry_in_prior": "prior:accounts/carry_out/final=9 accounts/carry_in/final=8",
    "carry_in_prior_column": "accounts/carry_out/prior=9 accounts/carry_in/final=8",
    "carry_in_composition": "accounts/carry_in/final=8",
    "carry_out_composition": "accounts/carry_out/final=8",
    "over_adjusted": "accounts/personnel/adjusted=1 accounts/personnel/final=2",
    "sangong_over_adjusted": "sangong/reception/adjusted=1 sangong/reception/final=2",
    "project_over_adjusted": "project/1/adjusted=1 project/1/final=2",
    "public_over_initial": "accounts/public/initial=1 accounts/public/final=1.05",
    "sangong_over_initial": "sangong/sangong_total/initial=1 sangong/sangong_total/final=2",
    "sangong_within_outlay": (
        "sangong/reception/final=6 accounts/personnel/final=9 accounts/public/final=1"
        " accounts/outlay_project/final=2"
    ),
    "reason_accounts": "accounts/personnel/initial=10 accounts/personnel/final=9",
    "reason_accounts_new": "accounts/outlay_project/initial=0 accounts/outlay_project/final=9",
    "reason_sangong": "sangong/reception/initial=1 sangong/reception/final=0.99",
    "reason_sangong_new": "sangong/reception/initial=0 sangong/reception/final=1",
    "abroad_count_blank": "sangong/abroad/final=1",
    "abroad_count_zero": "sangong/abroad/final=1 sangong_counts/abroad_groups/count=0",
    "vehicle_purchase_count_blank": "sangong/vehicle_purchase/final=1",
    "vehicle_purchase_count_zero": (
        "sangong/vehicle_purchase/final=1 sangong_counts/vehicles_purchased/count=0"
    ),
    "vehicle_operation_count_blank": "sangong/vehicle_operation/final=1",
    "vehicle_operation_count_zero": "sangong/vehicle_operation/final=1 sangong_counts/vehicles_owned/count=0",
    "reception_count_blank": "sangong/reception/final=1",
    "reception_count_zero": "sangong/reception/final=1 sangong_counts/reception_domestic_batches/count=0",
    "foreign_affairs_batches": (
        "sangong_counts/reception_domestic_batches/count=1"
        " sangong_counts/reception_foreign_affairs_batches/count=2"
    ),
    "foreign_affairs_persons": (
        "sangong_counts/reception_domestic_persons/count=1"
        " sangong_counts/reception_foreign_affairs_persons/count=2"
    ),
    "vehicle_rental": (
        "project/1/name=租车费 project/1/final=1 sangong/reception/initial=2 sangong/reception/final=1"
    ),
    "vehicle_rental_amount": "project/1/name=租车费 project/1/final=1 sangong/reception/final=1",
    "projects_sum": "project/1/final=1 accounts/outlay_project/final=2",
    "projects_adjusted": "project/1/adjusted=3 accounts/outlay_project/adjusted=2",
    "project_unique_amount": "project/1/name=a project/1/final=1 project/2/name=a project/2/final=1",
    "project_unique": "project/1/name=a project/1/final=1 project/2/name=a project/2/final=2",
    "project_same_amount": (
        "project/1/name=a project/1/unit=x project/1/final=1"
        " project/2/name=a project/2/unit=y project/2/final=1"
    ),
    "project_name": "project/1/final=1",
    "project_category": "project/1/name=a",
    "project_content": "project/1/name=a",
    "project_goal": "project/1/name=a",
    "project_score_range": "project/1/score=100.01",
    "project_score_missing": "project/1/name=a",
    "project_below_90": "project/1/name=a project/1/score=89.99",
    "negative_income": "accounts/other_income/final=-1",
    "negative_outlay": "accounts/public/final=-1",
    "negative_carry_over": "accounts/carry_out/final=-1",
    "negative_sangong": "sangong/reception/final=-1",
    "negative_project": "project/1/final=-1",
    "staff_over_quota": "profile/staff_active/value=85 profile/staff_quota/value=64",
    "assets_in_use": "profile/fixed_assets_in_use/value=2 profile/fixed_assets_gross/value=1",
    "assets_net": "profile/fixed_assets_net/value=2 profile/fixed_assets_gross/value=1",
    "procurement_over_budget": "profile/procurement_actual/value=2 profile/procurement_budget/value=1",
    "staff_not_evaluable": "profile/staff_active/value=85",
    "sangong_change_not_evaluable": "sangong/sangong_total/final=1",
}
# a whole form: 10 for the execution rate, and indicators that make 100 under the national scheme
FUNDS = "project/1/name=a project/1/adjusted=10 project/1/final=9"
ITEM = "indicator/1/name=甲 indicator/1/direction=≥ indicator/1/target=10 indicator/1/weight=10"
WHOLE = (
    f"{FUNDS} indicator/1/level1=产出指标 indicator/1/name=甲 indicator/1/direction=≥ indicator/1/target=10"
    " indicator/1/actual=10 indicator/1/weight=50"
    " indicator/2/level1=效益指标 indicator/2/name=乙 indicator/2/direction=定性 indicator/2/actual=好"
    " indicator/2/weight=40 indicator/2/score=40"
)
ALL_EQUAL = " ".join(
    f"indicator/{row}/name=甲{row} indicator/{row}/direction=≥ indicator/{row}/target=3"
    f" indicator/{row}/actual=3 indicator/{row}/weight=18"
    for row in range(1, 6)
)
JUDGED = " ".join(
    f"indicator/{row}/name=乙{row} indicator/{row}/direction=定性 indicator/{row}/actual=好"
    f" indicator/{row}/weight=20 indicator/{row}/score={20 - 5 * (row % 3)}"
    for row in range(1, 6)
)
FIRING |= {
    "execution_score_over": f"{FUNDS} {ITEM} project/1/execution_score=98",
    "execution_score_differs": f"{FUNDS} {ITEM} project/1/execution_score=10",
    "execution_score_negative": f"{FUNDS} {ITEM} project/1/execution_score=-1",
    "execution_reason": f"project/1/scheme=四川（10+90） {ITEM} project/1/adjusted=100 project/1/final=89.99",
    "form_weight_total": f"{FUNDS} {ITEM}",
    "form_weights": f"{WHOLE} indicator/1/weight=40 indicator/2/weight=50",
    "form_cap": f"project/1/scheme=全国通用（执行率低则总分封顶） {WHOLE}".replace("final=9", "final=7.99"),
    "form_direct": f"{WHOLE.replace(' indicator/1/actual=10', '')} project/1/score=95",
    "form_qualitative": f"{FUNDS} {ITEM} indicator/2/direction=定性 indicator/2/weight=11",
    "form_all_equal": f"project/1/name=a {ALL_EQUAL}",
    "scores_all_round": " ".join(f"project/{row}/score={95 - 5 * (row % 2)}" for row in range(1, 9)),
    "form_scores_round": f"{FUNDS} {JUDGED}",
    "indicator_score_over": f"project/1/name=a {ITEM} indicator/1/actual=10 indicator/1/score=10.01",
    "indicator_score_negative": f"project/1/name=a {ITEM} indicator/1/actual=10 indicator/1/score=-1",
    "indicator_score_above": f"project/1/name=a {ITEM} indicator/1/actual=9 indicator/1/score=10",
    "indicator_score_below": f"project/1/name=a {ITEM} indicator/1/actual=10 indicator/1/score=9",
    "indicator_score_without_actual": f"project/1/name=a {ITEM} indicator/1/score=10",
    "form_not_evaluable": f"project/1/name=a {ITEM}",
    "form_waiting": (
        "project/1/name=a indicator/1/name=甲 indicator/1/direction=定性 indicator/1/actual=好"
        " indicator/1/weight=10"
    ),
    "indicator_reason_short": f"project/1/name=a {ITEM} indicator/1/actual=9",
    "indicator_reason_over": f"project/1/name=a {ITEM} indicator/1/actual=13",
    "indicator_reason_placeholder": f"project/1/name=a {ITEM} indicator/1/actual=9 indicator/1/deviation=无",
    "form_reason_idle": f"project/1/name=a {ITEM} indicator/1/actual=10 indicator/1/deviation=0",
    "indicator_target_number": (
        "project/1/name=a indicator/1/name=甲 indicator/1/direction=≥ indicator/1/target=效果明显"
    ),
    "indicator_target_zero": f"{WHOLE} indicator/1/target=0",
    "indicator_direction": (
        "project/1/name=a indicator/1/name=甲 indicator/1/direction=≤ indicator/1/target=≥95%"
    ),
    "indicator_satisfaction_direction": (
        "project/1/name=a indicator/1/name=群众满意度 indicator/1/direction=≤ indicator/1/target=95%"
    ),
    "form_satisfaction_sample": (
        "project/1/name=a indicator/1/name=群众满意度 indicator/1/direction=≥ indicator/1/target=95%"
        " indicator/1/actual=96% indicator/1/weight=10"
    ),
    "indicator_degree": (
        "project/1/name=a indicator/1/name=甲 indicator/1/direction=定性 indicator/1/actual=好"
        " indicator/1/weight=10 indicator/1/degree=部分达成预期指标并具有一定效果 indicator/1/score=9"
    ),
    "indicator_unit_mixed": (
        "project/1/name=a indicator/1/name=甲 indicator/1/direction=≥ indicator/1/target=95%"
        " indicator/1/actual=0.98 indicator/1/weight=10"
    ),
    "indicator_cost": (
        "project/1/name=a project/1/final=9 indicator/1/name=项目总成本 indicator/1/direction=≤"
        " indicator/1/target=10 indicator/1/unit=万元 indicator/1/actual=8 indicator/1/weight=10"
    ),
    "indicator_twice": (
        "project/1/name=a indicator/1/name=甲 indicator/1/level2=数量指标"
        " indicator/2/name=甲 indicator/2/level2=数量指标"
    ),
    "department_weight_total": "department/department_goal/weight=3",
    "department_score_over": "department/department_goal/ticks=1 department/department_goal/score=2.5",
    "department_score_differs": "department/department_goal/ticks=1 department/department_goal/score=2",
    "department_reason": " ".join(
        [f"department/{item.row}/excluded=不适用" for item in EDITION.forms.departments[0].items[1:]]
        + ["department/department_goal/ticks=1"]
    ),
    "work_timely_within": "figures/work_timely/value=3 figures/work_done/value=2",
    "work_qualified_within": "figures/work_qualified/value=3 figures/work_done/value=2",
    "key_work_within": "figures/key_work_done/value=3 figures/key_work_assigned/value=2",
    "form_funds": (
        f"{WHOLE} project/1/scheme=四川（10+90） project/1/adjusted_fiscal=6 project/1/adjusted_carry=4"
    ),
    "survey_within": "figures/survey_satisfied/value=3 figures/survey_valid/value=2",
}
# same figures, one thing more: then it is silent
SILENT = {
    "reason_accounts": "accounts/personnel/reason=人员减少",
    "reason_sangong": "sangong/reception/reason=厉行节约",
    "carry_in_prior_column": "accounts/carry_in_adjustment/final=-1",
    "carry_in_composition": "accounts/carry_in_project/final=8",
    "vehicle_operation_count_blank": "sangong_counts/vehicles_owned/count=2",
    "project_unique": "project/1/unit=本级",
    "project_unique_amount": "project/1/unit=本级",
    "vehicle_rental": "project/1/name=出租车管理经费",
    "public_over_initial": "accounts/public/adjusted=1",  # the error is told instead
    "staff_not_evaluable": "profile/staff_quota/value=90",
    "project_score_range": WHOLE,  # the form's score counts; the two are told beside each other
    "indicator_target_zero": "indicator/1/direction=≤",
    "form_funds": "project/1/scheme=全国通用",
    "execution_score_over": "project/1/execution_score=9",
    "execution_score_differs": "project/1/execution_score_reason=按当地规定分档",
    "execution_reason": "project/1/execution_reason=招标节约",
    "form_weight_total": "indicator/1/weight=50 indicator/2/level1=效益指标 indicator/2/weight=40",
    "form_weights": "project/1/scheme=全国通用（分值自定）",
    "form_cap": "project/1/final=8",
    "form_direct": "indicator/1/actual=10",
    "form_qualitative": "indicator/3/direction=≥ indicator/3/weight=1",
    "form_all_equal": "indicator/1/actual=3.1",
    "scores_all_round": "project/1/score=91",
    "form_scores_round": "indicator/1/score=14.5",
    "indicator_score_over": "indicator/1/score=10",
    "indicator_score_above": "indicator/1/score_reason=验收后补齐",
    "indicator_score_below": "indicator/1/score_reason=从严自评",
    "indicator_score_without_actual": "indicator/1/actual=10",
    "form_not_evaluable": "indicator/1/actual=0",
    "form_waiting": "indicator/1/score=9",
    "indicator_reason_short": "indicator/1/deviation=疫情影响",
    "indicator_reason_over": "indicator/1/actual=12.99",
    "indicator_reason_placeholder": "indicator/1/deviation=无场地，已改期",
    "form_reason_idle": "indicator/1/deviation=已完成",
    "indicator_target_number": "indicator/1/direction=定性",
    "indicator_direction": "indicator/1/direction=≥",
    "form_satisfaction_sample": "indicator/1/sample=120",
    "indicator_degree": "indicator/1/score=7.9",
    "indicator_unit_mixed": "indicator/1/actual=98%",
    "indicator_cost": "indicator/1/actual=9",
    "indicator_twice": "indicator/2/level2=质量指标",
    "department_weight_total": "department/department_clarity/weight=1",
    "department_score_differs": "department/department_goal/score_reason=补充了佐证",
    "department_reason": "department/department_goal/reason=缺年度计划",
}


def problems_with(pairs: str) -> dict[str, str]:
    report, prior = Report(2022), Report(2021)
    for pair in pairs.split():
        place, _, text = pair.partition("=")
        target, place = (
            (prior, place.removeprefix("prior:")) if place.startswith("prior:") else (report, place)
        )
        address = parse_address(place)
        records = target.tables.setdefault(address.table, {})
        row = address.row
        parent = 1 if EDITION.table[address.table].parent else None
        record = records.setdefault(
            row, Record(row, position=row if isinstance(row, int) else 0, parent=parent)
        )
        value = parse_cell(EDITION, address, text)
        assert value is not None
        record.cells[address.column] = value
    results = compute(compile_edition(EDITION), report, prior if prior.tables else None)
    return {problem.code: problem.message for problem in results.problems}


def test_a_case_for_every_check():
    assert set(FIRING) == {check.key for check in EDITION.checks}


@pytest.mark.parametrize("key", FIRING)
def test_check_fires_with_a_whole_sentence(key):
    message = problems_with(FIRING[key])[key]
    assert message.endswith("。")
    assert not [word for word in ("{", "}", "None", "（未填）", "不适用") if word in message]


@pytest.mark.parametrize("key", SILENT)
def test_check_is_silent_again(key):
    assert key not in problems_with(f"{FIRING[key]} {SILENT[key]}")
