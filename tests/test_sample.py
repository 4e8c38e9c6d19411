"""The 2022 sample as `show --json` gives it: every figure, reason and problem that is asked for."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest

from app.calculation.engine import compute, update
from app.calculation.entry import show_kind
from app.calculation.explain import format_ratio
from app.cli import main
from app.domain.address import parse_address
from app.domain.edition import Kind
from app.domain.report import Report
from tests.worked import edition, model, put_all, sample

UNIT = "石家庄市科学技术协会"


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """What a user gets who makes the sample document and asks for everything."""
    folder = tmp_path_factory.mktemp("sample")
    file = str(folder / "sample.zpt")
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setenv("ZIPINGTONG_HOME", str(folder / "home"))
        assert main(["new", file, "--unit", UNIT, "--year", "2022", "--sample"]) == 0
        printed.truncate(printed.seek(0))
        assert main(["show", file, "--json"]) == 0
    return json.loads(printed.getvalue())


def ratios_of(data):
    return {ratio["key"]: ratio for ratio in data["ratios"]}


# ---------------------------------------------------------------- ratios

# key: value, numerator, denominator; several figures are added up
PERCENT = {
    "budget_execution_rate": ("98.32", "1972.83", "2006.53"),
    "budget_execution_rate_by_resources": ("98.32", "1972.83", "1703.63 302.90"),
    "budget_execution_rate_by_income": ("115.80", "1972.83", "1703.63"),
    "budget_completion_rate": ("98.32", "1972.83", "2006.53"),
    "initial_completion_rate": ("133.64", "1972.83", "1476.24"),
    "budget_arrival_rate": ("100.00", "1703.63", "1703.63"),
    "budget_arrival_rate_fiscal": ("100.00", "1703.63", "1703.63"),
    "budget_arrival_rate_by_initial": ("115.40", "1703.63", "1476.24"),
    "budget_adjustment_rate": ("15.40", "1703.63 -1476.24", "1476.24"),
    "budget_adjustment_rate_absolute": ("15.40", "1703.63 -1476.24", "1476.24"),
    "budget_adjustment_rate_with_carry_over": ("35.92", "2006.53 -1476.24", "1476.24"),
    "budget_adjustment_rate_exempt_absolute": ("15.40", "1703.63 -1476.24", "1476.24"),
    "project_execution_rate": ("100.00", "339.61", "339.61"),
    "project_execution_rate_by_initial": ("108.64", "339.61", "312.61"),
    "public_control_rate": ("100.29", "119.53", "119.18"),
    "public_control_rate_by_adjusted": ("100.00", "119.53", "119.53"),
    "fiscal_share": ("100.00", "1476.24", "1476.24"),
    "fiscal_share_of_income": ("100.00", "1476.24", "1476.24"),
    "fiscal_share_final": ("100.00", "1703.63", "1703.63"),
    "fiscal_share_final_of_grand": ("84.90", "1703.63", "2006.53"),
    "personnel_basic_share": ("92.68", "1513.69", "1633.22"),
    "personnel_basic_share_initial": ("89.76", "1044.45", "1163.63"),
    "public_basic_share": ("7.32", "119.53", "1633.22"),
    "public_basic_share_initial": ("10.24", "119.18", "1163.63"),
    "basic_share": ("82.79", "1633.22", "1972.83"),
    "project_share": ("17.21", "339.61", "1972.83"),
    "sangong_control_rate": ("47.55", "4.66", "9.80"),
    "sangong_control_rate_with_rental": ("136.94", "4.66 4.38 4.38", "9.80"),
    "sangong_reduction_rate": ("52.45", "9.80 -4.66", "9.80"),
    "sangong_change_initial_rate": ("-52.45", "4.66 -9.80", "9.80"),
    "vehicle_change_initial_rate": ("-47.05", "4.66 -8.80", "8.80"),
    "vehicle_operation_change_initial_rate": ("-47.05", "4.66 -8.80", "8.80"),
    "reception_change_initial_rate": ("-100.00", "-1.00", "1.00"),
    "carry_over_rate": ("1.68", "33.70", "2006.53"),
    "carry_over_rate_by_initial": ("2.28", "33.70", "1476.24"),
    "carry_over_rate_by_outlay": ("1.71", "33.70", "1972.83"),
    "carry_over_rate_by_income": ("1.98", "33.70", "1703.63"),
    "carry_over_change_rate": ("-88.87", "33.70 -302.90", "302.90"),
    "key_projects_rate": ("65.03", "220.84", "339.617"),
}
# the others with a value: value, exact, unit
PLAIN = {
    "sangong_change_initial": ("-5.14", "-5.14", "万元"),
    "vehicle_rental_total": ("8.76", "8.76", "万元"),
    "projects_total": ("339.617", "339.617", "万元"),
    "key_projects_total": ("220.84", "220.84", "万元"),
    "general_projects_total": ("118.777", "118.777", "万元"),
    "unclassified_projects_total": ("0.00", "0", "万元"),
    "project_count": ("17", "17", "个"),
    "key_projects_count": ("1", "1", "个"),
    "general_projects_count": ("16", "16", "个"),
    "unclassified_projects_count": ("0", "0", "个"),
    "scored_projects_count": ("17", "17", "个"),
    "score_excellent_count": ("15", "15", "个"),
    "score_good_count": ("2", "2", "个"),
    "score_fair_count": ("0", "0", "个"),
    "score_poor_count": ("0", "0", "个"),
    "score_90_count": ("15", "15", "个"),
    "score_mean": ("91.47", "91.47058823529411764705882353", "分"),
    "score_weighted": ("91.53", "91.53095987538904118462856689", "分"),
}
_LACK_PRIOR = ("缺少：", "上年决算数")
_LACK_ADJUSTED = ("缺少：", "全年预算数")
# no value: how the reason begins, and what it names
WITHOUT = {
    "abroad_change_initial_rate": ("不适用：", "因公出国（境）费·年初预算数为 0"),
    "vehicle_purchase_change_initial_rate": ("不适用：", "公务用车购置费·年初预算数为 0"),
    "sangong_change_rate": ("缺少：", "“三公”经费·上年决算数"),
    "sangong_change_rate_budget": ("缺少：", "“三公”经费·上年年初预算数"),
    "staff_control_rate": ("缺少：", "编制数"),
    "sangong_control_rate_by_adjusted": _LACK_ADJUSTED,
    "sangong_change_adjusted_rate": _LACK_ADJUSTED,
    "budget_adjustment_rate_exempt": ("缺少：", "可剔除的政策性等追加（减）"),
    "project_execution_rate_by_details": _LACK_ADJUSTED,
    "key_projects_rate_budget": ("缺少：", "项目年初预算数"),
    "carry_over_change_rate_by_prior": ("缺少：", "年末结转和结余·上年决算数"),
    "procurement_execution_rate": ("缺少：", "政府采购实际金额、政府采购预算金额"),
    "fixed_assets_use_rate": ("缺少：", "在用固定资产原值、固定资产原值"),
    "payment_progress_rate": ("缺少：", "实际支付进度、既定支付进度"),
    "work_completion_rate": ("缺少：", "实际完成工作数、计划工作数"),
    "work_timely_rate": ("缺少：", "及时完成工作数、计划工作数"),
    "work_quality_rate": ("缺少：", "质量达标工作数、计划工作数"),
    "key_work_rate": ("缺少：", "重点工作实际完成数、交办或下达的重点工作数"),
    "satisfaction_rate": ("缺少：", "满意问卷数、有效问卷数"),
} | {
    f"{row}_change_{base}_rate": lacking
    for row in ("abroad", "vehicle", "vehicle_purchase", "vehicle_operation", "reception")
    for base, lacking in (("prior", _LACK_PRIOR), ("adjusted", _LACK_ADJUSTED))
}


def test_every_ratio_is_spoken_for(data):
    keys = [ratio["key"] for ratio in data["ratios"]]
    assert len(keys) == len(set(keys))
    assert sorted(keys) == sorted([*PERCENT, *PLAIN, *WITHOUT])


@pytest.mark.parametrize("key", PERCENT)
def test_percentage(data, key):
    value, numerator, denominator = PERCENT[key]
    exact = 100 * sum(map(Fraction, numerator.split())) / sum(map(Fraction, denominator.split()))
    ratio = ratios_of(data)[key]
    assert (ratio["value"], ratio["unit"], ratio["reason"]) == (value, "%", None)
    assert Decimal(ratio["exact"]) == Context(28, ROUND_HALF_UP).divide(
        Decimal(exact.numerator), Decimal(exact.denominator)
    )
    assert str(Decimal(ratio["exact"]).quantize(Decimal("0.01"), ROUND_HALF_UP)) == value


@pytest.mark.parametrize("key", PLAIN)
def test_amount_count_or_score(data, key):
    ratio = ratios_of(data)[key]
    assert (ratio["value"], ratio["exact"], ratio["unit"]) == PLAIN[key]


@pytest.mark.parametrize("key", WITHOUT)
def test_no_value_and_why(data, key):
    begins, names = WITHOUT[key]
    ratio = ratios_of(data)[key]
    assert (ratio["value"], ratio["exact"]) == (None, None)
    assert ratio["reason"].startswith(begins)
    assert names in ratio["reason"]


def test_zero_base_is_told_apart_from_missing(data):
    ratios = ratios_of(data)
    assert ratios["abroad_change_initial_rate"]["reason"].endswith("为 0，不作百分比比较")
    assert ratios["sangong_change_rate"]["reason"].endswith("，补录后自动计算")


def test_exactly_one_of_value_and_reason(data):
    for ratio in data["ratios"]:
        assert (ratio["value"] is None) != (ratio["reason"] is None), ratio["key"]
        assert (ratio["exact"] is None) == (ratio["value"] is None), ratio["key"]


def test_exact_has_at_most_28_digits_and_runs_on(data):
    digits = {key: len(re.sub(r"\D", "", r["exact"])) for key, r in ratios_of(data).items() if r["exact"]}
    assert max(digits.values()) == 28
    assert digits["budget_execution_rate"] == digits["sangong_control_rate"] == digits["score_mean"] == 28
    assert digits["budget_arrival_rate"] == 3


@pytest.mark.parametrize(
    ("key", "words", "numbers"),
    [
        ("budget_execution_rate", "本年支出合计·决算数 ÷ 本年支出合计·全年预算数", "1,972.83 ÷ 2,006.53"),
        (
            "budget_adjustment_rate",
            "（本年收入合计·全年预算数 － 本年收入合计·年初预算数） ÷ 本年收入合计·年初预算数",
            "（1,703.63 － 1,476.24） ÷ 1,476.24",
        ),
        (
            "key_projects_rate",
            "项目执行数合计（项目类别 ＝ “重点”） ÷ 项目执行数合计",
            "220.84 ÷ 339.617",
        ),
        ("score_weighted", "项目综合得分加权平均（以项目执行数为权重）", "31,085.47 ÷ 339.617"),
        ("sangong_control_rate", "“三公”经费·决算数 ÷ “三公”经费·年初预算数", "4.66 ÷ 9.80"),
        ("score_mean", "项目综合得分平均", "1,555 ÷ 17"),
    ],
)
def test_words_and_numbers(data, key, words, numbers):
    ratio = ratios_of(data)[key]
    assert (ratio["words"], ratio["numbers"]) == (words, numbers)


def test_every_ratio_says_how_and_whence(data):
    for ratio in data["ratios"]:
        assert ratio["words"], ratio["key"]
        assert ratio["numbers"], ratio["key"]
        assert ratio["source"], ratio["key"]
        assert ratio["basis"], ratio["key"]


# what is missing, filled in later: figures not in the report, the results reckoned by hand
LATER = [
    ({"accounts/adjustment_exempt/adjusted": "27"}, "budget_adjustment_rate_exempt", "13.57"),
    ({"sangong/sangong_total/prior": "9.32"}, "sangong_change_rate", "-50.00"),
    ({"sangong/sangong_total/adjusted": "5"}, "sangong_control_rate_by_adjusted", "93.20"),
    ({"sangong/sangong_total/prior_initial": "10"}, "sangong_change_rate_budget", "-2.00"),
    ({"sangong/vehicle/prior": "5"}, "vehicle_change_prior_rate", "-6.80"),
    ({"sangong/vehicle_operation/adjusted": "5"}, "vehicle_operation_change_adjusted_rate", "-6.80"),
    ({"profile/staff_quota/value": "45"}, "staff_control_rate", "93.33"),
    ({"accounts/carry_out/prior": "302.90"}, "carry_over_change_rate_by_prior", "-88.87"),
    (
        {"profile/procurement_budget/value": "1000", "profile/procurement_actual/value": "727.4"},
        "procurement_execution_rate",
        "72.74",
    ),
    (
        {"profile/fixed_assets_gross/value": "60", "profile/fixed_assets_in_use/value": "59.01"},
        "fixed_assets_use_rate",
        "98.35",
    ),
    ({"accounts/adjustment_exempt/adjusted": "27"}, "budget_adjustment_rate_exempt_absolute", "13.57"),
    ({"accounts/fiscal_appropriation/adjusted": "1400"}, "budget_adjustment_rate_exempt_absolute", "5.16"),
    (
        {"figures/payment_progress/value": "98.5", "figures/payment_planned/value": "100"},
        "payment_progress_rate",
        "98.50",
    ),
    ({"figures/work_done/value": "19", "figures/work_planned/value": "20"}, "work_completion_rate", "95.00"),
    ({"figures/work_timely/value": "18", "figures/work_planned/value": "20"}, "work_timely_rate", "90.00"),
    (
        {"figures/work_qualified/value": "17", "figures/work_planned/value": "20"},
        "work_quality_rate",
        "85.00",
    ),
    (
        {"figures/key_work_done/value": "2", "figures/key_work_assigned/value": "3"},
        "key_work_rate",
        "66.67",
    ),
    (
        {"figures/survey_satisfied/value": "187", "figures/survey_valid/value": "200"},
        "satisfaction_rate",
        "93.50",
    ),
    (
        {f"project/{row}/initial": "10" for row in range(1, 18)},
        "key_projects_rate_budget",
        "5.88",
    ),
    (
        {f"project/{row}/adjusted": "20" for row in range(1, 18)},
        "project_execution_rate_by_details",
        "99.89",
    ),
    ({"accounts/nonfiscal_surplus/final": "100"}, "budget_execution_rate_by_resources", "93.65"),
    ({"accounts/fiscal_appropriation/adjusted": "1400"}, "budget_adjustment_rate", "-5.16"),
    ({"accounts/fiscal_appropriation/adjusted": "1400"}, "budget_adjustment_rate_absolute", "5.16"),
]


@pytest.mark.parametrize(("cells", "key", "value"), LATER)
def test_filled_in_later(cells, key, value):
    report = sample()
    put_all(report, cells)
    assert format_ratio(edition().ratio[key], compute(model(), report).ratios[key])[0] == value


# -------------------------------------------------- cells, as the definitions print them (§2.1, §2.2)

COLUMNS = ("initial", "adjusted", "final", "prior", "rate", "change_initial", "change_initial_rate", "share")
# “-” stands for —: there is no such cell; 缺 and 不适用 for the reason; an empty place for a blank
ACCOUNTS = """
fiscal_appropriation     | 1,476.24 | 1,703.63 | 1,703.63 |  | 100.00% | +227.39 | +15.40% | 100.00%
general_public_budget    |          |          |          |  | -       |         |         | -
government_fund_budget   |          |          |          |  | -       |         |         | -
state_capital_budget     |          |          |          |  | -       |         |         | -
superior_subsidy         |          |          |          |  |         |         |         |
institution_income       |          |          |          |  |         |         |         |
business_income          |          |          |          |  |         |         |         |
affiliate_remittance     |          |          |          |  |         |         |         |
other_income             |          |          |          |  |         |         |         |
income                   | 1,476.24 | 1,703.63 | 1,703.63 |  | 100.00% | +227.39 | +15.40% | 100.00%
nonfiscal_surplus        |          |          |          |  | -       |         |         | -
carry_in                 |          | 302.90   | 302.90   |  | -       | -       | -       | -
income_grand             | 1,476.24 | 2,006.53 | 2,006.53 |  | -       | +530.29 | +35.92% | -
outlay_basic             | 1,163.63 | 1,666.92 | 1,633.22 |  | 97.98%  | +469.59 | +40.36% | 82.79%
personnel                | 1,044.45 | 1,547.39 | 1,513.69 |  | 97.82%  | +469.24 | +44.93% | 76.73%
public                   | 119.18   | 119.53   | 119.53   |  | 100.00% | +0.35   | +0.29%  | 6.06%
outlay_project           | 312.61   | 339.61   | 339.61   |  | 100.00% | +27.00  | +8.64%  | 17.21%
outlay_to_superior       |          |          |          |  |         |         |         |
outlay_business          |          |          |          |  |         |         |         |
outlay_affiliate_subsidy |          |          |          |  |         |         |         |
outlay                   | 1,476.24 | 2,006.53 | 1,972.83 |  | 98.32%  | +496.59 | +33.64% | 100.00%
outlay_sangong           | 9.80     |          | 4.66     |  | -       | -5.14   | -52.45% | -
surplus_distribution     |          |          |          |  | -       |         |         | -
carry_out                |          |          | 33.70    |  | -       | -       | -       | -
outlay_grand             | 1,476.24 | 2,006.53 | 2,006.53 |  | -       | +530.29 | +35.92% | -
"""
SANGONG = """
abroad                   | 0.00     |          | 0.00     |  | 缺      | 0.00    | 不适用  | 0.00%
vehicle                  | 8.80     |          | 4.66     |  | 缺      | -4.14   | -47.05% | 100.00%
vehicle_purchase         | 0.00     |          | 0.00     |  | 缺      | 0.00    | 不适用  | 0.00%
vehicle_operation        | 8.80     |          | 4.66     |  | 缺      | -4.14   | -47.05% | 100.00%
reception                | 1.00     |          | 0.00     |  | 缺      | -1.00   | -100.00% | 0.00%
sangong_total            | 9.80     |          | 4.66     |  | 缺      | -5.14   | -52.45% | 100.00%
"""


def printed(table, text):
    for line in text.strip().splitlines():
        row, *values = (part.strip() for part in line.split("|"))
        for column, value in zip(COLUMNS, values, strict=True):
            yield f"{table}/{row}/{column}", value


CELLS = dict([*printed("accounts", ACCOUNTS), *printed("sangong", SANGONG)])


@pytest.mark.parametrize("address", CELLS)
def test_cell_as_the_definitions_print_it(data, address):
    value = CELLS[address]
    shown, reason = data["cells"].get(address), data["reasons"].get(address)
    if value in ("", "-"):
        assert shown is None
        assert value == "" or reason is None
    elif value == "缺":
        assert shown is None
        assert reason.startswith("缺少：")
        assert "全年预算数" in reason
    elif value == "不适用":
        assert shown is None
        assert re.fullmatch("不适用：.*年初预算数为 0，不作百分比比较", reason)
    else:
        assert shown == value.lstrip("+").rstrip("%").replace(",", "")
        assert reason is None


@pytest.mark.parametrize("table", ["accounts", "sangong"])
def test_rows_in_the_official_order(data, table):
    text = {"accounts": ACCOUNTS, "sangong": SANGONG}[table]
    wanted = [line.split("|")[0].strip() for line in text.strip().splitlines()]
    rows = next(t["rows"] for t in data["tables"] if t["key"] == table)
    assert [row["key"] for row in rows if row["key"] in wanted] == wanted


def test_nothing_is_compared_with_a_year_before_that_is_not_known(data):
    columns = ("/prior", "/change_prior", "/change_prior_rate", "/prior_initial")
    assert not [address for address in data["cells"] if address.endswith(columns)]
    assert data["reasons"]["accounts/personnel/change_prior_rate"] == (
        "缺少：人员经费·上年决算数，补录后自动计算"
    )


# execution and score of the 17 projects
PROJECTS = """
220.84 91
3.34 90
16.00 95
11.00 95
12.00 89
4.38 90
1.50 90
25.50 95
6.05 82
3.50 95
4.50 90
7.20 98
1.027 90
4.38 95
5.40 90
4.00 90
9.00 90
"""


WITH_FORM = {1, 5, 8}  # the illustrative forms, with what goes with them
FORM = {
    "adjusted", "rate", "execution_weight", "execution_proposed", "execution_score", "total_weight",
    "qualitative_share", "form_state", "qualitative_limit", "execution_limit",
}  # fmt: skip


@pytest.mark.parametrize("row", range(1, 18))
def test_project_row(data, row):
    cells = {
        address.split("/")[2]: value
        for address, value in data["cells"].items()
        if address.startswith(f"project/{row}/")
    }
    final, score = PROJECTS.split()[2 * row - 2 : 2 * row]
    form = {name: cells.pop(name) for name in list(cells) if name in FORM}
    assert bool(form) is (row in WITH_FORM)
    wanted = {
        "final": final,
        "score": score,
        "grade": "优" if int(score) >= 90 else "良",
        "category": "重点" if row == 1 else "一般",
        "name": cells["name"],
    } | ({"funding": "上级转移支付"} if row in (3, 4) else {})
    assert cells == wanted
    if row in WITH_FORM:
        assert (form["adjusted"], form["rate"], form["execution_score"]) == (final, "100.00", "10")
    else:
        assert data["reasons"][f"project/{row}/rate"] == "缺少：全年预算数，补录后自动计算"


def test_a_zero_that_is_reported_is_kept_and_a_blank_stays_blank(data):
    assert data["cells"]["sangong/abroad/final"] == "0.00"
    assert "accounts/other_income/final" not in data["cells"]
    assert "profile/staff_quota/value" not in data["cells"]
    assert not [address for address in data["cells"] if address.startswith("sangong_counts/")]


# ---------------------------------------------------------------- problems

# severity, code, what the sentence has to hold, cells one can jump to
PROBLEMS = [
    (
        "warning",
        "public_over_initial",
        ["119.53 万元", "119.18 万元", "多 0.35 万元", "与全年预算数一致"],
        {"accounts/public/final", "accounts/public/initial"},
    ),
    (
        "warning",
        "reason_accounts",
        ["财政拨款收入", "1,703.63 万元", "1,476.24 万元", "增加 227.39 万元", "15.40%"],
        {"accounts/fiscal_appropriation/reason"},
    ),
    (
        "warning",
        "reason_accounts",
        ["人员经费", "1,513.69 万元", "1,044.45 万元", "增加 469.24 万元", "44.93%"],
        {"accounts/personnel/reason"},
    ),
    (
        "warning",
        "reason_sangong",
        ["公务用车运行维护费", "4.66 万元", "8.80 万元", "减少 4.14 万元", "47.05%"],
        {"sangong/vehicle_operation/reason"},
    ),
    (
        "warning",
        "project_unique_amount",
        ["有 2 个项目", "项目 6“公务用车租赁经费” 4.38 万元、项目 14“公务用车租赁经费” 4.38", "执行数也相同"],
        {"project/6/final", "project/6/name", "project/14/final", "project/14/name"},
    ),
    (
        "warning",
        "project_unique",
        ["有 2 个项目", "项目 2“党组织活动经费” 3.34 万元、项目 13“党组织活动经费” 1.027"],
        {"project/2/final", "project/2/name", "project/13/final", "project/13/name"},
    ),
    ("warning", "project_content", ["项目内容", "17 个"], {f"project/{r}/content" for r in range(1, 18)}),
    ("warning", "project_goal", ["绩效目标", "17 个"], {f"project/{r}/goal" for r in range(1, 18)}),
    (
        "info",
        "carry_in_composition",
        ["年初结转和结余 302.90 万元", "构成"],
        {"accounts/carry_in/final", "accounts/carry_in_personnel/final"},
    ),
    (
        "info",
        "vehicle_operation_count_blank",
        ["4.66 万元", "保有量没有填"],
        {"sangong_counts/vehicles_owned/count"},
    ),
    (
        "info",
        "vehicle_rental",
        ["8.76 万元", "4.66 万元", "47.55%", "13.42 万元", "136.94%"],
        {"project/6/final", "project/14/final"},
    ),
    (
        "info",
        "projects_sum",
        ["339.617 万元", "339.61 万元", "0.007 万元", "70 元", "正好是截去末位", "339.62"],
        {"accounts/outlay_project/final", "project/1/final", "project/17/final"},
    ),
    (
        "info",
        "project_below_90",
        ["17 个项目", "有 2 个", "全民素质经费 89", "青少年计算机大赛 82"],
        {"project/5/score", "project/9/score"},
    ),
    ("info", "staff_not_evaluable", ["在职人员控制率无法评价", "编制数"], {"profile/staff_quota/value"}),
    (
        "info",
        "sangong_change_not_evaluable",
        ["“三公”经费变动率无法评价", "上年决算数"],
        {"sangong/sangong_total/prior"},
    ),
]


def test_these_problems_and_no_others(data):
    found = sorted((problem["severity"], problem["code"]) for problem in data["problems"])
    assert found == sorted((severity, code) for severity, code, _, _ in PROBLEMS)


@pytest.mark.parametrize(
    ("severity", "code", "parts", "cells"), PROBLEMS, ids=[f"{p[1]}-{p[2][0]}" for p in PROBLEMS]
)
def test_problem_says_both_numbers_and_leads_to_its_cells(data, severity, code, parts, cells):
    (found,) = [
        problem
        for problem in data["problems"]
        if problem["code"] == code and all(part in problem["message"] for part in parts)
    ]
    assert found["severity"] == severity
    assert cells <= set(found["cells"])
    assert found["note"] is None
    assert found["message"].endswith("。")


def test_the_severe_stand_first(data):
    order = [problem["severity"] for problem in data["problems"]]
    assert order == sorted(order, key=["error", "warning", "info"].index)


def test_the_tail_is_explained_and_not_told_to_be_corrected(data):
    (message,) = [p["message"] for p in data["problems"] if p["code"] == "projects_sum"]
    assert "为使合计相符" in message
    assert not [word for word in ("一键", "改为", "请填", "应改") if word in message]


# identities of the report that hold: sums on both sides, and the check that would tell
HOLDING = [
    ("accounts/income_grand/final", "accounts/outlay_grand/final", "2006.53", "balance"),
    ("accounts/income_grand/adjusted", "accounts/outlay_grand/adjusted", "2006.53", "balance"),
    ("accounts/income_grand/initial", "accounts/outlay_grand/initial", "1476.24", "balance"),
    (
        "accounts/personnel/initial accounts/public/initial accounts/outlay_project/initial",
        "accounts/outlay/initial",
        "1476.24",
        "balance",
    ),
    (
        "accounts/personnel/final accounts/public/final accounts/outlay_project/final",
        "accounts/outlay/final",
        "1972.83",
        "balance",
    ),
    ("accounts/carry_out_personnel/final", "accounts/carry_out/final", "33.70", "carry_out_parts"),
    (
        "sangong/abroad/initial sangong/vehicle/initial sangong/reception/initial",
        "sangong/sangong_total/initial",
        "9.80",
        "direct_total",
    ),
    (
        "sangong/reception/change_initial sangong/vehicle/change_initial sangong/abroad/change_initial",
        "sangong/sangong_total/change_initial",
        "-5.14",
        "direct_total",
    ),
    ("accounts/outlay_sangong/final", "sangong/sangong_total/final", "4.66", "sangong_within_outlay"),
    ("accounts/outlay_project/adjusted", "accounts/outlay_project/final", "339.61", "over_adjusted"),
    ("accounts/public/adjusted", "accounts/public/final", "119.53", "over_adjusted"),
]


@pytest.mark.parametrize(("left", "right", "both", "code"), HOLDING)
def test_nothing_is_said_where_the_sums_agree(data, left, right, both, code):
    for side in (left, right):
        assert sum(Decimal(data["cells"][cell]) for cell in side.split()) == Decimal(both)
    assert code not in {problem["code"] for problem in data["problems"]}
    assert not [p for p in data["problems"] if right in p["cells"] and p["severity"] == "error"]


def found_with(**cells):
    report = sample()
    put_all(report, {where.replace("__", "/"): text for where, text in cells.items()})
    return [(p.severity, p.code) for p in compute(model(), report).problems]


# the same identities broken by one figure: the check tells, so its silence above means something
@pytest.mark.parametrize(
    ("where", "text", "severity", "code"),
    [
        ("accounts/carry_out/final", "33.69", "info", "balance"),
        ("accounts/carry_out/final", "33.60", "error", "balance"),
        ("accounts/carry_out/final", "30", "error", "carry_out_parts"),
        ("accounts/personnel/initial", "1044.35", "error", "balance"),
        ("accounts/fiscal_appropriation/adjusted", "1700", "error", "balance"),
        ("accounts/outlay_project/final", "339.72", "error", "over_adjusted"),
        ("accounts/outlay_project/final", "339.72", "error", "projects_sum"),
        ("accounts/outlay_project/final", "339.62", "info", "projects_sum"),
        ("accounts/outlay_project/final", "300", "error", "projects_sum"),
        ("sangong/reception/final", "5.15", "warning", "sangong_over_initial"),
        ("sangong/vehicle_operation/final", "470", "warning", "sangong_within_outlay"),
        ("profile/staff_quota/value", "41", "warning", "staff_over_quota"),
        ("project/2/score", "100.01", "error", "project_score_range"),
        ("sangong_counts/vehicles_owned/count", "0", "warning", "vehicle_operation_count_zero"),
    ],
)
def test_a_broken_identity_is_told(where, text, severity, code):
    assert (severity, code) in found_with(**{where.replace("/", "__"): text})


@pytest.mark.parametrize(
    ("where", "text", "code"),
    [
        ("accounts/personnel/reason", "主要是发放上年结转的奖励性补贴", "reason_accounts"),
        ("sangong/vehicle_operation/reason", "主要是用车次数减少", "reason_sangong"),
        ("project/13/unit", "石家庄市科学普及中心", "project_unique"),
        ("project/14/unit", "石家庄市科学普及中心", "project_unique_amount"),
        ("accounts/carry_in_personnel/final", "302.90", "carry_in_composition"),
        ("profile/staff_quota/value", "45", "staff_not_evaluable"),
        ("sangong/sangong_total/prior", "5", "sangong_change_not_evaluable"),
        ("sangong_counts/vehicles_owned/count", "2", "vehicle_operation_count_blank"),
        ("project/13/final", "1.02", "projects_sum"),
    ],
)
def test_a_problem_goes_when_it_is_mended(where, text, code):
    before = [found for _, found in found_with()].count(code)
    after = [found for _, found in found_with(**{where.replace("/", "__"): text})].count(code)
    assert (before - after, before > 0) == (1, True)


# ---------------------------------------------------------------- the form of `show --json`

TOP = {"unit", "year", "edition", "money", "tables", "cells", "reasons", "ratios", "problems"}
RATIO = {"key", "label", "value", "exact", "unit", "words", "numbers", "reason", "source"}


def test_top(data):
    assert set(data) == TOP
    assert (data["unit"], data["year"], data["edition"], data["money"]) == (UNIT, 2022, "cn-2022", "万元")


def test_tables(data):
    assert [table["key"] for table in data["tables"]] == [
        "profile",
        "accounts",
        "sangong",
        "sangong_counts",
        "project",
        "indicator",
        "figures",
        "department",
    ]
    for table in data["tables"]:
        assert set(table) == {"key", "label", "rows", "columns"}
        assert all(set(row) == {"key", "label"} and row["label"] for row in table["rows"])
        assert all(set(column) == {"key", "label", "kind", "unit"} for column in table["columns"])
        assert {column["kind"] for column in table["columns"]} <= {
            "money",
            "percent",
            "number",
            "count",
            "text",
            "choice",
            "date",
        }
    projects = next(table for table in data["tables"] if table["key"] == "project")
    assert [row["key"] for row in projects["rows"]] == [str(row) for row in range(1, 18)]


def test_ratios_and_problems_have_their_fields(data):
    for ratio in data["ratios"]:
        assert RATIO <= set(ratio) <= RATIO | {"basis"}
    for problem in data["problems"]:
        assert set(problem) == {"code", "severity", "message", "cells", "note"}
        assert problem["cells"]


def test_addresses_are_cells_of_the_tables(data):
    places = {
        f"{table['key']}/{row['key']}/{column['key']}"
        for table in data["tables"]
        for row in table["rows"]
        for column in table["columns"]
    }
    assert set(data["cells"]) <= places
    assert set(data["reasons"]) <= places
    assert {cell for problem in data["problems"] for cell in problem["cells"]} <= places
    assert not set(data["cells"]) & set(data["reasons"])


def test_numbers_are_plain_ascii_and_blanks_are_absent(data):
    kinds = {
        (table["key"], column["key"]): column["kind"]
        for table in data["tables"]
        for column in table["columns"]
    }
    assert all(data["cells"].values())
    for address, text in data["cells"].items():
        table, _, column = address.split("/")
        if kinds[table, column] in {"money", "percent"}:
            assert re.fullmatch(r"-?\d+\.\d{2,6}", text), address
        if kinds[table, column] in {"number", "count"}:
            assert re.fullmatch(r"-?\d+(\.\d+)?", text), address
    for ratio in data["ratios"]:
        assert re.fullmatch(r"-?\d+(\.\d+)?", ratio["value"] or "0"), ratio["key"]
    assert all(data["reasons"].values())


@pytest.mark.parametrize("word", ["None", "null", "key", "cell", "error", "{", "}", "  "])
def test_no_stray_words_in_what_people_read(data, word):
    texts = [problem["message"] for problem in data["problems"]] + list(data["reasons"].values())
    texts += [ratio[field] or "" for ratio in data["ratios"] for field in ("label", "words", "reason")]
    assert not [text for text in texts if word in text]


# ---------------------------------------------------------------- once faults


def test_blank_parts_do_not_widen_the_tolerance():
    assert ("error", "balance") in found_with(accounts__carry_out__final="33.66")


def test_the_total_of_last_year_does_not_bring_a_second_warning():
    before, after = found_with(), found_with(sangong__sangong_total__prior="9.00")
    assert sorted(set(after) - set(before)) == []
    assert after.count(("warning", "reason_sangong")) == before.count(("warning", "reason_sangong")) == 1


def test_an_update_finds_what_a_whole_computation_finds():
    report = Report(2022)
    put_all(report, {"sangong/vehicle_operation/final": "-5"})
    before = compute(model(), report)
    typed = put_all(report, {"sangong/sangong_total/prior_initial": "9"})
    assert update(model(), report, before, typed).problems == compute(model(), report).problems


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (
            "outlay/adjusted=100 personnel/final=60 public/final=20 outlay_project/final=40",
            "over_adjusted",
        ),
        ("outlay/adjusted=100 outlay_basic/final=80 outlay_project/final=40", "over_adjusted"),
        ("outlay_basic/adjusted=70 personnel/final=60 public/final=20", "over_adjusted"),
    ],
)
def test_a_budget_known_as_a_total_is_not_exceeded_in_silence(cells, code):
    report = Report(2022)
    put_all(
        report, {f"accounts/{place}": text for place, _, text in (c.partition("=") for c in cells.split())}
    )
    assert ("error", code) in [(p.severity, p.code) for p in compute(model(), report).problems]


@pytest.mark.parametrize(
    "cells",
    [
        {"accounts/public/initial": "100", "accounts/public/final": "130"},
        {"sangong/sangong_total/initial": "10", "sangong/sangong_total/final": "20"},
    ],
)
def test_one_warning_for_one_excess(cells):
    report = Report(2022)
    put_all(report, cells)
    warnings = [p.code for p in compute(model(), report).problems if p.severity == "warning"]
    assert len(warnings) == 1


def test_a_decrease_is_said_without_a_minus_sign(data):
    assert not [p["message"] for p in data["problems"] if "减少" in p["message"] and "-" in p["message"]]


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        ("budget_execution_rate_by_resources", "1,972.83 ÷ （1,703.63 ＋ 0 ＋ 302.90）"),
        ("unclassified_projects_total", "0.00"),
        ("sangong_control_rate_with_rental", "（4.66 ＋ 8.76） ÷ 9.80"),
    ],
)
def test_numbers_read_as_one_would_write_them(data, key, numbers):
    assert ratios_of(data)[key]["numbers"] == numbers


def test_a_rounded_zero_has_no_sign():
    report = sample()
    put_all(report, {"accounts/public/initial": "10000000", "accounts/public/final": "9999999.99"})
    outcome = compute(model(), report).ratios["public_control_rate"]
    assert format_ratio(edition().ratio["public_control_rate"], outcome)[0] == "100.00"
    change = compute(model(), report).cells[parse_address("accounts/public/change_initial_rate")]
    assert show_kind(Kind("percent", places=2), change.value, grouped=False) == "0.00"


def test_conditions_read_unambiguously(data):
    words = ratios_of(data)["vehicle_rental_total"]["words"]
    assert "且 （" in words
    assert "项目项目" not in words


def test_a_formula_with_cases_is_told_in_a_line(data):
    ratio = ratios_of(data)["project_execution_rate_by_details"]
    assert "否则" not in ratio["numbers"]
    assert len(ratio["words"]) < 60
