"""An edition's TOML files as raw entries, with an edition that `extends` another laid over it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.domain.forms import FormTables
from app.storage.edition_fields import convert, like
from app.storage.editions import MAIN_FILE, EditionError
from app.storage.errors import cause_of

Finder = Callable[[str], Path | None]
LISTS = (
    "bands", "ratio", "check", "sheet", "chart", "carry", "feed",
    "rule", "scheme", "department", "layout", "library",
)  # fmt: skip  # entries of their own; tables have rows and columns
_LIST_FILES = {
    "ratios.toml": "ratio",
    "checks.toml": "check",
    "sheets.toml": "sheet",
    "charts.toml": "chart",
    "carry.toml": "carry",
    "feeds.toml": "feed",
    "rules.toml": "rule",
    "library.toml": "library",
}
_FOLDERS = {"schemes": "scheme", "departments": "department", "layouts": "layout"}  # one file, one entry
_HEADER: dict[str, object] = {
    "id": str,
    "title": str,
    "years": tuple[int, int],
    "extends": str,
    "remove": tuple[str, ...],
    "tables": tuple[str, ...],
    "themes": tuple[str, ...],
    "foot": tuple[str, ...],
    "foot_notes": tuple[str, ...],
    "empty_note": str,
    "heading": str,
    "cover": tuple[str, ...],
    "cover_foot": tuple[str, ...],
    "unit_cell": str,
    "forms": FormTables,
    "accounts": bool,
}
_INHERITED = (
    "tables", "themes", "foot", "foot_notes", "empty_note", "heading", "cover", "cover_foot", "unit_cell",
    "forms",
)  # fmt: skip
_FULL_WIDTH = frozenset("“”‘’，＝［］｛｝")  # typed with a Chinese input method
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def load_entries(path: Path, find: Finder, above: tuple[Path, ...] = ()) -> Raw:
    """The entries of an edition in a folder or file; `find` gives the path of an extended one by its id."""
    raw = Raw(f"{path.name}/" if above and path.is_dir() else "")
    if path.is_dir():
        _read_folder(raw, path)
    else:
        _take_main(raw, _toml(raw, path, path.name), path.name)
    extends = raw.header.get("extends")
    if not isinstance(extends, str):
        return raw
    base = find(extends)
    if base is None:
        raw.problems.append(f"{raw.main}：extends：找不到版本“{extends}”")
        return raw
    if base in (*above, path):
        raw.problems.append(f"{raw.main}：extends：版本“{extends}”又以本版本为基础，绕成了圈")
        return raw
    return _lay_over(load_entries(base, find, (*above, path)), raw)


# -- files


def _read_folder(raw: Raw, folder: Path) -> None:
    _take_main(raw, _toml(raw, folder / MAIN_FILE, MAIN_FILE), MAIN_FILE)
    for path in sorted(folder.glob("**/*.toml")):
        name = path.relative_to(folder).as_posix()
        if name in _LIST_FILES:
            _take_lists(raw, _toml(raw, path, name), name, (_LIST_FILES[name],))
        elif path.parent == folder / "tables":
            data = _toml(raw, path, name)
            if data.get("key") != path.stem:
                raw.problems.append(f'{raw.prefix}{name}：key 应与文件名相同，写作 key = "{path.stem}"')
            _take_table(raw, data, name)
        elif path.parent.parent == folder and path.parent.name in _FOLDERS:
            data = _toml(raw, path, name)
            if data.get("key") != path.stem:
                raw.problems.append(f'{raw.prefix}{name}：key 应与文件名相同，写作 key = "{path.stem}"')
            raw.add(_FOLDERS[path.parent.name], data, name)
        elif name != MAIN_FILE:
            folders = (f"{name}/*.toml" for name in ("tables", *_FOLDERS))
            known = "、".join((MAIN_FILE, *folders, *_LIST_FILES))
            raw.problems.append(f"{raw.prefix}{name}：不认识的文件。版本文件夹里只有 {known}")


def _line(path: Path, number: int) -> str:
    lines = path.read_text("utf-8", errors="replace").splitlines()
    return lines[number - 1] if number <= len(lines) else ""


def _toml(raw: Raw, path: Path, name: str) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        found = _PLACE.search(str(error))
        where = f"第 {found[1]} 行第 {found[2]} 个字符附近" if found else "末尾"
        line = _line(path, int(found[1])) if found else ""
        hint = "：引号、逗号、等号要用英文（半角）的" if set(line) & _FULL_WIDTH else ""
        problem = f"{raw.prefix}{name}：{where}写法不对，不是正确的 TOML{hint}"
    except UnicodeDecodeError:
        problem = f"{raw.prefix}{name}：不是 UTF-8 编码的文本"
    except RecursionError:
        problem = f"{raw.prefix}{name}：嵌套太深"
    except OSError as error:
        problem = f"{raw.prefix}{name}：读不了（{cause_of(error)}）"
    raise EditionError([*raw.problems, problem])


def _take_main(raw: Raw, data: dict[str, Any], name: str) -> None:
    raw.main = raw.prefix + name
    lists = {key: data.pop(key) for key in (*LISTS, "table", "row", "column") if key in data}
    for key, value in data.items():
        if key not in _HEADER:
            raw.problems.append(f"{raw.main}：不认识的字段 {key}{like(key, (*_HEADER, *LISTS))}")
            continue
        raw.header[key] = convert(_HEADER[key], value, f"{raw.main}：字段 {key} ", raw.problems)
    for entry in _entries(raw, lists.pop("table", []), name, "table"):
        _take_table(raw, entry, name)
    for kind in ("row", "column"):
        for entry in _entries(raw, lists.pop(kind, []), name, kind):
            table = entry.pop("table", None)
            if isinstance(table, str):
                raw.add(f"{kind}:{table}", entry, name)
            else:
                place = f"{raw.main}：[[{kind}]] {entry.get('key', '')}"
                raw.problems.append(f"{place}：缺少字段 table（属于哪张表）")
    _take_lists(raw, lists, name, LISTS)


def _take_lists(raw: Raw, data: dict[str, Any], name: str, kinds: Iterable[str]) -> None:
    for key, value in data.items():
        if key not in kinds:
            known = "、".join(f"[[{kind}]]" for kind in kinds)
            raw.problems.append(f"{raw.prefix}{name}：不认识的字段 {key}，这里只能写 {known}")
            continue
        for entry in _entries(raw, value, name, key):
            raw.add(key, entry, name)


def _take_table(raw: Raw, data: dict[str, Any], name: str) -> None:
    key = data.get("key")
    for kind in ("column", "row"):
        for entry in _entries(raw, data.pop(kind, []), name, kind):
            raw.add(f"{kind}:{key}", entry, name)
    raw.add("table", data, name)


def _entries(raw: Raw, value: object, name: str, kind: str) -> list[dict[str, Any]]:
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        return value
    raw.problems.append(f"{raw.prefix}{name}：{kind} 要写成 [[{kind}]] 的条目")
    return []


# -- one edition over another


def _lay_over(base: Raw, raw: Raw) -> Raw:
    """`raw` over the edition it extends: same key replaces, `remove` takes out, order is kept."""
    header = {key: base.header[key] for key in _INHERITED if key in base.header} | raw.header
    lists = {scope: list(entries) for scope, entries in base.lists.items()}
    merged = Raw("", raw.main, header, lists, [*base.problems, *raw.problems], extends=True)
    removed = raw.header.get("remove")
    for name in removed if isinstance(removed, tuple) else ():
        _remove(merged, str(name))
    for scope, entries in raw.lists.items():
        target = merged.lists.setdefault(scope, [])
        for entry in entries:
            _lay_entry(merged, target, entry)
    return merged


def _remove(merged: Raw, name: str) -> None:
    """Take out `ratio.key`, `row.key`, `row.table.key`, `column.table.key`, `table.key`…"""
    kind, _, key = name.partition(".")
    table, _, inner = key.partition(".")
    if inner:
        scopes, key = [f"{kind}:{table}"], inner
    elif kind == "row":
        scopes = [scope for scope in merged.lists if scope.startswith("row:")]
    else:
        scopes = [kind]
    for scope in scopes:
        entries = merged.lists.get(scope, [])
        kept = [entry for entry in entries if entry.key != key]
        if len(kept) < len(entries):
            merged.lists[scope] = kept
            if kind == "table":
                order = merged.header.get("tables")
                merged.header["tables"] = (
                    tuple(t for t in order if t != key) if isinstance(order, tuple) else ()
                )
                merged.lists = {s: found for s, found in merged.lists.items() if s.partition(":")[2] != key}
            return
    merged.problems.append(
        f"{merged.main}：remove：没有“{name}”，应写作 ratio.名称、row.名称、column.表.名称 等"
    )


def _lay_entry(merged: Raw, target: list[Entry], entry: Entry) -> None:
    after = entry.fields.pop("after", None)
    place = next((i for i, old in enumerate(target) if old.key == entry.key), None)
    if place is not None and entry.kind == "table":  # its columns and rows are entries of their own
        target[place] = Entry("table", entry.key, target[place].fields | entry.fields, entry.file)
    elif place is not None and after is None:
        target[place] = entry
    else:
        if place is not None:
            del target[place]
        index = next((i + 1 for i, old in enumerate(target) if old.key == after), None)
        if after is not None and index is None:
            merged.problems.append(f"{entry.place}：after：没有“{after}”")
        target.insert(len(target) if index is None else index, entry)


@dataclass(slots=True)
class Entry:
    """One entry as it stands in a file."""

    kind: str
    key: str
    fields: dict[str, Any]
    file: str

    @property
    def place(self) -> str:
        """File and entry, as messages name them."""
        return f"{self.file}：[[{self.kind}]] {self.key}"


@dataclass(slots=True)
class Raw:
    """The entries of an edition's files, by scope: `ratio`, `table`, `row:accounts`…"""

    prefix: str  # before file names in messages; the folder's name for an edition that is extended
    main: str = ""
    header: dict[str, object] = field(default_factory=dict)
    lists: dict[str, list[Entry]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    extends: bool = False

    def add(self, scope: str, data: dict[str, Any], file: str) -> None:
        """Take one entry; one without a key, or with a key that is taken, is told."""
        key = data.get("key")
        kind = scope.partition(":")[0]
        if not isinstance(key, str) or not key:
            label = data.get("label") or data.get("title") or ""
            self.problems.append(f"{self.prefix}{file}：[[{kind}]] {label}：缺少字段 key")
            return
        entry = Entry(kind, key, data, self.prefix + file)
        if any(other.key == key for other in self.lists.get(scope, ())):
            self.problems.append(f"{entry.place}：key 重复")
            return
        self.lists.setdefault(scope, []).append(entry)

    def place(self, scope: str, key: str) -> str:
        """Where an entry stands, for messages."""
        return next((entry.place for entry in self.lists.get(scope, ()) if entry.key == key), self.main)
