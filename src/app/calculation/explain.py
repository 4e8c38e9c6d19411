"""Where a figure comes from: the formula in words, with this year's numbers, before and after rounding."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, localcontext

from app.calculation import sentence
from app.calculation.entry import show_kind
from app.calculation.environment import Workspace, workspace
from app.calculation.evaluate import evaluate
from app.calculation.formula import (
    Base,
    Binary,
    Call,
    Cell,
    Here,
    Logic,
    Node,
    Parent,
    RatioRef,
    SameColumn,
    Unary,
    Vector,
    leaves,
)
from app.calculation.labels import column_name, describe
from app.calculation.model import Model
from app.calculation.resolve import Formula
from app.calculation.words import BLANK, trailing, words
from app.domain.address import Address
from app.domain.amount import (
    CONTEXT,
    group,
    money_decimal,
    plain_decimal,
    plain_money,
    round_half_up,
    significant,
)
from app.domain.edition import Kind, Ratio
from app.domain.frozen import frozen
from app.domain.problem import Outcome, Results
from app.domain.report import Report, note_address

RATING = "{rating}"  # in a ratio's sentence: how all projects were rated


@frozen
class Explanation:
    """All that is said about one figure; texts are empty where there is nothing to say.

    `value` is the rounded figure as plain text without unit (98.32), `shown` with its unit (98.32 %),
    `exact` to 28 digits in the same unit, `unrounded` a readable cut of it.
    """

    title: str
    words: str = ""
    numbers: str = ""
    value: str = ""
    shown: str = ""
    exact: str = ""
    unrounded: str = ""
    unit: str = ""
    basis: str = ""
    source: str = ""
    hint: str = ""
    note: str = ""
    reason: str = ""
    sentence: str = ""
    cells: tuple[Address, ...] = ()


def explain(model: Model, report: Report, results: Results, target: Address | str) -> Explanation:
    """Explanation of a cell (`Address`) or a ratio (its key)."""
    with localcontext(CONTEXT):
        if isinstance(target, str):
            return _ratio(model, report, results, model.edition.ratio[target])
        return _cell(model, report, results, target)


def leaf_label(model: Model, leaf: object, here: Address | None = None, report: Report | None = None) -> str:
    """What a reference is called, seen from the cell or ratio it stands in."""
    edition = model.edition
    match leaf:
        case RatioRef(key):
            return edition.ratio[key].label
        case Vector(table, ""):
            return edition.table[table].item or edition.table[table].label
        case Vector(table, column):
            return column_name(edition.table[table], column)
        case Here(table, column) | Parent(table, column):
            return edition.table[table].column[column].label
        case SameColumn(table, row):
            place = edition.table[table].row[row]
            return place.subject or place.label
        case Cell() | Base():
            return describe(edition, report, place_of(model, leaf, here))
    raise TypeError(f"{leaf!r} is no reference")


def place_of(model: Model, leaf: object, here: Address | None) -> Address:
    """The one cell a reference stands for, seen from the cell it stands in."""
    match leaf:
        case Cell(table, row, column):
            return Address(table, row, column)
        case Here(table, column) if here is not None:
            return Address(table, here.row, column)
        case SameColumn(table, row) if here is not None:
            return Address(table, row, here.column)
        case Base(table, column) if here is not None:
            base = model.edition.table[table].row[str(here.row)].base
            return Address(table, base or str(here.row), column)
    raise TypeError(f"{leaf!r} has no one place")


def sources(model: Model, report: Report, node: Node, here: Address | None) -> tuple[Address, ...]:
    """The cells a formula reads directly; columns of a list give their filled cells."""
    found: list[Address] = []
    for leaf in leaves(node):
        if isinstance(leaf, RatioRef):
            found += sources(model, report, model.ratios[leaf.key].tree, None)
        elif isinstance(leaf, Vector):
            if leaf.column:
                rows = (r for r in report.rows(leaf.table) if not leaf.own or (here and r.parent == here.row))
                found += [Address(leaf.table, record.row, leaf.column) for record in rows]
        elif isinstance(leaf, Parent):
            record = report.tables.get(leaf.child, {}).get(here.row) if here is not None else None
            if record is not None and record.parent is not None:
                found.append(Address(leaf.table, record.parent, leaf.column))
        else:
            found.append(place_of(model, leaf, here))
    return tuple(dict.fromkeys(found))


def _outcome(report: Report, results: Results, address: Address) -> Outcome:
    value = report.get(address)
    return results.cells.get(address) or Outcome(value=value)


class Numbers:
    """How references read with this year's numbers; sums over columns are shown as their results."""

    def __init__(self, env: Workspace, results: Results, here: Address | None = None) -> None:
        self.model, self.report, self.results = env.model, env.report, results
        self.env, self.here = env, here

    def __call__(self, leaf: Node, /) -> str:
        if isinstance(leaf, RatioRef):
            ratio = self.model.edition.ratio[leaf.key]
            value, shown, _ = format_ratio(ratio, self.results.ratios.get(leaf.key, Outcome()))
            return (shown if ratio.unit == "%" else group(value)) or BLANK
        if isinstance(leaf, Vector):
            return leaf_label(self.model, leaf)
        address = place_of(self.model, leaf, self.here)
        outcome = _outcome(self.report, self.results, address)
        if outcome.value is None:
            return BLANK
        kind = self.model.edition.table[address.table].kind_of(address.row, address.column)
        text = show_kind(kind, outcome.value, grouped=True)
        return f"（{text}）" if text.startswith("−") else text

    def fold(self, call: Call) -> str | None:
        """The result of an aggregate; a mean as what is divided by what."""
        if call.weight is not None:
            product = Call("sum", (Binary("*", call.args[0], call.weight),), call.where)
            counted = Call("blank", (call.args[0],))
            where = (
                Unary("not", counted)
                if call.where is None
                else Logic("and", (call.where, Unary("not", counted)))
            )
            return f"{self._text(product)} ÷ {self._text(Call('sum', (call.weight,), where))}"
        if call.name == "mean":
            parts = (Call(name, call.args, call.where) for name in ("sum", "count"))
            return " ÷ ".join(self._text(part) for part in parts)
        return self._text(call)

    def _text(self, call: Call) -> str:
        value = evaluate(call, self.env)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return BLANK
        text = plain_money(value) if self.env.is_money(call) else trailing(Decimal(value))
        return group(text)


