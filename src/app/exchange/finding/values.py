"""One cell of another program's sheet as a value of ours: exact, or refused with a sentence."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from app.calculation.entry import parse_kind
from app.domain.amount import (
    MAX_FEN,
    MoneyUnit,
    Refused,
    is_blank_mark,
    plain_decimal,
    round_half_up,
    shorten,
)
from app.domain.edition import Kind
from app.domain.report import Value as Entered
from app.exchange.reading.grid import Value

_PLACES = {"元": 2, "百元": 4, "千元": 5, "万元": 6, "亿元": 10}  # decimals of the unit down to 分
UNITS = {label: MoneyUnit(label, places) for label, places in _PLACES.items()}
_NAMED = re.compile(r"[（(](?:单位[:：])?([万千百亿]?元)[）)]")
NO_UNIT = "没有写明金额单位，或写了两种，请先选万元或元"
_NOTHING = frozenset({"无", "无。", "不涉及", "/"})


def unit_in(text: str) -> str:
    """The unit of money a heading or label names in brackets; empty for none."""
    found = _NAMED.search(text)
    return found[1] if found else ""


def read_value(
    kind: Kind, value: Value, unit: MoneyUnit | None, *, percent: bool = False, rounding: bool = False
) -> Entered | None:
    """The value for one kind of cell, None for a blank or a lone dash; raises `Refused`.

    Money is read in `unit`, None when the sheet does not say. With `rounding` what is finer than 分, or than
    the places of the kind, is rounded half up; else it is refused.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        raise Refused(f"是逻辑值“{'TRUE' if value else 'FALSE'}”，不是{_wanted(kind)}")
    if isinstance(value, date):
        return _date(kind, value)
    if isinstance(value, Decimal):
        return _number(kind, value, unit, percent, rounding)
    numeric = kind.name in {"money", "number", "count"}
    if numeric and (is_blank_mark(value) or value.strip() in _NOTHING):
        return None
    if kind.name == "money":
        if unit is None and not re.search("[元万亿]", value):
            raise Refused(NO_UNIT)
        return parse_kind(kind, value, unit or UNITS["万元"])
    return parse_kind(kind, value)


def is_nothing(value: Value) -> bool:
    """A dash or word that stands for no figure: taken as blank, and told."""
    return (
        isinstance(value, str) and bool(value.strip()) and (is_blank_mark(value) or value.strip() in _NOTHING)
    )


def seen(value: Value, percent: bool = False) -> str:
    """The cell as a person sees it, without its format."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()  # as Excel shows it
    if isinstance(value, Decimal):
        return f"{plain_decimal((value * 100).normalize())}%" if percent else plain_decimal(value)
    return shorten(str(value), 60)


def _wanted(kind: Kind) -> str:
    return {"money": "金额", "number": "数字", "count": "整数", "date": "日期"}.get(kind.name, "文字")


def _date(kind: Kind, value: date) -> str:
    if kind.name in {"date", "text"}:
        return value.isoformat()
    raise Refused(f"是日期 {value.isoformat()}，不是{_wanted(kind)}")


def _number(
    kind: Kind, value: Decimal, unit: MoneyUnit | None, percent: bool, rounding: bool
) -> Entered | None:
    if kind.name == "money":
        return _money(value, unit, percent, rounding)
    if kind.name == "date":
        raise Refused(f"“{plain_decimal(value)}”不是日期，请把那一格设成日期，或写成 2023-04-17")
    if kind.name in {"text", "choice"}:
        return parse_kind(kind, seen(value, percent))
    if percent:
        raise Refused(f"“{seen(value, percent)}”是百分数，不是{_wanted(kind)}")
    if rounding and kind.name == "number":
        value = round_half_up(value, kind.places) if _places(value) > kind.places else value
    return parse_kind(kind, plain_decimal(value))


def _money(value: Decimal, unit: MoneyUnit | None, percent: bool, rounding: bool) -> int:
    if percent:
        raise Refused(f"“{seen(value, percent)}”是百分数，不是金额")
    if unit is None:
        raise Refused(NO_UNIT)
    fen = value.scaleb(unit.places)
    if fen != fen.to_integral_value():
        if not rounding:
            told = f"“{plain_decimal(value)}”小数太多：{unit.label}最多 {unit.places} 位小数（精确到分）"
            raise Refused(f"{told}；可以选“四舍五入到分”")
        fen = round_half_up(fen, 0)
    if abs(fen) > MAX_FEN:
        raise Refused(f"“{plain_decimal(value)}”太大：金额不能超过 10 万亿元，请检查单位是不是{unit.label}")
    return int(fen)


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
