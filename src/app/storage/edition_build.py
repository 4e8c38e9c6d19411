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
from app.domain.forms import (
    DepartmentScheme,
    FormLayout,
    Forms,
    FormTables,
    LibraryEntry,
    Scheme,
    ScoreRule,
)
from app.domain.forms_text import dump_forms
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
    forms = _forms(raw)
    header: dict[str, Any] = {
        name: value
        for name, value in raw.header.items()
        if name not in {"extends", "remove", "tables", "forms"}
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
        forms_text=dump_forms(forms),
        **header,
    )


def _forms(raw: Raw) -> Forms:
    for kind, inner, outer in (("layout", "line", "lines"), ("scheme", "level", "levels"),
                               ("department", "item", "items"), ("rule", "step", "steps")):  # fmt: skip
        for entry in raw.lists.get(kind, ()):  # [[line]] as well as lines = [...]
            if inner in entry.fields and outer not in entry.fields:
                entry.fields[outer] = entry.fields.pop(inner)
    tables = raw.header.get("forms")
    return Forms(
        tables if isinstance(tables, FormTables) else FormTables(),
        _all(ScoreRule, raw, "rule"),
        _all(Scheme, raw, "scheme"),
        _all(DepartmentScheme, raw, "department"),
        _all(FormLayout, raw, "layout"),
        _all(LibraryEntry, raw, "library"),
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
    made = [_with_kind(cls, entry, raw) for entry in raw.lists.get(scope, ())]
    return tuple(one for one in made if one is not None)


def _choices(of: str, raw: Raw, place: str) -> list[str]:
    """Choices that are the labels of other entries, or the degrees of all rules."""
    if of not in {"scheme", "department", "rule", "degree"}:
        raw.problems.append(f"{place}：字段 choices_of 应为 scheme、department、rule 或 degree")
        return []
    if of != "degree":
        return [str(entry.fields.get("label", "")) for entry in raw.lists.get(of, ())]
    rules = [entry.fields for entry in raw.lists.get("rule", ()) if entry.fields.get("kind") == "degrees"]
    steps = [step for rule in rules for step in rule.get("step", rule.get("steps", ()))]
    return list(dict.fromkeys(str(step.get("word", "")) for step in steps))


def _with_kind(cls: type[T], entry: Entry, raw: Raw) -> T | None:
    """A column or row, with `kind = "money"` and the fields beside it folded into one `Kind`."""
    data = dict(entry.fields)
    if "choices_of" in data:
        data["choices"] = _choices(str(data.pop("choices_of")), raw, entry.place)
    problems = raw.problems
    given = {name: data.pop(name) for name in _KIND_FIELDS if name in data}
    if "kind" in data:
        before = len(problems)
        data["kind"] = make(Kind, {"name": data["kind"], **given}, entry.place, problems)
        problems[before:] = [problem.replace("：字段 name ", "：字段 kind ") for problem in problems[before:]]
    elif given:
        problems.append(f"{entry.place}：写了 {'、'.join(given)}，却没有写 kind")
    return make(cls, data, entry.place, problems, built=("kind",))
