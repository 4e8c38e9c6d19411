"""Pages that list what was computed and written beside the tables: ratios, problems, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from decimal import localcontext

from app.calculation.bases import main_ratio, ratio_kind
from app.calculation.explain import Numbers, leaf_label
from app.calculation.labels import column_name, describe
from app.calculation.notes import list_notes
from app.calculation.words import words
from app.domain.address import Address
from app.domain.amount import CONTEXT, shorten
from app.domain.edition import Ratio, Sheet, Table
from app.domain.problem import SEVERITIES, Outcome, Problem
from app.domain.report import DONE, EXPLANATION
from app.exchange.layout import Source
from app.exchange.page import RUNNING, Align, Look, Page, PageColumn, PageRow, Shown
from app.exchange.widths import shared

_NUMBER = Look(RUNNING, "center")
_CENTER = Look(align="center")
_TEXT = Look(wrap=True)
_CELLS_NAMED = 6  # more cells of one problem than this are counted, not named
_ROWS_NAMED = 3  # more cells of one column of a list are counted: 项目内容（17 个项目）
_BASIS = re.compile("〔[^〕]*〕")
MAIN = "★"


def listing_page(source: Source, sheet: Sheet) -> Page:
    """Ratios, problems or notes, as the sheet says."""
    if sheet.content == "ratios":
        return _ratios(source, sheet)
    return _problems(source, sheet) if sheet.content == "problems" else _notes(source, sheet)


def _page(
    source: Source, sheet: Sheet, columns: Sequence[PageColumn], rows: Iterable[PageRow], *notes: str
) -> Page:
    foot = () if sheet.data else source.foot()
    return Page(
        sheet.key, sheet.name, sheet.title, source.left(), "", tuple(columns), tuple(rows),
        "", (*sheet.notes, *notes), foot, sheet.orientation, sheet.data,
    )  # fmt: skip


# -- ratios


def _ratios(source: Source, sheet: Sheet) -> Page:
    columns = (
        PageColumn("label", "名称", width=28),
        PageColumn("words", "公式", width=38),
        PageColumn("numbers", "代入数字", width=28),
        PageColumn("value", "结果", width=18),
        PageColumn("basis", "口径", width=20),
        PageColumn("source", "依据", width=44),
    )
    edition = source.model.edition
    themes = dict.fromkeys([*edition.themes, *(ratio.theme for ratio in edition.ratios)])
    # one reading for all: each column of a list is read once, not once for every ratio
    numbers = Numbers(source.workspace(), source.results)
    rows = []
    for theme in themes:
        members = [ratio for ratio in edition.ratios if ratio.theme == theme]
        if members and theme:
            rows.append(PageRow((theme, *[None] * 5), (Look(bold=True),) * 6, section=True))
        rows += [_ratio_row(source, ratio, numbers) for ratio in members]
    note = f"注：同一比率有几个口径的，标“{MAIN}”的为本年度主口径。"
    several = any(len(members) > 1 for members in edition.families.values())
    return _page(source, sheet, columns, rows, *([note] if several else []), *edition.foot_notes)


def _ratio_row(source: Source, ratio: Ratio, numbers: Numbers) -> PageRow:
    outcome = source.results.ratios.get(ratio.key, Outcome())
    tree = source.model.ratios[ratio.key].tree
    formula = words(tree, lambda leaf: leaf_label(source.model, leaf, None, source.report))
    main = is_main(source, ratio)
    shown: Shown = outcome.value if outcome.reason is None else outcome.reason
    label = _BASIS.sub("", ratio.label) if ratio.basis else ratio.label  # its column says it
    name = f"{MAIN} {label}" if main else label
    name += "" if ratio.unit == "%" else f"（{ratio.unit}）"
    with localcontext(CONTEXT):
        told = words(tree, numbers)
    wrap = outcome.reason is not None
    align: Align = "left" if wrap else "center"
    value = Look(ratio_kind(ratio), align, "ratio", bold=main, wrap=wrap, computed=True, words=True)
    looks = (Look(wrap=True, bold=main), _TEXT, _TEXT, value, _TEXT, _TEXT)
    return PageRow((name, formula, told, shown, ratio.basis, ratio.source), looks, ratio.key)


def is_main(source: Source, ratio: Ratio) -> bool:
    """Whether the ratio is the basis chosen for this year among several."""
    members = source.model.edition.families[ratio.family or ratio.key]
    return len(members) > 1 and ratio is main_ratio(source.report, members)


# -- problems


def _problems(source: Source, sheet: Sheet) -> Page:
    columns = (
        PageColumn("#", "序号", width=6),
        PageColumn("severity", "级别", width=8),
        PageColumn("message", "问题", width=64),
        PageColumn("explanation", "说明", width=40),
        PageColumn("cells", "位置", width=44),
    )
    looks = (_NUMBER, _CENTER, _TEXT, _TEXT, _TEXT)
    names = _Names(source)
    rows = [
        PageRow(_problem_cells(source, number, problem, names), looks)
        for number, problem in enumerate(source.results.problems, 1)
    ]
    if not rows:
        rows = [PageRow((None, None, "没有发现问题。", None, None), looks)]
    return _page(source, sheet, shared(columns, rows), rows)


def _problem_cells(source: Source, number: int, problem: Problem, names: _Names) -> tuple[Shown, ...]:
    explanation = source.report.get(Address(EXPLANATION, problem.key, "text"))
    cells = dict.fromkeys(problem.cells)
    return number, SEVERITIES[problem.severity], problem.message, explanation, names.all(cells) or None


class _Names:
    """What cells are called; the places of list rows are looked up once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.places: dict[str, dict[str | int, int]] = {}

    def __call__(self, address: Address) -> str:
        edition = self.source.model.edition
        table = edition.table.get(address.table)
        if table is None or table.kind == "fixed":
            return describe(edition, self.source.report, address)
        if table.key not in self.places:
            records = self.source.records(table.key)
            self.places[table.key] = {record.row: place for place, record in enumerate(records, 1)}
        place = self.places[table.key].get(address.row)
        column = table.column.get(address.column)
        label = column.label if column is not None else address.column
        if place is None:
            return f"{table.item or table.label}·{label}"
        name = self.source.report.tables[table.key][address.row].cells.get(table.name_column)
        quoted = f"“{shorten(str(name))}”" if name else ""
        return f"{table.item} {place}{quoted}·{label}"

    def all(self, cells: Collection[Address]) -> str:
        """Names of all cells of a problem; many are counted, by the columns of lists they stand in."""
        lists = {key: table for key, table in self.source.model.edition.table.items() if table.kind == "list"}
        counts = Counter((cell.table, cell.column) for cell in cells if cell.table in lists)
        many = {place: count for place, count in counts.items() if count > _ROWS_NAMED}
        told = [
            f"{_column_name(lists[table], column)}（{count} 个{lists[table].item or '行'}）"
            for (table, column), count in many.items()
        ]
        others = [cell for cell in cells if (cell.table, cell.column) not in many]
        where = "、".join([*told, *self.several(others[:_CELLS_NAMED])])
        return f"{where}等 {len(others)} 处" if len(others) > _CELLS_NAMED else where

    def several(self, cells: Iterable[Address]) -> list[str]:
        """Names of cells; neighbours in one row of a list share its name."""
        told: list[str] = []
        before: Address | None = None
        for cell in cells:
            name = self(cell)
            same = before is not None and (before.table, before.row) == (cell.table, cell.row)
            listed = self.source.model.edition.table.get(cell.table)
            if same and listed is not None and listed.kind == "list":
                name = name.rpartition("·")[2]
            told.append(name)
            before = cell
        return told


def _column_name(table: Table, column: str) -> str:
    return column_name(table, column) if column in table.column else column


# -- notes


def _notes(source: Source, sheet: Sheet) -> Page:
    notes = list_notes(source.model.edition, source.report)
    columns = (
        PageColumn("#", "序号", width=6),
        PageColumn("cell", "位置", width=44),
        PageColumn("note", "批注", width=90),
    )
    looks = (_NUMBER, _TEXT, _TEXT)
    names = _Names(source)
    if not any(note.done for note in notes):
        rows = [PageRow((number, names(note.cell), note.text), looks) for number, note in enumerate(notes, 1)]
        return _page(source, sheet, columns, rows or [PageRow((None, "（没有批注）", None), looks)])
    marked = [
        PageRow((number, names(note.cell), note.text, DONE if note.done else None), (*looks, _CENTER))
        for number, note in enumerate(notes, 1)
    ]
    return _page(source, sheet, (*columns, PageColumn("done", "处理", width=10)), marked)
