"""A number format as far as it changes what a number looks like: percent, date, 万元, red, shown smaller."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from app.domain.frozen import frozen

Sort: TypeAlias = Literal["number", "percent", "date", "datetime", "time", "duration"]

# Built-in formats that are not plain numbers, by their number in the file; 27–36, 50–58 are Chinese.
_DATES = (14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58)
_TIMES = (18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56)
BUILT_IN: dict[int, Sort] = {
    9: "percent",
    10: "percent",
    **dict.fromkeys(_DATES, "date"),
    **dict.fromkeys(_TIMES, "time"),
    22: "datetime",
    46: "duration",
}
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General|G/通用格式)|(?P<clock>AM/PM|A/P|上午/下午)|E[+-]|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_CONDITION = re.compile("[<>=]")
_RED = {"red", "红色", "红", "color3", "颜色3", "颜色 3"}
_UNIT = re.compile("百万元|千万元|亿元|万元|千元|亿|万|元")
_LITERAL = "\x01"  # stands for a literal text among the placeholders,
_POINT = "\x02"  # and this for a point that is one
_SCALED = re.compile(f"[0#?],+(?![0#?,])|[0#?]{_POINT}[0#?]")
_MINUS = "-−－–(（△▲"


@frozen
class Look:
    """How a cell shows a positive number."""

    sort: Sort = "number"
    unit: str = ""  # 万元 written behind the number
    scaled: bool = False  # shown divided by thousands, or with a decimal point put in
    red: bool = False
    minus: bool = False  # shown with a sign or in parentheses that say negative
    invisible: bool = False


PLAIN = Look()


def read_format(code: str) -> Look:
    """The look a format code gives; `PLAIN` for what changes nothing."""
    sections = _sections(code)
    conditional = any(section.condition for section in sections)
    shown = sections if conditional else sections[:1]  # which one applies depends on the number: take all
    first = sections[0]
    return Look(
        sort=_sort(first),
        unit=next((unit for part in shown if (unit := part.unit)), ""),
        scaled=any(_SCALED.search(part.pattern) for part in shown) and _sort(first) in ("number", "percent"),
        red=first.red,
        minus=not conditional and first.minus,
        invisible=not conditional and first.empty and len(sections) > 1,
    )


@frozen
class _Section:
    """One part of a format between semicolons."""

    pattern: str  # placeholders, points and commas; texts as _LITERAL
    letters: str  # of dates and times, in lower case
    literal: str
    elapsed: bool
    condition: bool
    red: bool
    empty: bool
    minus: bool

    @property
    def unit(self) -> str:
        found = _UNIT.search(self.literal)
        return found[0] if found else ""


def _sections(code: str) -> list[_Section]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code[:1000]):
        if token["plain"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return [_section(part) for part in parts[:4]]


def _section(tokens: list[re.Match[str]]) -> _Section:
    pattern, letters, literal = "", "", ""
    elapsed = condition = red = minus = general = False
    for token in tokens:
        plain, bracket = token["plain"], token["bracket"]
        text = token["quoted"] or token["escaped"] or ""
        if bracket is not None:
            elapsed |= _ELAPSED.fullmatch(bracket) is not None
            condition |= _CONDITION.match(bracket) is not None
            red |= bracket.strip().lower() in _RED
        elif token["general"]:
            general, pattern = True, pattern + "0"
        elif token["clock"]:
            letters += "h"
        elif plain is not None and plain in "0#?.,%@/":
            pattern += plain
        elif plain is not None and plain.lower() in "ymdhseagb":
            letters += plain.lower()
        else:
            text = text or plain or ""
        if text:
            minus |= not re.search("[0#?]", pattern) and any(sign in text for sign in _MINUS)
            literal += text
            pattern += _POINT if text == "." else _LITERAL
    return _Section(
        pattern=pattern,
        letters="" if general else letters,
        literal=literal,
        elapsed=elapsed,
        condition=condition,
        red=red,
        empty=not (pattern or letters),
        minus=minus,
    )


def _sort(section: _Section) -> Sort:
    if "%" in section.pattern:
        return "percent"
    if section.elapsed:
        return "duration"
    letters = section.letters
    if not letters or (re.search("[0#?]", section.pattern) and "s" not in letters):
        return "number"
    clock = "h" in letters or "s" in letters
    days = any(letter in letters for letter in "yde") or (not clock and "m" in letters)
    if days:
        return "datetime" if clock else "date"
    return "time" if clock else "date" if "a" in letters else "number"