def _cell(model: Model, report: Report, results: Results, address: Address) -> Explanation:
    edition = model.edition
    table = edition.table[address.table]
    note = report.get(note_address(address))
    title = describe(edition, report, address)
    if table.kind == "fixed" and not table.has(str(address.row), address.column):
        return Explanation(title, reason="这一行没有这一栏")
    kind = table.kind_of(address.row, address.column)
    outcome = _outcome(report, results, address)
    row = table.row.get(str(address.row)) if table.kind == "fixed" else None
    hint = "\n".join(text for text in (row.hint if row else "", table.column[address.column].hint) if text)
    formula = model.formula(address.table, address.row, address.column)
    told = _with(Explanation(title, hint=hint, note=str(note or "")), **_value_texts(kind, outcome))
    told = _with(told, sentence=sentence.row_sentence(model, report, results, address))
    if table.column[address.column].scored:
        from app.calculation.scoring.explain import score_reasoning  # no formula: rules of a scheme

        return _with(told, **score_reasoning(workspace(model, report, results), address))
    typed = table.column[address.column].direct and address not in results.cells  # in place of its parts
    if formula is None or outcome.direct or typed:
        basis = "直接填列：各分项都没有填，这是直接填入的合计" if outcome.direct else ""
        return _with(told, basis=basis)
    basis = ""
    if outcome.missing:
        names = "、".join(describe(edition, report, cell) for cell in outcome.missing)
        basis = f"未填全：{names}还没有填，合计先按已填的算，依赖它的比率暂不计算"
    return _with(told, basis=basis, **_reasoning(model, report, results, formula, address))


def _ratio(model: Model, report: Report, results: Results, ratio: Ratio) -> Explanation:
    if RATING in ratio.sentence:
        ratio = _with_rating(model, report, results, ratio)
    outcome = results.ratios.get(ratio.key, Outcome())
    value, shown, exact = format_ratio(ratio, outcome)
    told = Explanation(
        ratio.label,
        value=value,
        shown=shown,
        exact=exact,
        unrounded=trailing(Decimal(exact)) if exact else "",
        unit=ratio.unit,
        basis=ratio.basis,
        source=ratio.source,
        hint=ratio.hint,
        reason=outcome.reason.text if outcome.reason is not None else "",
        sentence=sentence.ratio_sentence(
            ratio,
            shown,
            outcome,
            sentence.change_sentence(model, report, results, model.ratios[ratio.key].tree),
        ),
    )
    return _with(told, **_reasoning(model, report, results, model.ratios[ratio.key], None))


def _with_rating(model: Model, report: Report, results: Results, ratio: Ratio) -> Ratio:
    """The ratio with how all projects were rated in its sentence."""
    from app.calculation.scoring.summary import project_sentence, rate_projects

    told = project_sentence(rate_projects(model, report, results))
    return replace(ratio, sentence=ratio.sentence.replace(RATING, told))


def format_ratio(ratio: Ratio, outcome: Outcome) -> tuple[str, str, str]:
    """Rounded plain value, the same with unit, and the exact value to 28 digits; empty without a value."""
    value = outcome.value
    if value is None or isinstance(value, str):
        return "", "", ""
    if ratio.unit == "万元":
        whole = isinstance(value, int) or value == value.to_integral_value()
        plain = plain_money(value) if whole else f"{round_half_up(money_decimal(value), ratio.places):f}"
        return plain, f"{group(plain)} 万元", significant(CONTEXT.scaleb(Decimal(value), -6))
    number = Decimal(value) * 100 if ratio.unit == "%" else Decimal(value)
    rounded = format(round_half_up(number, ratio.places), "f")
    space = "" if ratio.unit == "%" else " "
    return rounded, f"{group(rounded)}{space}{ratio.unit}", significant(number)


def _value_texts(kind: Kind, outcome: Outcome) -> dict[str, str]:
    if outcome.value is None:
        return {"reason": outcome.reason.text if outcome.reason is not None else ""}
    value = outcome.value
    plain = show_kind(kind, value, grouped=False)
    unit = {"money": "万元", "percent": "%"}.get(kind.name, kind.unit)
    shown = f"{show_kind(kind, value, grouped=True)}{' ' + unit if unit and unit != '%' else ''}"
    texts = {"value": plain, "shown": shown.replace("−", "-"), "unit": unit}
    if kind.name == "percent" and not isinstance(value, str):
        exact = Decimal(value) * 100
        texts |= {"exact": significant(exact), "unrounded": trailing(exact)}
    elif not isinstance(value, str):
        texts["exact"] = plain_decimal(value) if kind.name != "money" else plain
    return texts


def _reasoning(
    model: Model, report: Report, results: Results, formula: Formula, here: Address | None
) -> dict[str, object]:
    return {
        "words": words(formula.tree, lambda leaf: leaf_label(model, leaf, here, report)),
        "numbers": words(formula.tree, Numbers(workspace(model, report, results), results, here)),
        "cells": sources(model, report, formula.tree, here),
    }


def _with(told: Explanation, **more: object) -> Explanation:
    return replace(told, **more)  # type: ignore[arg-type]
