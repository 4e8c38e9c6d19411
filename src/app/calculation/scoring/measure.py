"""A target or an actual value as typed, read once: 不低于95% → ≥, 95, %."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from app.domain.amount import Refused, parse_decimal, round_half_up, to_ascii
from app.domain.frozen import frozen

_PLACES = 6
_MONEY_PLACES = {"元": 2, "万元": 6, "万": 6, "亿元": 10}  # decimals between the unit and 分
_SIGNS = {
    "≥": "≥", ">=": "≥", "≧": "≥", "＞=": "≥", "不低于": "≥", "不少于": "≥", "不小于": "≥", "达到": "≥",
    "大于等于": "≥", "大于或等于": "≥", "小于等于": "≤", "小于或等于": "≤",
    "≤": "≤", "<=": "≤", "≦": "≤", "不高于": "≤", "不超过": "≤", "不多于": "≤", "不大于": "≤", "控制在": "≤",
    "=": "=", "等于": "=",
}  # fmt: skip
_AFTER = {"及以上": "≥", "以上": "≥", "及以下": "≤", "以下": "≤", "以内": "≤"}
_SHAPE = re.compile(
    rf"(?P<sign>{'|'.join(map(re.escape, _SIGNS))})?\s*(?P<number>[-−]?[\d,.]+)\s*(?P<unit>.*)"
)
# “3000多个” is no figure to reckon with, and “12月底前” is a time
_VAGUE = re.compile(r"\d|[多余]|左右|约|前$|底|止$|^月|^季度|^年(?!$)|[、，,;；]")


@frozen
class Measure:
    """What a text says. `number` is None where it gives no figure to reckon with."""

    text: str
    direction: str = ""
    number: Decimal | None = None
    unit: str = ""


@lru_cache(maxsize=4096)
def parse_measure(text: str) -> Measure:
    """`text` read as direction, number and unit; any text is allowed, qualitative ones have no number."""
    plain = to_ascii(text).strip()
    found = _SHAPE.fullmatch(plain)
    if found is None:
        return Measure(text)
    direction, unit = _SIGNS.get(found["sign"] or "", ""), found["unit"].strip()
    for word, sign in _AFTER.items():
        if unit.endswith(word):
            direction, unit = direction or sign, unit.removesuffix(word).strip()
            break
    try:
        number = parse_decimal(found["number"], _PLACES)
    except Refused:
        number = None
    if number is None or _VAGUE.search(unit):
        return Measure(text)
    return Measure(text, direction, Decimal(number), unit)


def sign_of(word: str) -> str:
    """The sign a word alone stands for: 大于等于, >= and ≥ are ≥; empty for any other."""
    return _SIGNS.get(to_ascii(word).strip(), "")


def same_unit(first: str, second: str) -> bool:
    """Whether two units may be compared; one that is not given is that of the other."""
    return not first or not second or first == second


def money_of(text: str, unit: str) -> int | None:
    """An actual value as 分, where its unit is one of money."""
    measure = parse_measure(text)
    places = _MONEY_PLACES.get(measure.unit or unit)
    if measure.number is None or places is None:
        return None
    return int(round_half_up(measure.number.scaleb(places), 0))
