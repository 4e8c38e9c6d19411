"""Exact numbers: money in integer 分, everything else as `Decimal`; the one place that rounds.

Typed text is matched against a grammar before it becomes a number (`Decimal` alone would accept
NaN, 1e5 or 1_000), after an explicit table has turned full-width signs into ASCII. The table is not
Unicode NFKC, which would make 1015 of 10¹⁵.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

CONTEXT = Context(prec=50, rounding=ROUND_HALF_UP)
MAX_FEN = 10**15  # 10¹³ 元: an xlsx cell still holds it to the last digit shown


class Refused(ValueError):
    """A typed value that is not taken; `str()` is a Chinese sentence saying what is allowed."""


class MoneyUnit(NamedTuple):
    """How money is shown and typed: `places` decimals of the unit are one 分."""

    label: str
    places: int


WAN = MoneyUnit("万元", 6)
YUAN = MoneyUnit("元", 2)
MONEY_UNITS = {unit.label: unit for unit in (WAN, YUAN)}

_FULL_WIDTH = str.maketrans(
    "０１２３４５６７８９．，（）－＋％￥−–—―＂＇　\u00a0\u202f",
    "0123456789.,()-+%¥----\"'   ",
)
# `re` keeps what these compile to; most starts never need them.
_NUMBER = r"(?a)([+-]?)(?:(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?|\.(\d+))"
_SUFFIX_PLACES = {"": None, "元": 2, "万": 6, "万元": 6, "亿": 10, "亿元": 10}
_MONEY = r"(.*?)\s*(万元|亿元|万|亿|元)?"
_DASHES = frozenset({"-", "--", "/"})


def to_ascii(text: str) -> str:
    """`text` with full-width digits and signs as ASCII, outer blanks removed."""
    return text.translate(_FULL_WIDTH).strip()


def is_blank_mark(text: str) -> bool:
    """True for nothing at all, and for the lone dash that means "no figure" in official tables."""
    plain = to_ascii(text)
    return not plain or plain in _DASHES


def _split(text: str, allowed: str) -> tuple[int, str, str]:
    """Sign, integer digits and decimal digits of an ASCII number, or `Refused`."""
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1].strip(), True
    elif text[:1] in "△▲":
        text, negative = text[1:].strip(), True
    if negative and text[:1] in {"+", "-"}:
        raise Refused(allowed)
    match = re.fullmatch(_NUMBER, text)
    if match is None:
        raise Refused(allowed)
    sign, whole, decimals, bare = match.groups()
    negative = negative or sign == "-"
    return (-1 if negative else 1), (whole or "0").replace(",", ""), (decimals or bare or "")


def parse_money(text: str, unit: MoneyUnit = WAN) -> int | None:
    """分 for a typed amount; None for a blank or a lone dash.

    The number is read in `unit` unless it carries its own (12万, 3,000元). Raises `Refused` for
    anything that is not plainly one amount, for more decimals than one 分, and beyond 10¹³ 元.
    """
    if is_blank_mark(text):
        return None
    plain = to_ascii(text).replace("¥", "").strip()
    allowed = f"“{shorten(text)}”不是金额。请填数字，例如 1513.69、1,513.69 或 -5.14"
    match = re.fullmatch(_MONEY, plain)
    if match is None or not match[1]:
        raise Refused(allowed)
    number = match[1]
    own = match[2]
    if own and number.startswith("(") != number.endswith(")"):  # "(12万)" carries its unit inside
        raise Refused(allowed)
    if number.startswith("(") and number.endswith(")"):
        inner = re.fullmatch(_MONEY, number[1:-1].strip())
        if inner and inner[2] and not own:
            number, own = f"({inner[1]})", inner[2]
    places = _SUFFIX_PLACES[own or ""] or unit.places
    sign, whole, decimals = _split(number, allowed)
    significant = decimals.rstrip("0")
    if len(significant) > places:
        raise Refused(
            f"“{shorten(text)}”小数太多：{own or unit.label}最多 {places} 位小数（精确到分），请核对后再填"
        )
    if len(whole) > 20 or (fen := int(whole + significant.ljust(places, "0"))) > MAX_FEN:
        raise Refused(f"“{shorten(text)}”太大：金额不能超过 10 万亿元，请检查单位是不是{unit.label}")
    return sign * fen


def parse_decimal(text: str, places: int | None = None) -> Decimal | None:
    """Exact `Decimal` of a typed number with at most `places` decimals; None for a blank."""
    if is_blank_mark(text):
        return None
    sign, whole, decimals = _split(to_ascii(text), f"“{shorten(text)}”不是数字。请填数字，例如 91 或 91.5")
    if places is not None and len(decimals.rstrip("0")) > places:
        allowed = f"最多 {places} 位小数" if places else "只能填整数"
        raise Refused(f"“{shorten(text)}”小数太多：{allowed}，请按规定舍入后再填")
    if len(whole) > 15:
        raise Refused(f"“{shorten(text)}”太大，请检查")
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    return -number if sign < 0 and number else number


def round_half_up(value: Decimal | int, places: int) -> Decimal:
    """`value` at `places` decimals, halves away from zero: the only rounding in the program."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=CONTEXT)
    return rounded or abs(rounded)  # never −0.00


def truncate(value: Decimal | int, places: int) -> Decimal:
    """`value` cut off after `places` decimals: how many published figures come about (截位)."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN, context=CONTEXT)


def money_decimal(fen: int | Decimal, unit: MoneyUnit = WAN) -> Decimal:
    """Amount in `unit` as `Decimal`, exact."""
    return Decimal(fen).scaleb(-unit.places, context=CONTEXT)


def decimals_of(fen: int) -> int:
    """How many decimals of 万元 the amount needs (0–6)."""
    places = WAN.places
    while places and fen % 10 == 0:
        fen //= 10
        places -= 1
    return places


def group(text: str) -> str:
    """Thousands separators for a plain number text: -1234567.5 → -1,234,567.5."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, decimals = digits.partition(".")
    return f"{sign}{int(whole):,}{dot}{decimals}" if whole.isdigit() else text


def plain_money(fen: int | Decimal, unit: MoneyUnit = WAN, places: int = 2) -> str:
    """ASCII text without separators, at least `places` decimals, never hiding entered ones."""
    amount = int(fen) if fen == int(fen) else Decimal(fen)
    if isinstance(amount, Decimal):  # an average of amounts may lie between two 分
        exact = money_decimal(amount, unit)
        text = format(round_half_up(exact, max(places, unit.places)), "f")
    else:
        digits = str(abs(amount)).rjust(unit.places + 1, "0")
        text = f"{'-' if amount < 0 else ''}{digits[: -unit.places]}.{digits[-unit.places :]}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(places, "0")
    return f"{whole}.{decimals}" if decimals else whole


def format_money(fen: int | Decimal, unit: MoneyUnit = WAN, places: int = 2) -> str:
    """Grouped text for people: 1,513.69; negatives with the minus sign −."""
    return group(plain_money(fen, unit, places)).replace("-", "−")


def plain_decimal(value: Decimal | int) -> str:
    """ASCII text of an exact number without exponent."""
    return format(Decimal(value), "f")


def significant(value: Decimal, digits: int = 28) -> str:
    """`value` to `digits` significant digits, no exponent, no trailing zeros after the point."""
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(value)
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def shorten(text: str, limit: int = 20) -> str:
    """`text` fit for a message: one line, at most `limit` characters."""
    line = " ".join(text[: limit * 4].split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
