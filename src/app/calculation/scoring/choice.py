"""Which scheme scores a form: the project's own choice, the year's, else the edition's first."""

from __future__ import annotations

from app.calculation.bases import SCHEME
from app.domain.address import Address
from app.domain.edition import Edition
from app.domain.forms import DepartmentScheme, Scheme
from app.domain.report import SETTING, Report

PROJECT_SCHEME = Address(SETTING, SCHEME, "project")
DEPARTMENT_SCHEME = Address(SETTING, SCHEME, "department")


def scheme_of(edition: Edition, report: Report, row: int | None = None) -> Scheme | None:
    """The scheme of a project's form, or the year's when `row` is None; None where an edition has none."""
    forms = edition.forms
    record = report.tables.get(forms.tables.project, {}).get(row) if row is not None else None
    chosen = record.cells.get(SCHEME) if record is not None else None
    for label in (chosen, report.get(PROJECT_SCHEME)):
        if label in forms.scheme:
            return forms.scheme[str(label)]
    return forms.schemes[0] if forms.schemes else None


def department_scheme_of(edition: Edition, report: Report) -> DepartmentScheme | None:
    """The scheme of the department's own score; None where an edition has none."""
    forms = edition.forms
    label = report.get(DEPARTMENT_SCHEME)
    if label in forms.department_scheme:
        return forms.department_scheme[str(label)]
    return forms.departments[0] if forms.departments else None
