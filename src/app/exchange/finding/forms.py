"""Filled self-evaluation forms on the sheets of any workbook: where each begins, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from app.domain.edition import Edition
from app.exchange.finding.entries import Way
from app.exchange.finding.form_part import WIDE, Part
from app.exchange.finding.form_read import ReadForm, ReadItem, read_form
from app.exchange.finding.form_words import Of, form_plain, titles_but, words_of
from app.exchange.reading.grid import Grid

__all__ = ["ReadForm", "ReadItem", "find_forms", "find_summaries", "reread"]
_ABOVE = 80  # rows above the headings of the indicators in which a form begins
_LONG = 20  # characters of a heading
_LEAST = 4  # headings that make a table of indicators
_FEW = 3  # texts in the row of a title
_EVERY = 2_000  # rows between two steps of progress


def find_forms(
    edition: Edition,
    grids: Sequence[Grid],
    without: Collection[int] = (),
    step: Callable[[int], None] | None = None,
) -> tuple[ReadForm, ...]:
    """Every filled form on these sheets, in their order; `without` are sheets to pass over.

    Those of projects, and those of the department's own score.
    """
    tables = edition.forms.tables
    if not tables.project or not tables.items:
        return ()
    sorts = [_Sort(edition, "project")]
    if tables.department and any(layout.of == "department" for layout in edition.forms.layouts):
        sorts.append(_Sort(edition, "department"))
    found: list[ReadForm] = []
    for number, grid in enumerate(grids):
        if number in without:
            continue
        for sort, top, end, anchors in _cuts(sorts, grid, step):
            found.append(read_form(edition, sort.words, Part(grid, top, end), number, anchors, Way()))
    return tuple(found)


def reread(edition: Edition, grids: Sequence[Grid], form: ReadForm, way: Way) -> ReadForm:
    """The same form with another unit of money or rounding."""
    sort, grid = _Sort(edition, form.of), grids[form.sheet]
    part = Part(grid, form.top, form.end)
    return read_form(edition, sort.words, part, form.sheet, sort.anchors(grid, form.top, form.end), way)


def find_summaries(edition: Edition, grids: Sequence[Grid]) -> tuple[tuple[int, int], ...]:
    """Sheet and row of each summary of forms laid out as ours: its title, then all its headings."""
    words = words_of(edition, "summary") if edition.forms.tables.project else ()
    found: list[tuple[int, int]] = []
    for number, grid in enumerate(grids):
        titled = -1
        for row, values in enumerate(grid.rows[:_ABOVE]):
            texts = [value for value in values[:WIDE] if isinstance(value, str)]
            if len(texts) <= _FEW and any(_titled(text, one.titles, ()) for one in words for text in texts):
                titled = row
            plainly = {form_plain(text) for text in texts if len(text) <= _LONG}
            if titled >= 0 and any(one.items and set(one.items) <= plainly for one in words):
                found.append((number, titled))
                break
    return tuple(found)


class _Sort:
    """One sort of form: the words of its layouts, and what its name is a column of."""

    def __init__(self, edition: Edition, of: Of) -> None:
        self.of, self.words, self.others = of, words_of(edition, of), titles_but(edition, of)
        name = edition.table[edition.forms.tables.items].name_column if of == "project" else "name"
        self.wanted = {
            heading for one in self.words for heading, own in one.names.items() if one.items.get(own) == name
        }
        self.begins = {heading[0] for heading in self.wanted if heading}
        self.titles = {title for one in self.words for title in one.titles}
        self.labels = {
            name for one in self.words for slot in one.slots if slot.field == "name"
            for name, own in one.names.items() if own == slot.left
        }  # fmt: skip

    def anchors(self, grid: Grid, top: int, end: int, step: Callable[[int], None] | None = None) -> list[int]:
        """Rows with the headings of indicators; those of the department say that there is a score."""
        found = []
        for row in range(top, min(end, len(grid.rows))):
            if step is not None and not row % _EVERY:
                step(_EVERY)
            texts = [v for v in grid.rows[row][:WIDE] if isinstance(v, str) and len(v) <= _LONG]
            if not any(first in text for text in texts for first in self.begins):
                continue
            plainly = {form_plain(text) for text in texts}
            if not plainly & self.wanted:
                continue
            fields = [{one.items.get(one.names.get(t, ""), "") for t in plainly} - {""} for one in self.words]
            if self.of == "department":
                fields = [known for known in fields if "score" in known]
            if max(map(len, fields), default=0) >= _LEAST:
                found.append(row)
        return found

    def start(self, grid: Grid, top: int, anchor: int) -> int | None:
        """The first row of the form whose indicators are headed at `anchor`: its title, else its name."""
        named = None
        for row in range(top, anchor):
            texts = [v for v in grid.rows[row][:WIDE] if isinstance(v, str)]
            if len(texts) <= _FEW and any(_titled(text, self.titles, self.others) for text in texts):
                return row
            if named is None and any(
                form_plain(text.split("：")[0].split(":")[0]) in self.labels for text in texts
            ):
                named = row
        if named is None and self.of == "department" and _titled(grid.name, self.titles, self.others):
            return top
        return named


def _cuts(
    sorts: Sequence[_Sort], grid: Grid, step: Callable[[int], None] | None
) -> list[tuple[_Sort, int, int, list[int]]]:
    """Sort, first row, end and heading rows of every form on a sheet."""
    found = [(anchor, sort) for sort in sorts for anchor in sort.anchors(grid, 0, len(grid.rows), step)]
    begun: list[tuple[_Sort, int, list[int]]] = []
    before = -1
    for anchor in sorted({anchor for anchor, _ in found}):
        fitting = [sort for row, sort in found if row == anchor]
        starts = [(sort.start(grid, max(before + 1, anchor - _ABOVE), anchor), sort) for sort in fitting]
        known = [(start, sort) for start, sort in starts if start is not None]
        if known:
            start, sort = max(known, key=lambda one: one[0])  # the title that is nearest
            begun.append((sort, start, [anchor]))
        elif begun and anchor - before < _ABOVE and begun[-1][0] in fitting:
            begun[-1][2].append(anchor)  # headings once more, on the next page
        before = anchor
    ends = [*(start for _, start, _ in begun[1:]), len(grid.rows)][: len(begun)]
    return [(sort, start, end, anchors) for (sort, start, anchors), end in zip(begun, ends, strict=True)]


def _titled(text: str, titles: Collection[str], others: Collection[str]) -> bool:
    if len(text) > 60:
        return False
    name = form_plain(text)
    return any(title in name for title in titles) and not any(title in name for title in others)
