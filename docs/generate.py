"""Writes docs/ratios.md from the shipped edition: every ratio, total and check, with the sample's values.

python docs/generate.py            writes the page
python docs/generate.py --check    exit code 1 when the page is not what the edition gives
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from app.calculation.engine import compute
from app.calculation.explain import explain
from app.calculation.model import Model, Rule
from app.calculation.prepare import compile_edition
from app.calculation.rule_words import DIRECT_TOTAL, compared, demands, message, name_of, range_of, say
from app.domain.edition import Edition, Ratio
from app.domain.problem import SEVERITIES, Results
from app.domain.report import Report
from app.edits import put, stage
from app.samples import load_sample, sample_changes
from app.storage.editions import load_edition

EDITION = "cn-2022"
PAGE = Path(__file__).with_name("ratios.md")


def page() -> str:
    """The whole of docs/ratios.md."""
    edition = load_edition(EDITION)
    model = compile_edition(edition)
    report = Report(load_sample().year)
    put(report, stage(edition, report, sample_changes(edition, report)))
    results = compute(model, report)
    parts = [
        _head(edition, model, results),
        *_ratios(model, report, results),
        *_totals(model),
        *_checks(model),
        *_automatic(model),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _head(edition: Edition, model: Model, results: Results) -> str:
    own, automatic = len(edition.checks), len(model.rules) - len(edition.checks)
    counts = "、".join(
        f"{word} {sum(problem.severity == severity for problem in results.problems)}"
        for severity, word in SEVERITIES.items()
    )
    return f"""\
# 比率与校验一览

> 本页由 `docs/generate.py` 按版本数据生成，请勿手改。改了 `resources/editions/`，
> 就运行 `python docs/generate.py`。

版本 `{edition.id}`：{edition.title}，适用于 {edition.years[0]}–{edition.years[1]} 年度。
共 {len(edition.ratios)} 个比率（{len(edition.families)} 族）、{own} 条校验，
另有软件自动生成的 {automatic} 条其中项校验。
样例值取自随软件的样例（{load_sample().unit}，{load_sample().year} 年度公开报告）；样例的校验结果：{counts}。

同族各口径是同一个数的不同算法，每年选一个为主；没有特别选择时，第一个为主。
金额单位万元，百分比已乘 100；中间不舍入，只在显示时四舍五入到所列位数，金额多于两位小数的照实显示。"""


# -- ratios


def _ratios(model: Model, report: Report, results: Results) -> Iterator[str]:
    edition = model.edition
    for theme in dict.fromkeys((*edition.themes, *(ratio.theme for ratio in edition.ratios))):
        yield f"## {theme or '其他比率'}"
        for ratio in edition.ratios:
            if ratio.theme == theme:
                yield _ratio(model, report, results, ratio)


def _ratio(model: Model, report: Report, results: Results, ratio: Ratio) -> str:
    told = explain(model, report, results, ratio.key)
    value = told.shown or told.reason
    if told.shown and told.numbers != told.value:
        value += f"（{told.numbers}）"
    head = model.edition.ratio.get(ratio.family)
    return _entry(
        f"### {ratio.label}",
        [
            ("名称", f"`{ratio.key}`" + (f"，同族：{head.label}" if head not in (None, ratio) else "")),
            ("算法", told.words),
            ("公式", _code(ratio.formula)),
            ("单位", f"{ratio.unit}，{f'{ratio.places} 位小数' if ratio.places else '整数'}"),
            ("口径", ratio.basis),
            ("依据", ratio.source),
            ("提示", ratio.hint),
            ("样例", value),
        ],
    )


# -- totals


def _totals(model: Model) -> Iterator[str]:
    yield "## 合计"
    yield (
        "只要有一个分项填了，合计就等于已填分项之和；空行按 0 加总但显示为空，全空时合计也为空。\n"
        "“必填”的分项有空缺时，合计标“未填全”，依赖它的比率显示缺什么。\n"
        "“可直接填”的合计，分项全空时可以直接填列。"
    )
    lines = ["| 表 | 合计 | 算法 | 必填的分项 | 可直接填 |", "| --- | --- | --- | --- | --- |"]
    for key, formulas in model.totals.items():
        table = model.edition.table[key]
        for row in table.rows:
            formula = next((formula for known, formula in formulas if known is row), None)
            if formula is not None:
                required = "、".join(name_of(table.row[part]) for part in row.required)
                name, said = f"{name_of(row)} `{row.key}`", say(model, formula.tree)
                lines.append(f"| {table.label} | {name} | {said} | {required} | {_yes(row.direct)} |")
    yield "\n".join(lines)


# -- checks


def _checks(model: Model) -> Iterator[str]:
    for severity, word in SEVERITIES.items():
        rules = [model.rules[check.key] for check in model.edition.checks if check.severity == severity]
        yield f"## 校验：{word}（{len(rules)}）"
        for rule in rules:
            yield _check(model, rule)


def _check(model: Model, rule: Rule) -> str:
    check = rule.check
    unless = next((other.label for other in model.edition.checks if other.key == check.unless), "")
    return _entry(
        f"### {check.label}",
        [
            ("名称", f"`{check.key}`"),
            ("范围", range_of(model.edition, check)),
            ("条件", say(model, rule.when.tree) if rule.when is not None and demands(check) else ""),
            ("核对", compared(model, rule)),
            ("尾差", "舍入造成的小差额只提示，不算不符" if check.tolerance == "tail" else ""),
            ("不重复", f"已由这条报出的不再报：{unless}" if unless else ""),
            ("文字", message(model, rule.message)),
            ("依据", check.source),
        ],
    )


def _automatic(model: Model) -> Iterator[str]:
    own = {check.key for check in model.edition.checks}
    rules = [rule for key, rule in model.rules.items() if key not in own]
    yield "## 自动校验"
    yield "版本数据里不用写，由软件按行的 `of` 和 `formula` 生成。"
    for rule in rules:
        yield _check(model, rule)
    totals = [
        f"{table.label}：{'、'.join(name_of(row) for row in table.rows if row.formula and row.direct)}"
        for table in model.edition.tables
        if any(row.formula and row.direct for row in table.rows)
    ]
    yield _entry(
        "### 直接填列的合计与分项之和",
        [
            ("名称", "`direct_total`"),
            ("级别", "两数不同为错误，相同为提示"),
            ("范围", "；".join(totals)),
            ("核对", DIRECT_TOTAL),
        ],
    )


# -- small parts


def _entry(title: str, fields: Iterable[tuple[str, str]]) -> str:
    return "\n".join([title, "", *(f"- {name}：{text}" for name, text in fields if text)])


def _code(formula: str) -> str:
    return f"`{' '.join(formula.split())}`"


def _yes(value: bool) -> str:
    return "是" if value else "否"


def main(arguments: Sequence[str]) -> int:
    """Write the page, or with --check only compare."""
    wanted = page()
    if "--check" not in arguments:
        PAGE.write_text(wanted, encoding="utf-8", newline="\n")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("docs/ratios.md 与版本数据不一致，请运行 python docs/generate.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
