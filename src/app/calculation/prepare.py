"""Edition → model: formulas read, named and typed, checks made ready, steps put in order, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from string import Formatter

from app.calculation.formula import (
    FormulaError,
    parse,
)
from app.calculation.model import Model, ModelError, Rest, Rule, Template
from app.calculation.resolve import Formula, Scope, read
from app.calculation.steps import cell_steps, early, form_steps, later_steps, ordered_steps
from app.domain.address import parse_address
from app.domain.edition import Check, Edition, Ratio, Row, Table

SPECIAL = frozenset(
    {"left", "right", "diff", "more", "yuan", "label", "column", "rows", "count", "left_words", "right_words"}
)


def compile_edition(edition: Edition) -> Model:
    """Read every formula of `edition`; raises `ModelError` with all that is wrong at once."""
    problems: list[str] = []
    model = _prepare(edition, problems)
    if edition.unit_cell and not _is_cell(edition, edition.unit_cell):
        problems.append(f"unit_cell：没有“{edition.unit_cell}”这一格")
    rest = _read_rest(model, problems)
    if problems:
        raise ModelError(problems)
    return replace(model, read_rest=lambda: rest)


def prepare_edition(edition: Edition) -> Model:
    """The model of an edition that was compiled before: ratios and rules are read when asked for.

    Raises `ModelError`, for those when they are read.
    """
    problems: list[str] = []
    model = _prepare(edition, problems)
    if problems:
        raise ModelError(problems)
    return model


def _prepare(edition: Edition, problems: list[str]) -> Model:
    totals = {
        table.key: tuple(
            (row, formula)
            for row in _ordered_rows(table, problems)
            if (
                formula := _attempt(
                    f"{table.label}·{row.label}", row.formula, _row_scope(edition, table), problems
                )
            )
        )
        for table in edition.tables
        if table.kind == "fixed"
    }
    columns = {
        (table.key, column.key): formula
        for table in edition.tables
        for column in table.columns
        if (
            formula := _attempt(
                f"{table.label}·{column.label}",
                column.formula,
                Scope(edition, "column", table),
                problems,
            )
        )
    }
    steps = early(edition, cell_steps(edition, totals, columns))
    free = not any(place[0] == "ratio" for step in steps for place in step.reads)
    ordered = ordered_steps(edition, steps, problems) if free else ()

    def read_rest() -> Rest:
        found: list[str] = []
        rest = _read_rest(model, found)
        if found:
            raise ModelError(found)
        return rest

    model = Model(edition, totals, columns, ordered, read_rest)
    return model


def _read_rest(model: Model, problems: list[str]) -> Rest:
    edition = model.edition
    ratios = {
        ratio.key: formula
        for ratio in edition.ratios
        if (
            formula := _attempt(f"比率 {ratio.key}（{ratio.label}）", ratio.formula, Scope(edition), problems)
        )
    }
    _check_units(edition.ratios, ratios, problems)
    checks = (*edition.checks, *_of_which(edition), *_same_as_before(edition))
    rules = {check.key: _rule(edition, check, problems) for check in checks}
    first = list(model.cell_steps)
    known = {step.target for step in first}
    cells = cell_steps(edition, model.totals, model.columns)
    first += [step for step in cells if step.target not in known]
    steps = [*first, *form_steps(edition), *later_steps(edition, ratios, rules)]
    return Rest(ratios, rules, ordered_steps(edition, steps, problems))


def _attempt(where: str, text: str, scope: Scope, problems: list[str]) -> Formula | None:
    try:
        return read(text, scope) if text else None
    except FormulaError as error:
        problems.append(f"{where}：{error}")
        return None


def _is_cell(edition: Edition, text: str) -> bool:
    try:
        address = parse_address(text)
    except ValueError:
        return False
    table = edition.table.get(address.table)
    return table is not None and table.kind == "fixed" and table.has(str(address.row), address.column)


def money_columns(table: Table) -> tuple[str, ...]:
    """Input columns that hold money."""
    return tuple(c.key for c in table.columns if c.kind.name == "money" and not c.computed)


def _row_scope(edition: Edition, table: Table) -> Scope:
    inputs = money_columns(table) or tuple(c.key for c in table.columns if not c.computed)
    return Scope(edition, "row", table, inputs[0] if inputs else "")


def _check_units(ratios: Iterable[Ratio], formulas: Mapping[str, Formula], problems: list[str]) -> None:
    for ratio in ratios:
        formula = formulas.get(ratio.key)
        if formula is None:
            continue
        money = formula.type == "money"
        if money != (ratio.unit == "万元"):
            told = "结果是金额，单位应写万元" if money else "单位写万元，结果却不是金额"
            problems.append(f"比率 {ratio.key}（{ratio.label}）：{told}")


def _of_which(edition: Edition) -> Iterable[Check]:
    """其中 rows are never added; each gives the check ≤ in every money column it shares."""
    for table in edition.tables:
        for row in table.rows:
            if row.of:
                shared = tuple(
                    c for c in money_columns(table) if table.has(row.key, c) and table.has(row.of, c)
                )
                yield Check(
                    key=f"of_which_{row.key}",
                    label=f"{row.label}不大于{table.row[row.of].label}",
                    severity="error",
                    message="其中项{left_words} {left} 万元，比{right_words} {right} 万元还多 {diff} 万元，"
                    "请核对这两个数。",
                    left=row.key,
                    op="<=",
                    right=row.of,
                    columns=shared,
                    tolerance="tail",
                )


def _same_as_before(edition: Edition) -> Iterable[Check]:
    """Figures of the year before that are entered here too give the check that both are the same."""
    for carry in edition.carries:
        table = edition.table[carry.table]
        for new in carry.new if carry.same else ():
            here, there = table.column[new].label, table.column[carry.old].label
            yield Check(
                key=f"same_{carry.key}" if len(carry.new) == 1 else f"same_{carry.key}_{new}",
                label=f"{table.label}的{here}与上一年度的{there}一致",
                severity="warning",
                message="{label}" + f"的{here} {{left}} 万元，比上一年度里的{there} {{right}} 万元"
                "{more} {diff} 万元（{yuan}）。请核对哪一个是对的。",
                each=table.key,
                rows=tuple(r for r in table.row if table.has(r, new) and table.has(r, carry.old)),
                left=new,
                op="==",
                right=f"prior({carry.old})",
                tolerance="tail",
                source="上年数取自上一年度的同一张表",
                fix="carry",
            )


def _scope_of(edition: Edition, check: Check) -> Scope:
    if check.each:
        return Scope(edition, "column", edition.table[check.each])
    if check.columns:
        return Scope(edition, "row", None, check.columns[0])
    return Scope(edition)


def _rule(
    edition: Edition,
    check: Check,
    problems: list[str],
) -> Rule:
    where = f"校验 {check.key}（{check.label}）"
    scope = _scope_of(edition, check)
    parts: list[tuple[str, str | Formula | None]] = []
    try:
        pieces = list(Formatter().parse(check.message))
    except ValueError:
        problems.append(f"{where}：message 里的花括号不成对")
        pieces = []
    for literal, name, _, _ in pieces:
        if name is None or name in SPECIAL:
            parts.append((literal, name))
        else:
            parts.append((literal, _attempt(f"{where}的文字", name, scope, problems)))
    left, right, when = (
        _attempt(where, text, scope, problems) for text in (check.left, check.right, check.when)
    )
    if bool(check.left) != bool(check.op and check.right):
        problems.append(f"{where}：left、op、right 要一起写")
    for formula in (when,):
        if formula is not None and formula.type != "truth":
            problems.append(f"{where}：when 要写成条件")
    return Rule(check, left, right, when, Template(tuple(parts)))


def _ordered_rows(table: Table, problems: list[str]) -> list[Row]:
    """Rows with formulas, parts before their totals."""
    formulas = {row.key: row for row in table.rows if row.formula}
    ordered: list[Row] = []
    done: set[str] = set()

    def visit(key: str, path: tuple[str, ...]) -> None:
        if key in path:
            problems.append(f"{table.label}：{' → '.join((*path, key))} 互相引用，算不出来")
        elif key not in done and key in formulas:
            for name in _bare_names(formulas[key].formula):
                visit(name, (*path, key))
            done.add(key)
            ordered.append(formulas[key])

    for key in formulas:
        visit(key, ())
    return ordered


def _bare_names(text: str) -> list[str]:
    from app.calculation.formula import Name, walk

    try:
        return [node.first for node in walk(parse(text)) if isinstance(node, Name) and not node.second]
    except FormulaError:
        return []  # told when the formula itself is read
