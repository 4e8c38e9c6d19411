"""What is said about a scored cell: rule, numbers, rounding, source, and the cells it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.calculation.labels import quoted
from app.calculation.scoring.choice import department_scheme_of, scheme_of
from app.calculation.scoring.department import TOTAL, DepartmentItem, DepartmentScore, score_department
from app.calculation.scoring.project import FormScore, plain, score_form
from app.calculation.scoring.standard import standard_of
from app.calculation.scoring.summary import department_sentence
from app.calculation.scoring.words import department_lines, execution_lines, item_lines, total_lines
from app.domain.address import Address, parse_address
from app.domain.frozen import frozen

if TYPE_CHECKING:
    from app.calculation.environment import Workspace

_ITEM_SOURCES = ("direction", "target", "actual", "unit", "weight", "rule", "degree", "score")


@frozen
class Reasoning:
    """Lines of reasoning with where they come from."""

    lines: tuple[str, ...]
    source: str = ""
    cells: tuple[Address, ...] = ()


def score_reasoning(env: Workspace, address: Address) -> dict[str, object]:
    """Fields of an `Explanation` for a scored cell; none where nothing is scored."""
    found = reasoning(env, address)
    if found is None:
        return {}
    told: dict[str, object] = {
        "words": "\n".join(found.lines), "source": found.source, "cells": found.cells,
    }  # fmt: skip
    if address == Address(env.model.edition.forms.tables.department, TOTAL, "score"):
        told["sentence"] = department_sentence(env)
    return told


def reasoning(env: Workspace, address: Address) -> Reasoning | None:
    """Why a scored cell holds what it holds; None where there is no form."""
    edition = env.model.edition
    tables = edition.forms.tables
    if address.table == tables.department:
        scheme = department_scheme_of(edition, env.report)
        return _department(env, score_department(env, scheme), address) if scheme is not None else None
    row = env.parent_of(tables.items, address.row) if address.table == tables.items else int(address.row)
    if row is None or not env.family(tables.items, row):
        return None
    found = scheme_of(edition, env.report, row)
    if found is None:
        return None
    form = score_form(env, row, found)
    source = f"{found.title}。{found.source}" if found.source else found.title
    if address.table == tables.items:
        return _item(env, form, address, source)
    return _project(env, form, row, address, source)


def _item(env: Workspace, form: FormScore, address: Address, source: str) -> Reasoning | None:
    item = next((item for item in form.items if item.row == address.row), None)
    if item is None:
        return None
    cells = env.report.tables[address.table][address.row].cells
    from_cells = tuple(Address(address.table, address.row, name) for name in _ITEM_SOURCES if name in cells)
    own = item.rule.source if item.rule is not None else ""
    return Reasoning(tuple(item_lines(form.scheme, item, cells)), own or source, from_cells)


def _project(env: Workspace, form: FormScore, row: int, address: Address, source: str) -> Reasoning:
    tables = env.model.edition.forms.tables
    money = tuple(Address(tables.project, row, name) for name in ("adjusted", "final"))
    if address.column.startswith("execution"):
        base, spent = (env.outcome(cell).value for cell in money)
        rule = env.model.edition.forms.rule.get(form.scheme.execution_rule)
        known = (value if isinstance(value, int) else None for value in (spent, base))
        lines = execution_lines(form, next(known), next(known), rule)
        if form.execution_typed and form.execution_official is not None:
            lines.append(f"填报人填 {plain(form.execution_official)} 分")
        return Reasoning(tuple(lines), source, money)
    items = tuple(Address(tables.items, item.row, "score") for item in form.items)
    cells = (Address(tables.project, row, "execution_score"), *items)
    return Reasoning(tuple(total_lines(form)), source, cells)


def _department(env: Workspace, found: DepartmentScore, address: Address) -> Reasoning | None:
    table = env.model.edition.forms.tables.department
    source = found.scheme.source
    if address.row == TOTAL:
        cells = tuple(Address(table, item.item.row, "score") for item in found.items)
        return Reasoning(tuple(department_lines(found)), source, cells)
    item = next((item for item in found.items if item.item.row == address.row), None)
    if item is None:
        return None
    return Reasoning(tuple(_department_lines(item, env)), source, _fed_by(env, item, table))


def _department_lines(item: DepartmentItem, env: Workspace) -> list[str]:
    lines = [f"评分标准：{standard_of(item.item, item.rule)}"]
    if item.item.value in env.model.edition.ratio:
        lines.append(f"取自{quoted(env.model.edition.ratio[item.item.value].label)}")
    if item.shown:
        lines.append(f"指标值：{item.shown}")
    scored = item.scored
    if scored.proposed is None:
        lines.append(f"{scored.result}：{scored.lacking}")
    elif scored.exact is not None:
        exact = scored.exact
        rounded = "" if exact == scored.proposed else f"（未舍入 {exact:.6f}）"
        lines.append(f"计算得分 {plain(scored.proposed)} 分，满分 {plain(item.weight)} 分{rounded}")
    if item.typed and item.official is not None:
        lines.append(f"填报人填 {plain(item.official)} 分")
    return lines


def _fed_by(env: Workspace, item: DepartmentItem, table: str) -> tuple[Address, ...]:
    from app.calculation.explain import sources

    edition = env.model.edition
    if item.item.value in edition.ratio:
        return sources(env.model, env.report, env.model.ratios[item.item.value].tree, None)
    if item.item.value:
        return (parse_address(item.item.value),)
    return (Address(table, item.item.row, "ticks" if item.item.criteria else "actual"),)
