"""The cells of an HTML table as spreadsheets put it on the clipboard, numbers with all their digits.

A number shown rounded or without its sign travels exactly in an attribute (Excel and WPS: `x:num`,
LibreOffice: `sdval`, others `data-sheets-value`). They come from doubles, so 15 digits count.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from html.parser import HTMLParser

from app.domain.amount import to_ascii

Texts = list[list[str]]
Place = tuple[int, int]

_DOUBLE = Context(prec=15, rounding=ROUND_HALF_UP)
_GIVEN = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
_SHOWN = re.compile(r"\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
_SIGNS = frozenset("-−△▲(（")  # what tells that a number is below zero
_BESIDE = _SIGNS | frozenset("+)）%¥$ 元")  # what may stand around a number that is only a number
_CLASS = re.compile(r"\.([\w-]+)\s*\{([^}]*)\}")
_COLOUR = re.compile(r"(?:^|[;\s{])color\s*:\s*([^;}]+)", re.IGNORECASE)
_MAX_SPAN = 200  # a colspan beyond this is damage, not a merged cell


def read_table(html: str, numbers: Mapping[Place, str] | None = None) -> tuple[Texts, frozenset[Place]]:
    """Cells of the first table, and those whose sign is not told; `numbers` are exact ones known otherwise.

    Merged cells keep their text in the upper left one. The sign is not told where a number stands in red
    without a minus and its exact value did not come along: formats like `[Red]#,##0.00` show it so.
    """
    reader = _TableReader(numbers or {})
    reader.feed(html)
    reader.close()
    rows = reader.rows
    while rows and not any(rows[-1]):  # trailing rows that only carry column widths
        rows.pop()
    return rows, frozenset(place for place in reader.red if place[0] < len(rows))


class _TableReader(HTMLParser):
    """Collects the cells of the first table; what stands in an inner table joins its cell."""

    def __init__(self, numbers: Mapping[Place, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._numbers = numbers
        self.rows: Texts = []
        self.red: list[Place] = []
        self._depth = 0
        self._done = self._styles = False
        self._classes: dict[str, bool] = {}  # whether their texts are red
        self._parts: list[str] | None = None
        self._attributes: dict[str, str | None] = {}
        self._reddened = False
        self._reserved: dict[int, set[int]] = {}  # row → columns below a merged cell

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        if tag == "table":
            self._depth += 1
        elif tag == "style":
            self._styles = True
        elif self._depth == 1 and tag == "tr":
            self._finish()
            self.rows.append([])
        elif self._depth == 1 and tag in {"td", "th"}:
            self._finish()
            self._parts, self._attributes = [], dict(attrs)
            self._reddened = self._in_red(self._attributes)
        elif self._parts is not None and (tag == "br" or (tag in {"p", "div", "li"} and self._begun())):
            self._parts.append("\n")
        elif self._parts is not None and tag in {"font", "span"}:
            self._reddened |= self._in_red(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._depth == 1:
            self._finish()
        elif tag == "style":
            self._styles = False
        elif tag == "table" and self._depth:
            self._finish()
            self._depth -= 1
            self._done = self._depth == 0

    def _begun(self) -> bool:
        return bool("".join(self._parts or ()).strip())

    def handle_data(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(re.sub(r"[ \t\r\n]+", " ", data))  # a browser shows line ends as blanks
        elif self._styles:
            for name, rules in _CLASS.findall(data):
                found = _COLOUR.search(rules)
                self._classes[name] = found is not None and _is_red(found[1])

    def _in_red(self, attributes: dict[str, str | None]) -> bool:
        style = _COLOUR.search(attributes.get("style") or "")
        named = style[1] if style is not None else attributes.get("color") or ""
        return _is_red(named) if named else self._classes.get(attributes.get("class") or "", False)

    def _finish(self) -> None:
        if self._parts is None:
            return
        text = "\n".join(line.strip(" ") for line in "".join(self._parts).split("\n")).strip()
        text = text.replace("\u00a0", " ").strip()
        attributes, self._parts = self._attributes, None
        if not self.rows:
            self.rows.append([])
        line = len(self.rows) - 1
        row = self.rows[-1]
        while len(row) in self._reserved.get(line, ()):
            row.append("")
        start = len(row)
        across, down = _span(attributes.get("colspan")), _span(attributes.get("rowspan"))
        number = exact(text, _given(attributes) or self._numbers.get((line, start), ""))
        if not number and self._reddened and _unsigned(text):
            self.red.append((line, start))
        row.append(number or text)
        row.extend([""] * (across - 1))
        for below in range(line + 1, line + down):
            self._reserved.setdefault(below, set()).update(range(start, start + across))


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MAX_SPAN) if text and text.isascii() and text.isdigit() else 1


def _is_red(colour: str) -> bool:
    """Red to the eye, whichever way it is written."""
    colour = colour.strip().lower()
    if colour in {"red", "darkred", "crimson"}:
        return True
    if match := re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", colour):
        parts = [int(part, 16) for part in match.groups()]
    elif match := re.fullmatch(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)", colour):
        parts = [int(part) for part in match.groups()]
    else:
        return False
    red, green, blue = parts
    return red >= 150 and max(green, blue) <= red // 3


def _unsigned(text: str) -> bool:
    """Whether a text is a number above zero that does not say so itself."""
    plain = to_ascii(text)
    core = plain.strip("¥ 万亿元%")
    whole = _SHOWN.fullmatch(core) is not None
    return (
        whole
        and not _SIGNS & set(plain)
        and not plain.startswith("+")
        and any(d in core for d in "123456789")
    )


# ---------------------------------------------------------------- exact numbers


def _given(attributes: dict[str, str | None]) -> str:
    """The number that travels beside the text; empty when there is none."""
    told = attributes.get("x:num") or attributes.get("sdval") or ""
    sheets = attributes.get("data-sheets-value")
    if not told and sheets:
        try:
            value = json.loads(sheets, parse_float=str, parse_int=str)
        except ValueError:
            return ""
        told = value.get("3", "") if isinstance(value, dict) else ""
    return told if isinstance(told, str) else ""


def exact(text: str, given: str) -> str:
    """The number `given` beside `text` where the text shows it rounded or unsigned, as plain text.

    Empty when nothing is given, or when the text shows something else: a date, more words, or the number
    in another unit (a format may divide by ten thousand). What people see counts then.
    """
    if not given or not _GIVEN.fullmatch(given):
        return ""
    plain = to_ascii(text)
    found = _SHOWN.findall(plain)
    if len(found) != 1 or not _BESIDE.issuperset(plain.replace(found[0], "")):
        return ""
    percent = "%" in plain
    try:
        number = _DOUBLE.create_decimal(given)
        shown = Decimal(found[0].replace(",", ""))
    except InvalidOperation:
        return ""
    seen = number.scaleb(2) if percent else number
    exponent = shown.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    if abs(abs(seen) - shown) >= step or (number > 0 and _SIGNS & set(plain)):
        return ""
    told = format(seen, "f")
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return f"{told}%" if percent else told
