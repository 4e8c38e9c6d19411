"""Official forms: an edition's layouts with a report's figures, as neutral cells with spans."""

from __future__ import annotations

from collections.abc import Sequence

from app.calculation.model import Model
from app.domain.address import Address
from app.domain.forms import FormLayout
from app.domain.problem import Results
from app.domain.report import Report
from app.exchange.form_page import FormSheet
from app.exchange.form_source import FormSource
from app.exchange.form_values import UNNAMED, Filler


def project_form(
    model: Model, report: Report, results: Results, layout: FormLayout, row: int, unit_name: str
) -> FormSheet:
    """The form of one project; without indicators it has one blank line for them."""
    return form_of_project(FormSource(model, report, results, unit_name), layout, row)


def department_form(
    model: Model, report: Report, results: Results, layout: FormLayout, unit_name: str
) -> FormSheet:
    """The department's own form, with the indicators of the scheme chosen for the year."""
    return form_of_department(FormSource(model, report, results, unit_name), layout)


def summary_form(
    model: Model, report: Report, results: Results, layout: FormLayout, unit_name: str
) -> FormSheet:
    """All projects in one table, whatever is over all of them at its foot."""
    return form_of_all(FormSource(model, report, results, unit_name), layout)


def form_of_project(source: FormSource, layout: FormLayout, row: int) -> FormSheet:
    """The same as `project_form`, from a source that is kept for many."""
    tables = source.model.edition.forms.tables
    items = [record.row for record in source.children.get(row, ())]
    name = source.report.get(
        Address(tables.project, row, source.model.edition.table[tables.project].name_column)
    )
    return _sheet(
        source, layout, Filler(source, tables.project, tables.items), row, items, str(name or UNNAMED)
    )


def form_of_department(source: FormSource, layout: FormLayout) -> FormSheet:
    """The same as `department_form`, from a source that is kept."""
    table, scheme = source.model.edition.forms.tables.department, source.department_scheme
    items = {item.row: item for item in scheme.items} if scheme is not None else {}
    return _sheet(source, layout, Filler(source, table, table, items), "", list(items))


def form_of_all(source: FormSource, layout: FormLayout) -> FormSheet:
    """The same as `summary_form`, from a source that is kept."""
    table = source.model.edition.forms.tables.project
    rows = [record.row for record in source.records(table)]
    return _sheet(source, layout, Filler(source, table, table), "", rows)


def _sheet(
    source: FormSource,
    layout: FormLayout,
    filler: Filler,
    row: int | str,
    items: Sequence[int | str],
    name: str = "",
) -> FormSheet:
    filler = source.fillers.setdefault(layout.key, filler)
    found = source.places(layout, max(1, len(items)))
    project = row if isinstance(row, int) else None
    texts = [layout.corner, layout.title, layout.subtitle, layout.left, layout.right]
    corner, title, subtitle, left, right, *notes = source.worded([*texts, *layout.notes], project)
    return FormSheet(
        key=layout.key,
        name=name or title,
        title=title,
        widths=layout.widths,
        lines=found.heights,
        spots=filler.spots(found, row, items),
        corner=corner,
        subtitle=subtitle,
        left=left,
        right=right,
        notes=tuple(notes),
        foot=tuple((label, filler.signature(label, row)) for label in layout.foot),
        orientation=layout.orientation,
        row=project,
    )
