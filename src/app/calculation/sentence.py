"""A figure as an officer would write it in the report: 较年初预算减少 1.00 万元，下降 100%."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.calculation.formula import Binary, Call, Cell, Node
from app.domain.address import Address
from app.domain.amount import CONTEXT, group, plain_money, round_half_up
from app.domain.problem import Outcome, Results
from app.domain.report import Report, Value

if TYPE_CHECKING:
    from app.calculation.model import Model
    from app.domain.edition import Ratio

GROWTH = ("增加", "增长")
DECLINE = ("减少", "下降")


def row_sentence(model: Model, report: Report, results: Results, address: Address) -> str:
    """The row of `address` in words, with its change and reason; empty where the table has no sentence."""
    edition = model.edition
    table = edition.table[address.table]
    form = table.sentence
    if form is None or table.kind != "fixed" or not table.has(str(address.row), form.now):
        return ""

    def value(column: str) -> Value | None:
        return cell_value(report, results, Address(address.table, address.row, column))

    row = table.row[str(address.row)]
    now, base = value(form.now), value(form.base)
    if not isinstance(now, int):
        return ""
    text = f"{row.subject or row.label}{form.verb} {_amount(now)} 万元"
    if isinstance(base, int) and table.has(str(address.row), form.base):
        text += "，" + compare(now, base, table.column[form.base].short or table.column[form.base].label)
    reason = str(value(form.reason) or "").strip().rstrip("。") if form.reason else ""
    if reason:
        text += "，" + (reason if reason.startswith("主要") else f"主要是{reason}")
    return text + "。"


def compare(now: int, base: int, base_label: str) -> str:
    """Now against base in words; a zero base and no change read as one would write them."""
    if now == base:
        return f"与{base_label}持平" + ("（均未安排）" if now == 0 else "")
    more, rate = (
        (GROWTH if now > base else DECLINE) if base > 0 else (GROWTH[0] if now > base else DECLINE[0], "")
    )
    text = f"较{base_label}{more} {_amount(abs(now - base))} 万元"
    if base == 0:
        return f"{text}（{base_label}为 0，不作百分比比较）"
    if base < 0:
        return f"{text}（{base_label}为负数，不作百分比比较）"
    percent = round_half_up(_percent(abs(now - base), base), 2)
    shown = f" {percent:f}".removesuffix(".00") if percent else "不足 0.01"
    return f"{text}，{rate}{shown}%"


def _percent(part: int, whole: int) -> Decimal:
    """part ÷ whole × 100, exact to the working precision."""
    return CONTEXT.divide(CONTEXT.multiply(Decimal(part), Decimal(100)), Decimal(whole))


def ratio_sentence(ratio: Ratio, shown: str, outcome: Outcome, change: str = "") -> str:
    """The ratio as one clause with its basis; `change` is what a change of one row reads as."""
    name = f"{ratio.label}（{ratio.basis}）" if ratio.basis and "〔" not in ratio.label else ratio.label
    reason = outcome.reason
    if reason is not None and reason.kind == "missing":
        return f"{name}无法计算，{reason.text}。"
    if outcome.value is None:
        return f"{name}：{reason.text if reason is not None else '不适用'}。"
    if change:
        return f"{change}。"
    if ratio.sentence:
        return f"{ratio.sentence.replace('{value}', shown).rstrip('。')}。"
    return f"{name}为 {shown}。"


def change_sentence(model: Model, report: Report, results: Results, tree: Node) -> str:
    """A ratio that only compares two columns of one row, in words; empty for any other."""
    match tree:
        case Call("change", (Cell(table, row, now), Cell(_, other, base))) if row == other:
            pass
        case Binary("-", Cell(table, row, now), Cell(_, other, base)) if row == other:
            pass
        case _:
            return ""
    values = [cell_value(report, results, Address(table, row, column)) for column in (now, base)]
    if not (isinstance(values[0], int) and isinstance(values[1], int)):
        return ""
    known = model.edition.table[table]
    name, against = known.row[row].subject or known.row[row].label, known.column[base]
    return f"{name}{compare(values[0], values[1], against.short or against.label)}"


def cell_value(report: Report, results: Results, address: Address) -> Value | None:
    """What a cell holds, entered or computed."""
    outcome = results.cells.get(address)
    return outcome.value if outcome is not None else report.get(address)


def _amount(fen: int) -> str:
    return "0" if fen == 0 else group(plain_money(fen))
