"""Filled forms into the document: what each of their cells would change, decided form by form.

Nothing is written here: a `FormsPlan` is made anew with every choice and handed to `Document.write` once it
is agreed to. Scores are settled in `form_scores`, when everything else of the forms is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from app.domain.act import Change
from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.domain.report import Report
from app.exchange.finding.entries import Way
from app.exchange.finding.forms import ReadForm, find_forms, reread
from app.exchange.marker import NAME, read_marker
from app.exchange.reading.grid import Grid, Workbook
from app.exchange.step import no_collecting
from app.intake.deed import Aim
from app.intake.plan import Item, State
from app.intake.source import Place, summaries_told

DEPARTMENT = -3  # in place of a project: the department's own form


@frozen
class FormsSource:
    """Workbooks that were read, all their sheets in one list, and the forms found on them."""

    paths: tuple[Path, ...]
    book: Workbook
    files: tuple[int, ...]  # which file each sheet is of
    forms: tuple[ReadForm, ...]
    failed: tuple[str, ...] = ()  # files that could not be read or hold no form, and why

    @property
    def name(self) -> str:
        """What it is called in messages."""
        first = f"“{self.paths[0].name}”" if self.paths else "自评表"
        return first if len(self.paths) == 1 else f"{first}等 {len(self.paths)} 个文件"

    def place_of(self, form: ReadForm) -> str:
        """Where a form stands: its sheet, with the file where there are several."""
        return self.book.grids[form.sheet].name


@frozen
class FormChoice:
    """What the officer decided about one form.

    `row` is the project it is of: None for what was found, NEW for a new one. With `replaces` indicators
    that the file has not are taken away.
    """

    used: bool = True
    row: int | None = None
    replaces: bool = False
    way: Way = field(default_factory=Way)
    taken: frozenset[Place] = frozenset()  # of those asked about
    left: frozenset[Place] = frozenset()


@frozen
class FormsPlan:
    """Everything an import of forms would do. `Item.block` is the number of the form."""

    items: tuple[Item, ...]
    changes: tuple[Change, ...]
    rows: Mapping[int, int]  # form → the row of its project, or DEPARTMENT
    fresh: frozenset[int]  # of those, new ones
    added: Mapping[str, int]  # new rows by table
    removed: int  # indicators taken away
    told: tuple[tuple[str, Place], ...]  # what is to be known, and where to look
    after: Report  # the year as it would be

    def count(self, *states: State) -> int:
        """How many cells are in one of these states."""
        return sum(item.state in states for item in self.items)

    def of(self, form: int) -> list[Item]:
        """The cells of one form."""
        return [item for item in self.items if item.block == form]


def find_source(
    files: Iterable[tuple[Path, Workbook]],
    edition: Edition,
    failed: Sequence[str] = (),
    step: Callable[[int], None] | None = None,
) -> FormsSource:
    """The workbooks with the forms on their sheets; sheets of ours that are tables are no forms."""
    files = list(files)
    grids: list[Grid] = []
    homes: list[int] = []
    notes: list[str] = []
    tables: set[int] = set()
    for number, (path, book) in enumerate(files):
        marker = read_marker(book)
        notes += book.notes if len(files) == 1 else [f"“{path.name}”：{note}" for note in book.notes]
        for grid in book.grids:
            if grid.name == NAME:
                continue
            if marker is not None and grid.name in marker.sheets:
                tables.add(len(grids))
            name = grid.name if len(files) == 1 else f"{path.stem}·{grid.name}"
            grids.append(replace(grid, name=name))
            homes.append(number)
    forms = find_forms(edition, grids, tables, step)
    notes += summaries_told(edition, Workbook(tuple(grids), ()), tables)
    paths = tuple(path for path, _ in files)
    filled = {homes[form.sheet] for form in forms}
    without = (path.name for number, path in enumerate(paths) if forms and number not in filled)
    told = (*failed, *(f"“{name}”里没有认出填好的项目自评表，没有导入" for name in without))
    return FormsSource(paths, Workbook(tuple(grids), tuple(notes)), tuple(homes), forms, told)


def as_read(source: FormsSource, edition: Edition, choices: Sequence[FormChoice]) -> tuple[ReadForm, ...]:
    """The forms in the units of money that were chosen."""
    return tuple(
        form if chosen.way == Way() else reread(edition, source.book.grids, form, chosen.way)
        for form, chosen in zip(source.forms, choices, strict=True)
    )


def plan_forms(
    aim: Aim,
    source: FormsSource,
    choices: Sequence[FormChoice] = (),
    step: Callable[[int], None] | None = None,
) -> FormsPlan:
    """What importing these forms would do; `step` gets forms done and may raise `Cancelled`."""
    from app.intake.form_plan import Planner

    chosen = [choices[n] if n < len(choices) else FormChoice() for n in range(len(source.forms))]
    with no_collecting():
        return Planner(aim, source, as_read(source, aim.model.edition, chosen), chosen).made(step)
