"""The import itself: one act, and the sum-up of it that can be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.calculation.entry import show
from app.calculation.labels import describe
from app.calculation.model import Model
from app.calculation.prepare import compile_edition
from app.document import Document
from app.domain.act import Change
from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.domain.report import Report, Value
from app.exchange.files import put_in_place, write_through
from app.exchange.reading.grid import Workbook
from app.exchange.step import no_collecting
from app.intake.plan import Item, Plan, State
from app.intake.source import Source

STATES: dict[State, str] = {
    "set": "写入",
    "clear": "清空",
    "same": "不变",
    "nothing": "空白",
    "asked": "没有选",
    "left": "没有选",
    "refused": "不能写入",
    "agrees": "核对一致",
    "differs": "核对不一致",
}


@frozen
class Aim:
    """Where an import goes: a year that is there, or one that comes with it (`edition`)."""

    year: int
    model: Model
    report: Report
    before: Report | None
    edition: Edition | None = None


def aim_at(document: Document, year: int) -> Aim:
    """The year of the document, or a new one; raises `EditionError`, `ModelError`, `DocumentError`."""
    before = document.report_of(year - 1) if year - 1 in document.years else None
    if year in document.years:
        return Aim(year, document.model_of(year), document.report_of(year), before)
    from app.storage.editions import edition_for

    edition = edition_for(year)
    return Aim(year, compile_edition(edition), Report(year), before, edition)


def carry_out(
    document: Document,
    aim: Aim,
    source: Source,
    made: Plan,
    told: Callable[[int, int], None] | None = None,
) -> None:
    """Do what was planned, as one act; the year is shown then. Raises `DocumentError`.

    `told` gets how much is done of how much; when it raises, nothing was imported.
    """
    write(document, aim, made.changes, f"“{source.path.name}”", told)


def write(
    document: Document,
    aim: Aim,
    changes: Sequence[Change],
    name: str,
    told: Callable[[int, int], None] | None = None,
) -> None:
    """Write changes as the import of what `name` says; see `carry_out`."""
    if told is not None:
        told(0, 1)
    if aim.edition is not None:
        document.add_year(aim.year, aim.edition, changes, text=f"新建 {aim.year} 年度，导入{name}")
        return
    shown = document.year
    if shown != aim.year:
        document.select_year(aim.year)
    try:
        with no_collecting():
            document.write(changes, f"导入{name}", told=told)
    except BaseException:
        if document.year != shown:
            document.select_year(shown)
        raise


def sum_up(source: Source, made: Plan) -> str:
    """One line on what an import does."""
    counts = Counter(item.state for item in made.items)
    rows = sum(made.added.values())
    parts = [f"写入 {counts['set'] + counts['clear']} 格" + (f"（新增 {rows} 行）" if rows else "")]
    parts.append(f"{counts['same'] + counts['nothing']} 格不变")
    return f"“{source.path.name}”：" + "，".join([*parts, *not_taken(counts)])


def not_taken(counts: Counter[State]) -> list[str]:
    """What of an import is not simply taken or equal, each in a few words."""
    open_ = counts["asked"] + counts["left"]
    parts = [f"{counts['refused']} 格不能写入"] if counts["refused"] else []
    parts += [f"{open_} 格没有选"] if open_ else []
    parts += [f"{counts['differs']} 格与软件算出的不同"] if counts["differs"] else []
    return parts


def lines(aim: Aim, source: Source, made: Plan) -> Iterator[str]:
    """The sum-up in full: what is to be known, then every cell that was not simply taken or equal."""
    yield sum_up(source, made)
    for note in (*source.book.notes, *made.told):
        yield f"注意：{note}"
    numbers = numbering(aim)
    for state in ("refused", "differs", "asked", "left", "set", "clear"):
        found = [item for item in made.items if item.state == state]
        if found:
            yield f"{STATES[state]} {len(found)} 格："
            yield from (f"  {line(aim, source, item, numbers)}" for item in found)


def numbering(aim: Aim) -> dict[tuple[str, str | int], int]:
    """The running number of every list row, by table and row."""
    lists = [table.key for table in aim.model.edition.tables if table.kind == "list"]
    return {
        (table, record.row): number
        for table in lists
        for number, record in enumerate(aim.report.rows(table), 1)
    }


def save(path: Path, told: Iterable[str]) -> None:
    """The sum-up as a text file that old editors read, too; whole or not at all. Raises `ExportError`."""
    with put_in_place(path, ".txt") as aside:
        write_through(aside, "".join(f"{text}\r\n" for text in told).encode("utf-8-sig"))


def line(aim: Aim, source: Source, item: Item, numbers: Mapping[tuple[str, str | int], int]) -> str:
    """One cell: where it stands, what it is here, old and new, and why; `numbers` as `numbering` gives."""
    name = describe(aim.model.edition, aim.report, item.address, numbers.get(item.address[:2]))
    return cell_line(aim.model.edition, source.book, item, name)


def cell_line(edition: Edition, book: Workbook, item: Item, name: str) -> str:
    """One cell that is called `name` here: where it stands, old and new, and why."""
    sheet = book.grids[item.entry.sheet].name
    old, new = (show(edition, item.address, value) or "空" for value in (item.old, item.entry.value))
    told = f"{old} → {new}" if item.state in {"set", "clear", "asked", "left"} else item.entry.text
    return f"{sheet}!{item.entry.place} {name}：{told}" + (f"（{item.why}）" if item.why else "")


def as_data(aim: Aim, source: Source, made: Plan) -> dict[str, Any]:
    """The same for a program: money in 万元, plain numbers, blanks null."""
    counts = Counter(item.state for item in made.items)
    return {
        "workbook": source.path.name,
        "year": aim.year,
        "new_year": aim.edition is not None,
        "counts": {state: counts[state] for state in STATES},
        "rows_added": dict(made.added),
        "notes": [*source.book.notes, *made.told],
        "cells": [cell_data(aim.model.edition, source.book, item) for item in made.items],
    }


def cell_data(edition: Edition, book: Workbook, item: Item) -> dict[str, Any]:
    """One cell for a program."""

    def text(value: Value | None) -> str | None:
        return show(edition, item.address, value, grouped=False) or None

    return {
        "sheet": book.grids[item.entry.sheet].name,
        "place": item.entry.place,
        "address": str(item.address),
        "state": item.state,
        "old": text(item.old),
        "new": text(item.entry.value),
        "seen": item.entry.text,
        "why": item.why or None,
    }
