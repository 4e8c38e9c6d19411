"""The steps of computing an edition: what each reads and writes, and the order that follows from it."""

from __future__ import annotations

from collections.abc import Mapping

from app.calculation.formula import Base, Cell, Here, Node, Parent, RatioRef, SameColumn, Vector, leaves
from app.calculation.model import SUMMED, Place, Rule, Step
from app.calculation.resolve import Formula
from app.domain.address import parse_address
from app.domain.edition import Edition, Row
from app.domain.report import SETTING


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


def cell_steps(
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


def early(edition: Edition, steps: list[Step]) -> list[Step]:
    """Those of the steps that need no scores, which come with the ratios and checks."""
    late = {(table.key, column.key) for table in edition.tables for column in table.columns if column.scored}
    early = list(steps)
    while waiting := [step for step in early if step.reads & late]:
        late |= {step.target for step in waiting}
        early = [step for step in early if step not in waiting]
    return early


def form_steps(edition: Edition) -> list[Step]:
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


def later_steps(edition: Edition, ratios: Mapping[str, Formula], rules: Mapping[str, Rule]) -> list[Step]:
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


def ordered_steps(edition: Edition, steps: list[Step], problems: list[str]) -> tuple[Step, ...]:
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
