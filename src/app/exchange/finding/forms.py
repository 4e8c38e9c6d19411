"""Filled self-evaluation forms on the sheets of any workbook: where each begins, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from app.domain.edition import Edition
from app.exchange.finding.entries import Way
from app.exchange.finding.form_part import WIDE, Part
from app.exchange.finding.form_read import ReadForm, ReadItem, read_form
from app.exchange.finding.form_words import Words, form_plain, other_titles, words_of
from app.exchange.reading.grid import Grid

__all__ = ["ReadForm", "ReadItem", "find_forms", "reread"]
_ABOVE = 80  # rows above the headings of the indicators in which a form begins
_LONG = 20  # characters of a heading
_LEAST = 4  # headings that make a table of indicators
_EVERY = 2_000  # rows between two steps of progress


def find_forms(
    edition: Edition,
    grids: Sequence[Grid],
    without: Collection[int] = (),
    step: Callable[[int], None] | None = None,
) -> tuple[ReadForm, ...]:
    """Every filled form of a project on these sheets, in their order; `without` are sheets to pass over."""
    if not edition.forms.tables.project or not edition.forms.tables.items:
        return ()
    words = words_of(edition)
    others = other_titles(edition)
    found: list[ReadForm] = []
    for number, grid in enumerate(grids):
        if number in without:
            continue
        for top, end, anchors in _cuts(edition, words, others, grid, step):
            found.append(read_form(edition, words, Part(grid, top, end), number, anchors, Way()))
    return tuple(found)


def reread(edition: Edition, grids: Sequence[Grid], form: ReadForm, way: Way) -> ReadForm:
    """The same form with another unit of money or rounding."""
    words, grid = words_of(edition), grids[form.sheet]
    part = Part(grid, form.top, form.end)
    return read_form(
        edition, words, part, form.sheet, _anchors(edition, words, grid, form.top, form.end), way
    )


def _cuts(
    edition: Edition,
    words: Sequence[Words],
    others: Collection[str],
    grid: Grid,
    step: Callable[[int], None] | None,
) -> list[tuple[int, int, list[int]]]:
    """First row, end and heading rows of every form on a sheet."""
    anchors = _anchors(edition, words, grid, 0, len(grid.rows), step)
    begun: list[tuple[int, list[int]]] = []
    before = -1
    for anchor in anchors:
        start = _start(words, others, grid, max(before + 1, anchor - _ABOVE), anchor)
        if start is not None:
            begun.append((start, [anchor]))
        elif begun and anchor - before < _ABOVE:
            begun[-1][1].append(anchor)  # headings once more, on the next page
        before = anchor
    ends = [*(start for start, _ in begun[1:]), len(grid.rows)][: len(begun)]
    return [(start, end, rows) for (start, rows), end in zip(begun, ends, strict=True)]


def _anchors(
    edition: Edition,
    words: Sequence[Words],
    grid: Grid,
    top: int,
    end: int,
    step: Callable[[int], None] | None = None,
) -> list[int]:
    """Rows with the headings of indicators."""
    name = edition.table[edition.forms.tables.items].name_column
    wanted = {heading for one in words for heading, own in one.names.items() if one.items.get(own) == name}
    begins = {heading[0] for heading in wanted if heading}
    found = []
    for row in range(top, min(end, len(grid.rows))):
        if step is not None and not row % _EVERY:
            step(_EVERY)
        texts = [v for v in grid.rows[row][:WIDE] if isinstance(v, str) and len(v) <= _LONG]
        if not any(first in text for text in texts for first in begins):
            continue
        plainly = {form_plain(text) for text in texts}
        if not plainly & wanted:
            continue
        fields = max(
            len({one.items.get(one.names.get(text, ""), "") for text in plainly} - {""}) for one in words
        )
        if fields >= _LEAST:
            found.append(row)
    return found


def _start(words: Sequence[Words], others: Collection[str], grid: Grid, top: int, anchor: int) -> int | None:
    """The first row of the form whose indicators are headed at `anchor`: its title, else its name."""
    titles = {title for one in words for title in one.titles}
    labels = {
        name for one in words for slot in one.slots if slot.field == "name" for name, own in one.names.items()
        if own == slot.left
    }  # fmt: skip
    named = None
    for row in range(top, anchor):
        texts = [v for v in grid.rows[row][:WIDE] if isinstance(v, str)]
        if len(texts) <= 3 and any(_titled(text, titles, others) for text in texts):
            return row
        if named is None and any(form_plain(text.split("：")[0].split(":")[0]) in labels for text in texts):
            named = row
    return named


def _titled(text: str, titles: Collection[str], others: Collection[str]) -> bool:
    if len(text) > 60:
        return False
    name = form_plain(text)
    return any(title in name for title in titles) and not any(title in name for title in others)
