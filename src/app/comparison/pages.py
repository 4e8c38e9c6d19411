"""A comparison as neutral pages, and the workbook that holds nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.comparison.changes import change
from app.comparison.show import has_rates, points, unit_of
from app.comparison.values import Comparison, Figure, Group, Line
from app.comparison.words import amount_text, figure_text, heading, rate_text
from app.document import Document
from app.domain.edition import Kind
from app.domain.frozen import frozen
from app.domain.problem import Outcome, Reason
from app.exchange.live import HEAD_ROWS, letters
from app.exchange.page import SIDE_BY_SIDE, TEXT, Look, Page, PageColumn, PageRow, Shown, bold, text_width
from app.exchange.xlsx import ExportResult, export_pages

_LABEL_LEAST, _LABEL_MOST = 20, 44  # digits
_FIGURE_LEAST, _RATE_WIDTH = 12, 10
_NAMED_MOST = 6  # figures that are not compared; more are counted
_RATE = Kind("percent", "%")
_HEADING_ROWS = 2


def export_comparison(document: Document, comparison: Comparison, path: Path) -> ExportResult:
    """Write the pages of a comparison as a workbook of their own; raises `ExportError`."""
    model, report, results = document.model, document.report, document.results
    pages = comparison_pages(comparison, model.edition.foot_notes)
    return export_pages(model, report, results, path, pages, unit_name=document.unit)


def comparison_pages(comparison: Comparison, notes: Sequence[str] = ()) -> list[Page]:
    """One page for the tables, one for the lists and one for the ratios, as far as there are figures."""
    parts: dict[str, list[Group]] = {}
    for group in comparison.groups:
        if group.filled:
            parts.setdefault(_part(group), []).append(group)
    return [_page(comparison, part, groups, notes) for part, groups in parts.items()]


def _part(group: Group) -> str:
    if not group.table:
        return "比率"
    listed = all(isinstance(line.row.key, str) and line.row.key.isdigit() for line in group.lines[:1])
    return group.title.partition("·")[0] if listed else "各表"


def _page(comparison: Comparison, part: str, groups: Sequence[Group], notes: Sequence[str]) -> Page:
    rated = any(has_rates(group) for group in groups)
    columns = _columns(comparison, groups, rated)
    rows: list[PageRow] = []
    differs: dict[str, None] = {}
    for group in groups:
        rows.append(_section(f"{group.title}{_group_unit(group)}{points(group)}", len(columns)))
        for line in group.lines:
            if line.row.heading and _leads(group, line):
                rows.append(_section(f"　{line.row.label}", len(columns)))
            elif line.filled:
                differs.update(dict.fromkeys(text for text in line.differs if text))
                at = HEAD_ROWS + _HEADING_ROWS + len(rows) + 1
                rows.append(_row(comparison, line, rated, at))
    name = f"{SIDE_BY_SIDE}（{part}）"
    kinds = {line.kind.name for group in groups for line in group.lines}
    left = f"部门（单位）：{' '.join(comparison.unit.split())}　　{heading(comparison)}"
    return Page(
        f"years_{part}", name, name, left, "单位：万元" if "money" in kinds else "", columns, tuple(rows),
        notes=(*(f"注：{note}" for note in comparison.notes), *_told(differs), *notes),
    )  # fmt: skip


def _section(title: str, columns: int) -> PageRow:
    return PageRow((title, *[None] * (columns - 1)), (Look(bold=True),) * columns, section=True)


def _group_unit(group: Group) -> str:
    """The unit of a group whose figures are neither amounts nor percentages nor of many units."""
    units = {unit_of(line.kind) for line in group.lines if not line.row.heading}
    unit = units.pop() if len(units) == 1 else ""
    return f"（{unit}）" if unit and unit not in {"万元", "%"} else ""


def _leads(group: Group, heading: Line) -> bool:
    """Whether a line with figures stands under a section line before the next one."""
    at = next(place for place, line in enumerate(group.lines) if line is heading) + 1
    for line in group.lines[at:]:
        if line.row.heading:
            return False
        if line.filled:
            return True
    return False


def _told(differs: dict[str, None]) -> list[str]:
    """Notes on what was not compared, each once."""
    told = list(differs)
    more = [f"注：另有 {len(told) - _NAMED_MOST} 处口径不同，不作比较。"] if len(told) > _NAMED_MOST else []
    return [f"注：{text}。" for text in told[:_NAMED_MOST]] + more


def _columns(comparison: Comparison, groups: Sequence[Group], rated: bool) -> tuple[PageColumn, ...]:
    lines = [line for group in groups for line in group.lines if line.filled]
    labels = [text_width(_label(line)) + 2 * line.row.level + 2 for line in lines]
    columns = [PageColumn("", "项目", width=min(max([_LABEL_LEAST, *labels]), _LABEL_MOST))]
    for place, year in enumerate(comparison.years):
        widths = [text_width(figure_text(line, line.figures[place])) + 3 for line in lines]
        columns.append(PageColumn("", f"{year} 年", width=max([_FIGURE_LEAST, *widths])))
    for step in comparison.steps:
        title = comparison.title(step)
        changes = [(line, change(comparison, line, step)) for line in lines]
        widths = [text_width(amount_text(line, step, found)) + 3 for line, found in changes]
        columns.append(PageColumn("", "增减额" if rated else "增减", title, max([_FIGURE_LEAST, *widths])))
        if rated:
            widths = [text_width(rate_text(line, step, found)) + 3 for line, found in changes]
            columns.append(PageColumn("", "增减率", title, max([_RATE_WIDTH, *widths])))
    return tuple(columns)


def _label(line: Line) -> str:
    row = line.row
    return f"{row.prefix}{row.number}{row.label}"


def _row(comparison: Comparison, line: Line, rated: bool, at: int) -> PageRow:
    """One line; `at` is its row in the sheet, from 1, for the formulas of its changes."""
    cells: list[_Cell] = [_Cell(_label(line), Look(indent=line.row.level, wrap=True))]
    for figure in line.figures:
        cells.append(_figure(line, figure))
    for step in comparison.steps:
        found = change(comparison, line, step)
        now, base = (f"{letters(place + 1)}{at}" for place in (step.now, step.base))
        times = "*100" if line.kind.name == "percent" else ""
        cells.append(
            _changed(
                amount_text(line, step, found),
                found.kind,
                found.amount,
                f'=IF(COUNT({now},{base})<2,"",({now}-{base}){times})',
            )
        )
        if rated and found.rate is not None:
            text = rate_text(line, step, found)
            cells.append(_changed(text, _RATE, found.rate, _rate(now, base)))
        elif rated:
            cells.append(_Cell(None, Look(align="center")))
    looks = tuple(bold(cell.look) if line.row.total else cell.look for cell in cells)
    formulas = tuple(cell.formula for cell in cells)
    return PageRow(tuple(cell.shown for cell in cells), looks, line.row.key, formulas=formulas)


def _rate(now: str, base: str) -> str:
    return f'=IF(COUNT({now},{base})<2,"",IF({base}<=0,"不适用",({now}-{base})/{base}))'


@frozen
class _Cell:
    shown: Shown
    look: Look
    formula: str = ""


def _figure(line: Line, figure: Figure) -> _Cell:
    """A year's figure; percentages and means are seen rounded and kept whole."""
    if figure.value is not None:
        return _Cell(figure.value, _look(line.kind))
    text = figure_text(line, figure)
    return _reason(text, figure.outcome, line.kind)


def _changed(text: str, kind: Kind, outcome: Outcome, formula: str) -> _Cell:
    if outcome.value is not None:
        return _Cell(outcome.value, replace(_look(kind), computed=True), formula)
    return _reason(text, outcome, kind)


def _reason(text: str, outcome: Outcome, kind: Kind) -> _Cell:
    """A dash with the reason under it; 口径不同 stands in words, nothing where nothing was entered."""
    reason = outcome.reason
    if not text or reason is None or reason.kind == "empty":
        return _Cell(None, _look(kind))
    if reason.kind == "other_basis":
        return _Cell(text, Look(TEXT, "center"))
    return _Cell(Reason(reason.kind, reason.text) if text else None, replace(_look(kind), computed=True))


def _look(kind: Kind) -> Look:
    return Look(kind, "right", "own")
