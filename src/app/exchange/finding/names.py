"""What rows and columns are called elsewhere: names compared without numbering, blanks, brackets, units."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from app.domain.edition import Edition, Table
from app.domain.frozen import frozen

NEAR = 85  # likeness, of 100, from which a name is proposed though it is not equal
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SAME = str.maketrans({**_WIDE, "【": "(", "】": ")", "〔": "(", "〕": ")", "—": "-", "–": "-", "−": "-"})
_DROPPED = re.compile(r"[\s“”‘’\"'《》·　_]+")
_NUMBERING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.,]|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\)|\d{1,2}[、.](?!\d)"
    r"|[①-⑳]|其中:?|备查:|减:|加:|[★*#])+"
)
_UNIT = re.compile(r"\((?:单位:)?(?:[万千百亿]?元|人|个|辆|人次|分|%|[ab](?:/[ab])?)\)$", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)年度?(.*)")
_TELLING = (
    "上年",
    "上半年",
    "下半年",
    "年初",
    "年末",
    "全年",
    "本年",
    "非",
    "离",
    "退",
    "其他",
    "人均",
    "累计",
    "重点",
)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A name as it is compared: 一、“三公”经费（万元） → 三公经费."""
    text = _DROPPED.sub("", text.translate(_SAME))
    text = _UNIT.sub("", text)
    found = _NUMBERING.match(text)
    return text[found.end() :] if found and found.end() < len(text) else text


@frozen
class Match:
    """What a name stands for. `sure` when it is equal to one of the names the edition knows."""

    key: str
    sure: bool = True


@dataclass(eq=False)
class Names:
    """The names of one table's rows and columns. `printed` are labels its columns have on printed sheets."""

    table: Table
    year: int = 0  # whose figures the sheet is to hold: 2021年决算数 may be this year's or the year before's
    printed: tuple[tuple[str, str], ...] = ()  # column key, label
    _near: dict[tuple[str, str], Match | None] = field(default_factory=dict)

    @cached_property
    def rows(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name → row keys; more than one where a name stands in several sections."""
        return _index((row.key, (row.label, row.subject, *row.also)) for row in self.table.row.values())

    @cached_property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name → column keys."""
        columns = self.table.columns
        labels = {
            column.key: [label for key, label in self.printed if key == column.key] for column in columns
        }
        names = _index((c.key, (c.label, c.short, *c.also, *labels[c.key])) for c in columns)
        grouped = _index((c.key, (c.group + c.label, c.group + c.short) if c.group else ()) for c in columns)
        return {**grouped, **names}

    @cached_property
    def vague(self) -> Mapping[str, tuple[str, ...]]:
        """Plain name → columns it may mean."""
        return _index((column.key, column.vague) for column in self.table.columns)

    @cached_property
    def titles(self) -> frozenset[str]:
        """Plain titles of the table."""
        return frozenset(map(plain, (self.table.title, self.table.label, *self.table.also))) - {""}

    def column(self, parts: Iterable[str]) -> Match | None:
        """The column a heading means; `parts` are its lines from the top, the lowest counts most."""
        ago, names = self._ago([plain(part) for part in parts])
        tried = [name for name in ("".join(names), *reversed(names)) if name]
        if ago:  # 2021年决算数 in 2022 is 上年决算数, and nothing of this year
            tried = [f"上年{name}" for name in tried] if ago == 1 else []
        for name in tried:
            if len(found := self.columns.get(name, ())) == 1:
                return Match(found[0])
        if ago or any(name in self.vague for name in tried):
            return None  # a question for the notes or the officer, not for likeness
        return next((near for name in tried if (near := self._like("column", name, self.columns))), None)

    def _ago(self, names: list[str]) -> tuple[int, list[str]]:
        """How many years before ours the lines of a heading name, and the lines without the year."""
        years: set[int] = set()
        rest = []
        for name in names:
            found = _YEAR.fullmatch(name) if self.year else None
            years |= {int(found[1])} if found is not None else set()
            rest.append(name if found is None else found[2])
        return (self.year - max(years) if years else 0), [name for name in rest if name]

    def foreign(self, heading: str) -> bool:
        """Whether a heading names another year than that of the figures."""
        return self._ago([plain(heading)])[0] != 0

    def row(self, text: str, section: str = "") -> Match | None:
        """The row a label means; `section` is the heading it stands under, for names that come twice."""
        name = plain(text)
        keys = self.rows.get(name, ())
        if len(keys) == 1:
            return Match(keys[0])
        if keys:
            within = [key for key in keys if self.sections.get(key) == plain(section)]
            return Match(within[0]) if len(within) == 1 else None
        return self._like("row", name, self.rows)

    @cached_property
    def ambiguous(self) -> frozenset[str]:
        """Plain names that stand in several sections."""
        return frozenset(name for name, keys in self.rows.items() if len(keys) > 1)

    @cached_property
    def sections(self) -> Mapping[str, str]:
        """Row → plain label of the section line it stands under."""
        section, found = "", {}
        for row in self.table.rows:
            if row.heading:
                section = plain(row.label)
            found[row.key] = section
        return found

    def _like(self, kind: str, name: str, names: Mapping[str, tuple[str, ...]]) -> Match | None:
        """The one name that is nearest and near enough."""
        if (kind, name) not in self._near:
            self._near[kind, name] = _nearest(name, names) if len(name) > 2 else None
        return self._near[kind, name]


def names_of(edition: Edition, year: int) -> dict[str, Names]:
    """The names of every table, by key."""
    return {table.key: names_in(edition, table, year) for table in edition.tables}


def names_in(edition: Edition, table: Table, year: int) -> Names:
    """The names of one table."""
    printed = [
        (column.key, column.label)
        for sheet in edition.sheets
        if sheet.table == table.key
        for column in sheet.columns
        if column.label and column.key in table.column
    ]
    return Names(table, year, tuple(printed))


def _index(entries: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for key, names in entries:
        for name in names:
            if name:
                found.setdefault(plain(name), {})[key] = None
    return {name: tuple(keys) for name, keys in found.items()}


def _nearest(name: str, names: Mapping[str, tuple[str, ...]]) -> Match | None:
    from rapidfuzz import fuzz, process

    told = [word in name for word in _TELLING]  # what one name says and the other does not, sets them apart
    near = process.extract(name, names.keys(), scorer=fuzz.ratio, score_cutoff=NEAR, limit=None)
    found = [like for like in near if told == [word in like[0] for word in _TELLING]]
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    keys = names[found[0][0]]
    return Match(keys[0], sure=False) if len(keys) == 1 else None
