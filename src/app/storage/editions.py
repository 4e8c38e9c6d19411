"""Editions: found by id or year, loaded from TOML, kept in documents as compact JSON text.

Opening a document only restores that text, so what reads TOML (`edition_build`, `tomllib`) is
imported inside the functions that need it.
"""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.edition import (
    Band,
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
    Sentence,
    Sheet,
    SheetColumn,
    Table,
)
from app.domain.frozen import frozen
from app.storage.paths import editions_folder
from app.storage.resources import resource_path

MAIN_FILE = "edition.toml"


def list_editions(user_folder: Path | None = None) -> list[EditionInfo]:
    """The shipped editions, then the officer's own (by default in the usual place); unreadable ones not."""
    found: dict[str, EditionInfo] = {}
    for folder in (resource_path("editions"), user_folder or editions_folder()):
        for path in _sources(folder):
            info = _info(path)
            if info is not None:
                found.setdefault(info.id, info)
    return list(found.values())


def load_edition(source: str | Path, user_folder: Path | None = None) -> Edition:
    """The edition with this id, or in this file or folder; raises `EditionError`."""
    from app.storage.edition_build import build_edition

    def find(edition_id: str) -> Path | None:
        return next((info.path for info in list_editions(user_folder) if info.id == edition_id), None)

    path = _path(source) or find(str(source))
    if path is None:
        known = "、".join(info.id for info in list_editions(user_folder))
        raise EditionError([f"找不到版本“{source}”。现有的版本：{known}；也可以给出版本文件（.toml）"])
    edition = build_edition(path, find)
    return replace(edition, source=dump_edition(edition))


def edition_for(year: int, user_folder: Path | None = None) -> Edition:
    """The latest edition valid for `year`; raises `EditionError`, also where an own one cannot be read."""
    own = user_folder or editions_folder()
    if broken := [path for path in _sources(own) if _info(path) is None]:
        told = f"自己的版本“{broken[0].name}”读不了，不知道适用于哪些年度，没有新建。请修好，或从“{own}”移走"
        raise EditionError([told])
    infos = [info for info in list_editions(user_folder) if not info.accounts]
    valid = [info for info in infos if info.years[0] <= year <= info.years[1]]
    if not valid:
        raise EditionError([f"没有适用于 {year} 年度的版本"])
    return load_edition(max(valid, key=lambda info: (info.years[0], info.id)).path, user_folder)


def dump_edition(edition: Edition) -> str:
    """The whole edition as compact JSON text; what has its default value is left out."""
    return json.dumps(_plain(edition), ensure_ascii=False, separators=(",", ":"))


def restore_edition(text: str) -> Edition:
    """The edition that was dumped; raises `EditionError` for a text that is none."""
    try:
        data = json.loads(text)
        return Edition(
            **_tuples(data, "years", "foot", "foot_notes", "cover", "cover_foot", "themes")
            | {
                "tables": tuple(_table(entry) for entry in data["tables"]),
                "ratios": tuple(Ratio(**entry) for entry in data.get("ratios", ())),
                "checks": tuple(Check(**_tuples(entry, *_CHECK)) for entry in data.get("checks", ())),
                "bands": tuple(_bands(entry) for entry in data.get("bands", ())),
                "sheets": tuple(_sheet(entry) for entry in data.get("sheets", ())),
                "charts": tuple(Chart(**_tuples(entry, "cells")) for entry in data.get("charts", ())),
                "carries": tuple(Carry(**_tuples(c, "new", "without")) for c in data.get("carries", ())),
                "feeds": tuple(Feed(**entry) for entry in data.get("feeds", ())),
                "source": text,
            }
        )
    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise EditionError(["文档里保存的版本读不出来，可能是更新的软件写的，请用新版软件打开"]) from error


# -- finding


def _path(source: str | Path) -> Path | None:
    """`source` as a file or folder, None when it is an id."""
    path = Path(source)
    if isinstance(source, str) and path.suffix != ".toml" and path.name == source:
        return None
    if path.name == MAIN_FILE:
        return path.parent
    return path


def _sources(folder: Path | None) -> list[Path]:
    """Folders and single files in `folder` that look like editions."""
    if folder is None or not folder.is_dir():
        return []
    return [
        path
        for path in sorted(folder.iterdir())
        if (path / MAIN_FILE).is_file() or (path.suffix == ".toml" and path.is_file())
    ]


def _info(path: Path) -> EditionInfo | None:
    import tomllib

    try:
        with (path / MAIN_FILE if path.is_dir() else path).open("rb") as file:
            data = tomllib.load(file)
        first, last = data["years"]
        accounts = data.get("accounts") is True
        return EditionInfo(str(data["id"]), str(data["title"]), (int(first), int(last)), path, accounts)
    except (OSError, KeyError, TypeError, ValueError):  # said in full when it is loaded
        return None


# -- as text

_CHECK = ("columns", "rows", "require", "unique", "evaluable", "cells")


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if not is_dataclass(value):
        return value
    parts = [(entry, getattr(value, entry.name)) for entry in fields(value) if entry.compare]
    return {
        entry.name: _plain(part) for entry, part in parts if entry.default is MISSING or part != entry.default
    }


def _tuples(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    for name in names:
        if name in entry:
            entry[name] = tuple(entry[name])
    return entry


def _kind(entry: dict[str, Any]) -> Kind:
    for name in ("minimum", "maximum"):
        if name in entry:
            entry[name] = Decimal(entry[name])
    return Kind(**_tuples(entry, "choices"))


def _column(entry: dict[str, Any]) -> Column:
    entry["kind"] = _kind(entry["kind"])
    return Column(**_tuples(entry, "also", "vague", "noted"))


def _row(entry: dict[str, Any]) -> Row:
    if "kind" in entry:
        entry["kind"] = _kind(entry["kind"])
    return Row(**_tuples(entry, "required", "columns", "without", "also"))


def _table(entry: dict[str, Any]) -> Table:
    entry["columns"] = tuple(_column(column) for column in entry["columns"])
    if "rows" in entry:
        entry["rows"] = tuple(_row(row) for row in entry["rows"])
    if "sentence" in entry:
        entry["sentence"] = Sentence(**entry["sentence"])
    return Table(**_tuples(entry, "also", "identity"))


def _bands(entry: dict[str, Any]) -> Bands:
    steps = tuple(Band(Decimal(step["at_least"]), step["label"]) for step in entry.pop("steps"))
    return Bands(**entry, steps=steps)


def _sheet(entry: dict[str, Any]) -> Sheet:
    if "columns" in entry:
        entry["columns"] = tuple(SheetColumn(**column) for column in entry["columns"])
    return Sheet(**_tuples(entry, "total", "notes"))


@frozen
class EditionInfo:
    """What a list of editions shows; `path` is its folder or single file."""

    id: str
    title: str
    years: tuple[int, int]
    path: Path
    accounts: bool = False


class EditionError(ValueError):
    """An edition that cannot stand; `problems` are Chinese sentences naming file, entry and field."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
