"""Between typed text and a cell's value, and back: the one reading all ways of entry share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from app.calculation.bases import SCHEME
from app.calculation.labels import describe, quoted
from app.calculation.model import Model
from app.calculation.words import words
from app.domain.address import Address, parse_address
from app.domain.amount import (
    WAN,
    MoneyUnit,
    Refused,
    format_money,
    group,
    is_blank_mark,
    parse_decimal,
    parse_money,
    plain_decimal,
    plain_money,
    round_half_up,
    shorten,
    to_ascii,
)
from app.domain.edition import Edition, Kind
from app.domain.problem import Outcome, Problem
from app.domain.report import (
    DONE,
    EXPLANATION,
    NOTE,
    PRINT,
    SETTING,
    SYSTEM_TABLES,
    Report,
    Value,
    note_address,
)

MAX_TEXT = 32_000  # an xlsx cell holds 32,767 characters
_TEXT = Kind("text")
_MARK = Kind("choice", choices=(DONE,))
# `re` keeps what these compile to; most starts never need them.
_DATE = r"(?a)(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?"
_FORBIDDEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"


def kind_at(edition: Edition, address: Address) -> Kind:
    """Kind of the cell; notes, explanations and most settings are text. `KeyError` for no such cell."""
    if address.table == SETTING and address.row == SCHEME:
        schemes = edition.forms.schemes if address.column == "project" else edition.forms.departments
        return Kind("choice", choices=tuple(scheme.label for scheme in schemes))
    if address.table in SYSTEM_TABLES:
        return _MARK if address.table == NOTE and address.column == "done" else _TEXT
    return edition.table[address.table].kind_of(address.row, address.column)


def parse_cell(edition: Edition, address: Address, text: str, unit: MoneyUnit = WAN) -> Value | None:
    """The value of typed `text`, None for blank; `Refused` names the cell and says what is allowed."""
    kind = kind_at(edition, address)
    try:
        return parse_kind(kind, text, unit)
    except Refused as refused:
        raise Refused(
            f"{quoted(describe(edition, None, address))}没有写入：{refused}。原来的数没有动。"
        ) from None


def parse_kind(kind: Kind, text: str, unit: MoneyUnit = WAN) -> Value | None:
    """The value of `text` for one kind of cell; money is read in `unit`. Raises `Refused`."""
    match kind.name:
        case "money":
            return parse_money(text, unit)
        case "number":
            return _within(parse_decimal(text, kind.places), kind)
        case "count":
            number = _within(parse_decimal(text, 0), kind)
            if number is not None and number < 0:
                raise Refused("个数不能是负数")
            return None if number is None else int(number)
        case "choice":
            return _choice(text, kind)
        case "date":
            return _date(text)
    return _text(text)


def _within(number: Decimal | None, kind: Kind) -> Decimal | None:
    if number is not None and kind.minimum is not None and number < kind.minimum:
        raise Refused(f"不能小于 {kind.minimum}")
    if number is not None and kind.maximum is not None and number > kind.maximum:
        raise Refused(f"不能大于 {kind.maximum}")
    return number


def _text(text: str) -> str | None:
    # rare characters count twice, as in the workbook the text must fit into
    length = len(text) if len(text) <= MAX_TEXT // 2 else len(text.encode("utf-16-le", "surrogatepass")) // 2
    if length > MAX_TEXT:
        raise Refused(f"文字有 {length:,} 个字，一个单元格最多 {MAX_TEXT:,} 个字，请分开填写")
    if re.search(_FORBIDDEN, text):
        raise Refused("文字里有看不见的控制字符，请先粘贴到记事本里去掉格式再粘贴过来")
    return text if text.strip() else None


def _choice(text: str, kind: Kind) -> str | None:
    wanted = text.strip()
    if not wanted:
        return None
    if wanted in kind.choices:
        return wanted
    raise Refused(f"“{shorten(wanted)}”不在可选项里，请填：{'、'.join(kind.choices)}")


def _date(text: str) -> str | None:
    if is_blank_mark(text):
        return None
    match = re.fullmatch(_DATE, to_ascii(text))
    try:
        if match is None:
            raise ValueError
        return date(*(int(part) for part in match.groups())).isoformat()
    except ValueError:
        raise Refused(f"“{shorten(text)}”不是日期，请填成 2023-04-17 或 2023年4月17日") from None


def show(
    edition: Edition, address: Address, value: Value | None, unit: MoneyUnit = WAN, grouped: bool = True
) -> str:
    """Display text of one value; with `grouped=False` the plain text that `parse_cell` reads back."""
    return "" if value is None else show_kind(kind_at(edition, address), value, unit, grouped)


def show_kind(kind: Kind, value: Value, unit: MoneyUnit = WAN, grouped: bool = True) -> str:
    """Text of a value of one kind: grouped for people, plain ASCII otherwise. Percent is × 100 with %."""
    if isinstance(value, str):
        return value
    if kind.name == "money":
        return format_money(value, unit, kind.places) if grouped else plain_money(value, unit, kind.places)
    if kind.name == "percent":
        text = format(round_half_up(Decimal(value) * 100, kind.places), "f")
        return f"{group(text)}%".replace("-", "−") if grouped else text
    text = plain_decimal(value)
    return group(text).replace("-", "−") if grouped else text


def _belongs(edition: Edition, report: Report, problems: Iterable[Problem], address: Address) -> bool:
    """Whether a note, explanation or choice hangs on something that is there."""
    row = str(address.row)
    if address.table == SETTING:
        chosen = row == "scheme" and address.column in {"project", "department"}
        return chosen or (row in edition.families and address.column == "main")
    if address.table == PRINT:
        return False  # chosen in the preview, never typed
    if address.table == EXPLANATION:
        known = any(problem.key == row for problem in problems)
        return address.column == "text" and (known or report.get(address) is not None)
    try:
        place = parse_address(row)
    except ValueError:
        return False
    table = edition.table.get(place.table)
    marks = address.column == "done" and report.get(note_address(place)) is not None
    if not (address.column == "text" or marks) or table is None or place.column not in table.column:
        return False
    if table.kind == "fixed":
        return table.has(str(place.row), place.column)
    return place.row in report.tables.get(table.key, {})


def typable(model: Model, report: Report, cells: Mapping[Address, Outcome], address: Address) -> bool:
    """Whether a cell that is there can be typed into: `locked` without its words, for painting."""
    table = model.edition.table[address.table]
    column = table.column[address.column]
    if column.override and not (table.kind == "fixed" and table.row[str(address.row)].total):
        return True
    formula = model.formula(address.table, address.row, address.column)
    if formula is None and not column.scored:
        return True
    if column.computed or column.override:
        return False
    outcome = cells.get(address)
    if table.kind == "list":
        return outcome is None or outcome.direct or outcome.value is None or report.get(address) is not None
    unknown = outcome is None or outcome.direct or outcome.value is None
    # a typed total beside its parts may be dropped or corrected
    return (table.row[str(address.row)].direct and unknown) or report.get(address) is not None


def locked(
    model: Model,
    report: Report,
    cells: Mapping[Address, Outcome],
    address: Address,
    problems: Iterable[Problem] = (),
) -> str:
    """Why a cell cannot be typed into; empty when it can.

    `cells` are the computed ones; only a 说明 asks for the problems it may hang on.
    """
    edition = model.edition
    if address.table in SYSTEM_TABLES:
        return "" if _belongs(edition, report, problems, address) else "没有可以这样写的地方"
    table = edition.table.get(address.table)
    if table is None or address.column not in table.column:
        return "这里没有可以填的格"
    column = table.column[address.column]
    if address.row not in (table.row if table.kind == "fixed" else report.tables.get(table.key, {})):
        return f"{quoted(table.label)}里没有这一行"
    if table.kind == "fixed" and not table.has(str(address.row), address.column):
        return "这一行没有这一栏，不用填"
    formula = model.formula(address.table, address.row, address.column)
    if typable(model, report, cells, address):
        return ""
    if formula is None:
        return f"{quoted(column.label)}由软件按计分方案计算，不能直接填"

    def name(leaf: object) -> str:
        from app.calculation.explain import leaf_label

        return leaf_label(model, leaf, address)

    told = words(formula.tree, name)
    if column.computed:
        return f"{quoted(column.label)}由软件计算（{told}），不能直接填"
    if table.kind == "list":
        return f"{quoted(column.label)}由软件计算（{told}），不能直接填；先清空分项就可以直接填列"
    row = table.row[str(address.row)]
    hint = "；只有合计、没有分项时，先清空分项就可以直接填列" if row.direct else ""
    return f"{quoted(row.label)}由软件计算（{told}），不能直接填{hint}"
