"""Official forms: an edition's layouts with a report's figures, as neutral cells with spans."""

from __future__ import annotations

from app.calculation.model import Model
from app.domain.address import Address
from app.domain.forms import FormLayout
from app.domain.problem import Results
from app.domain.report import Report
from app.exchange.form_page import FormSheet
from app.exchange.form_places import Places
from app.exchange.form_values import UNNAMED, Filler, FormSource
from app.exchange.layout import Source


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
    records = source.children.get(row, [])
    found = source.places(layout, max(1, len(records)))
    filler = Filler(source, tables.project, row, tables.items, [record.row for record in records])
    name = source.report.get(Address(tables.project, row, _name_column(source, tables.project)))
    return _sheet(source, layout, found, filler, str(name or UNNAMED), row)


def form_of_department(source: FormSource, layout: FormLayout) -> FormSheet:
    """The same as `department_form`, from a source that is kept."""
    table, scheme = source.model.edition.forms.tables.department, source.department_scheme
    items = scheme.items if scheme is not None else ()
    found = source.places(layout, max(1, len(items)))
    filler = Filler(source, table, "", table, [item.row for item in items], {i.row: i for i in items})
    return _sheet(source, layout, found, filler, layout.title)


def form_of_all(source: FormSource, layout: FormLayout) -> FormSheet:
    """The same as `summary_form`, from a source that is kept."""
    table = source.model.edition.forms.tables.project
    rows = [record.row for record in source.records(table)]
    found = source.places(layout, max(1, len(rows)))
    return _sheet(source, layout, found, Filler(source, table, "", table, rows), layout.title)


def _name_column(source: Source, table: str) -> str:
    return source.model.edition.table[table].name_column


def _sheet(
    source: FormSource, layout: FormLayout, found: Places, filler: Filler, name: str, row: int | None = None
) -> FormSheet:
    texts = [layout.corner, layout.title, layout.subtitle, layout.left, layout.right]
    corner, title, subtitle, left, right, *notes = source.worded([*texts, *layout.notes], row)
    return FormSheet(
        key=layout.key,
        name=name,
        title=title,
        widths=layout.widths,
        lines=found.heights,
        spots=filler.spots(found),
        corner=corner,
        subtitle=subtitle,
        left=left,
        right=right,
        notes=tuple(notes),
        foot=tuple((label, filler.signature(label)) for label in layout.foot),
        orientation=layout.orientation,
        row=row,
    )
