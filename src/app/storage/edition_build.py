"""Raw entries → an `Edition`: every entry is one dataclass of `app.domain.edition`, field for field.

What is wrong is told all at once. Formulas are read by `app.calculation.prepare`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from app.domain.edition import (
    Bands,
    Carry,
    Chart,
    Check,
    Column,
    Edition,
    Feed,
    Kind,
    Ratio,
    Row,
    Sheet,
    Table,
)
from app.storage.edition_check import check_edition
from app.storage.edition_fields import make
from app.storage.edition_files import Entry, Finder, Raw, load_entries
from app.storage.editions import EditionError

T = TypeVar("T")
_KIND_FIELDS = ("unit", "places", "minimum", "maximum", "choices", "multiline")


def build_edition(path: Path, find: Finder) -> Edition:
    """The edition in a folder or single file; `find` gives the path of an extended one by id."""
    raw = load_entries(path, find)
    edition = _build(raw)
    if problems := raw.problems or check_edition(edition, raw.place):
        raise EditionError(problems)
    return edition


def _build(raw: Raw) -> Edition:
    tables = _tables(raw)
    ratios = _all(Ratio, raw, "ratio")
    checks = _all(Check, raw, "check")
    bands = _all(Bands, raw, "bands")
    for entry in raw.lists.get("sheet", ()):  # [[sheet.column]] as well as columns = [...]
        if "column" in entry.fields and "columns" not in entry.fields:
            entry.fields["columns"] = entry.fields.pop("column")
    sheets = _all(Sheet, raw, "sheet")
    charts = _all(Chart, raw, "chart")
    carries = _all(Carry, raw, "carry")
    feeds = _all(Feed, raw, "feed")
    header: dict[str, Any] = {
        name: value for name, value in raw.header.items() if name not in {"extends", "remove", "tables"}
    }
    raw.problems.extend(
        f"{raw.main}：缺少字段 {name}" for name in ("id", "title", "years") if name not in header
    )
    if raw.problems:
        raise EditionError(raw.problems)
    return Edition(
        tables=tables,
        ratios=ratios,
        checks=checks,
        bands=bands,
        sheets=sheets,
        charts=charts,
        carries=carries,
        feeds=feeds,
        **header,
    )


def _all(cls: type[T], raw: Raw, scope: str) -> tuple[T, ...]:
    made = [make(cls, entry.fields, entry.place, raw.problems) for entry in raw.lists.get(scope, ())]
    return tuple(one for one in made if one is not None)


def _tables(raw: Raw) -> tuple[Table, ...]:
    """Tables with their columns and rows, in the order `tables` gives."""
    tables: dict[str, Table | None] = {}
    for entry in raw.lists.get("table", ()):
        data = dict(entry.fields)
        data["columns"] = _with_kinds(Column, raw, f"column:{entry.key}")
        data["rows"] = _with_kinds(Row, raw, f"row:{entry.key}")
        tables[entry.key] = make(Table, data, entry.place, raw.problems, built=("columns", "rows"))
    for scope, entries in raw.lists.items():
        home = scope.partition(":")[2]
        if home and home not in tables:
            raw.problems.extend(f"{entry.place}：没有表“{home}”" for entry in entries)
    named = raw.header.get("tables")
    order = [str(key) for key in named] if isinstance(named, tuple) else []
    raw.problems.extend(f"{raw.main}：tables：没有表“{key}”" for key in order if key not in tables)
    if len(set(order)) < len(order):
        raw.problems.append(f"{raw.main}：tables 有重复")
    left = [key for key in tables if key not in order]
    if left and order and not raw.extends:
        raw.problems.append(f"{raw.main}：tables 里没有列出“{'、'.join(left)}”，不知道排在哪里")
    made = [tables.get(key) for key in (*order, *left)]
    return tuple(table for table in made if table is not None)


def _with_kinds(cls: type[T], raw: Raw, scope: str) -> tuple[T, ...]:
    made = [_with_kind(cls, entry, raw.problems) for entry in raw.lists.get(scope, ())]
    return tuple(one for one in made if one is not None)


def _with_kind(cls: type[T], entry: Entry, problems: list[str]) -> T | None:
    """A column or row, with `kind = "money"` and the fields beside it folded into one `Kind`."""
    data = dict(entry.fields)
    given = {name: data.pop(name) for name in _KIND_FIELDS if name in data}
    if "kind" in data:
        before = len(problems)
        data["kind"] = make(Kind, {"name": data["kind"], **given}, entry.place, problems)
        problems[before:] = [problem.replace("：字段 name ", "：字段 kind ") for problem in problems[before:]]
    elif given:
        problems.append(f"{entry.place}：写了 {'、'.join(given)}，却没有写 kind")
    return make(cls, data, entry.place, problems, built=("kind",))
