"""Edition → model: formulas read, named and typed, checks made ready, steps put in order, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from string import Formatter

from app.calculation.formula import (
    Base,
    Cell,
    FormulaError,
    Here,
    Node,
    Parent,
    RatioRef,
    SameColumn,
    Vector,
    leaves,
    parse,
)
from app.calculation.model import SUMMED, Model, ModelError, Place, Rest, Rule, Step, Template
from app.calculation.resolve import Formula, Scope, read
from app.domain.address import parse_address
from app.domain.edition import Check, Edition, Ratio, Row, Table
from app.domain.report import SETTING

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
    steps = _early(edition, _cell_steps(edition, totals, columns))
    free = not any(place[0] == "ratio" for step in steps for place in step.reads)
    ordered = _ordered_steps(edition, steps, problems) if free else ()

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
    cells = _cell_steps(edition, model.totals, model.columns)
    first += [step for step in cells if step.target not in known]
    steps = [*first, *_form_steps(edition), *_later_steps(edition, ratios, rules)]
    return Rest(ratios, rules, _ordered_steps(edition, steps, problems))


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


def _reads(edition: Edition, node: Node, column: str = "") -> set[Place]:
    found: set[Place] = set()
    for leaf in leaves(node):
        match leaf:
            case Cell(table, _, name) | Here(table, name) | Base(table, name) | Parent(table, name, _):
                found.add((table, name))
            case Vector(table, name, own):
                found.add((table, name or "#"))
                if own:  # rows came or went
                    found.add((edition.table[table].parent, table))
            case SameColumn(table, _):
                found.add((table, column))
            case RatioRef(key):
                found.add(("ratio", key))
    return found


def _cell_steps(
    edition: Edition,
    totals: Mapping[str, tuple[tuple[Row, Formula], ...]],
    columns: Mapping[Place, Formula],
) -> list[Step]:
    steps: list[Step] = []
    for table in edition.tables:
        formulas = totals.get(table.key, ())
        for column in table.columns:
            if formulas and not column.computed and column.kind.name in SUMMED:
                reads = {(table.key, column.key)}
                for _, formula in formulas:
                    reads |= _reads(edition, formula.tree, column.key)
                steps.append(Step("totals", (table.key, column.key), frozenset(reads)))
            own = columns.get((table.key, column.key))
            if own is not None:
                place = (table.key, column.key)
                chosen = {(SETTING, "project"), (table.key, "scheme")} if column.bands else set()
                typed = {place} if column.direct else set()  # what was typed is told beside the total
                steps.append(Step("column", place, frozenset(_reads(edition, own.tree) | chosen | typed)))
    return steps


def _early(edition: Edition, steps: list[Step]) -> list[Step]:
    """Those of the steps that need no scores, which come with the ratios and checks."""
    late = {(table.key, column.key) for table in edition.tables for column in table.columns if column.scored}
    early = list(steps)
    while waiting := [step for step in early if step.reads & late]:
        late |= {step.target for step in waiting}
        early = [step for step in early if step not in waiting]
    return early


def _form_steps(edition: Edition) -> list[Step]:
    """Scores of the project forms, and the department's own."""
    tables = edition.forms.tables
    steps = []
    if tables.project and tables.items and edition.forms.schemes:
        project, items = edition.table[tables.project], edition.table[tables.items]
        reads, writes = {(SETTING, "project"), (project.key, "#"), (project.key, items.key)}, set()
        for table in (project, items):
            for column in table.columns:
                place = (table.key, column.key)
                if column.scored:
                    writes.add(place)
                if not column.computed and (column.typed or table is items or place[1] in _FORM_INPUTS):
                    reads.add(place)
        steps.append(Step("forms", (project.key, "score"), frozenset(reads), frozenset(writes)))
    if tables.department and edition.forms.departments:
        table = edition.table[tables.department]
        writes = {(table.key, column.key) for column in table.columns if column.scored}
        reads = {(table.key, column.key) for column in table.columns if not column.computed}
        reads |= {(SETTING, "department")} | _fed(edition)
        steps.append(Step("department", (table.key, "score"), frozenset(reads), frozenset(writes)))
    return steps


_FORM_INPUTS = frozenset({"scheme", "adjusted", "final"})


def _fed(edition: Edition) -> set[Place]:
    """What the department's indicators take from elsewhere."""
    found: set[Place] = set()
    for scheme in edition.forms.departments:
        for item in scheme.items:
            if item.value in edition.ratio:
                found.add(("ratio", item.value))
            elif item.value:
                address = parse_address(item.value)
                found.add((address.table, address.column))
    return found


def _later_steps(edition: Edition, ratios: Mapping[str, Formula], rules: Mapping[str, Rule]) -> list[Step]:
    steps = []
    for key, formula in ratios.items():
        steps.append(Step("ratio", ("ratio", key), frozenset(_reads(edition, formula.tree))))
    for key, rule in rules.items():
        steps.append(Step("rule", ("check", key), frozenset(_rule_reads(edition, rule, rules))))
    return steps


def _rule_reads(edition: Edition, rule: Rule, rules: Mapping[str, Rule]) -> set[Place]:
    check = rule.check
    reads: set[Place] = set()
    formulas = [formula for formula in (rule.left, rule.right, rule.when) if formula is not None]
    formulas += [part for _, part in rule.message.parts if isinstance(part, Formula)]
    for formula in formulas:
        for column in check.columns or ("",):
            reads |= _reads(edition, formula.tree, column)
    if check.each:
        table = edition.table[check.each]
        reads |= {(check.each, name) for name in (*check.require, *check.unique) if name in table.column}
        if table.kind == "list":
            reads |= {(check.each, "#"), (check.each, table.name_column)}  # messages name the row
            reads |= {(check.each, name) for name in check.cells if name in table.column}
    reads |= {("ratio", key) for key in check.evaluable}
    if check.unless and check.unless in rules:
        reads |= _rule_reads(edition, rules[check.unless], {})
        reads.add(("check", check.unless))
    return reads


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


def _ordered_steps(edition: Edition, steps: list[Step], problems: list[str]) -> tuple[Step, ...]:
    by_target = {place: step for step in steps for place in (*step.writes, step.target)}
    ordered: dict[Place, Step] = {}

    def typed(place: Place) -> bool:
        """Whether a figure may be typed in a computed column, so that its step reads its own place."""
        table = edition.table.get(place[0])
        return table is not None and place[1] in table.column and table.column[place[1]].direct

    def visit(step: Step, path: tuple[Place, ...]) -> None:
        if step.target in path:
            names = " → ".join("·".join(place) for place in (*path, step.target))
            problems.append(f"公式互相引用，算不出来：{names}")
        elif step.target not in ordered:
            if step.kind in {"ratio", "column"} and step.target in step.reads and not typed(step.target):
                problems.append(f"公式引用了自己，算不出来：{'·'.join(step.target)}")
            for place in sorted(step.reads - {step.target} - step.writes):
                if place in by_target:
                    visit(by_target[place], (*path, step.target))
            ordered[step.target] = step

    for step in steps:
        visit(step, ())
    return tuple(ordered.values())
