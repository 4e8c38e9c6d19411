"""Everything about one year as plain data (`show --json`) and as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.calculation.entry import show
from app.calculation.explain import explain, format_ratio
from app.document import Document
from app.domain.address import Address
from app.domain.edition import Table
from app.domain.problem import SEVERITIES, Outcome, Problem, Results
from app.domain.report import EXPLANATION, Report, Value


def as_data(document: Document) -> dict[str, Any]:
    """The year shown, as documented for `show --json`: money in 万元, plain ASCII numbers, blanks absent."""
    edition, report, results = document.model.edition, document.report, document.results
    cells = {
        str(address): show(edition, address, value, grouped=False)
        for table in edition.tables
        for address, value in _values(report, results, table)
    }
    reasons = {
        str(address): outcome.reason.text
        for address, outcome in results.cells.items()
        if outcome.reason is not None
    }
    return {
        "unit": document.unit,
        "year": document.year,
        "edition": edition.id,
        "money": "万元",
        "tables": [_table(table, report) for table in edition.tables],
        "cells": cells,
        "reasons": reasons,
        "ratios": [_ratio(document, key) for key in edition.ratio],
        "problems": [problem_data(report, problem) for problem in results.problems],
    } | _locked(document)


def _locked(document: Document) -> dict[str, Any]:
    """`locked`: how the year was closed, and whether it holds what it held then; absent while it is open."""
    seal = document.seal()
    if seal is None:
        return {}
    return {"locked": {"time": seal.time, "user": seal.user, "intact": not document.broken_seal()}}


def problem_data(report: Report, problem: Problem) -> dict[str, Any]:
    """One problem with the 说明 that hangs on it (null when none)."""
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "cells": [str(cell) for cell in problem.cells],
        "note": report.get(Address(EXPLANATION, problem.key, "text")),
    }


def as_text(document: Document) -> Iterator[str]:
    """Tables, ratios and problems of the year shown, line by line; blanks are left out."""
    edition, results = document.model.edition, document.results
    seal = document.seal()
    closed = f"，已上报锁定（{seal.told()}）" if seal is not None else ""
    yield f"{document.unit} {document.year} 年度（{edition.title}{closed}）"
    if told := document.broken_seal():
        yield f"注意：{told}"
    for table in edition.tables:
        yield f"\n【{table.label}】"
        yield from _rows(document, table)
    for theme in edition.themes:
        yield f"\n【{theme}】"
        for ratio in edition.ratios:
            if ratio.theme == theme:
                outcome = results.ratios.get(ratio.key, Outcome())
                reason = outcome.reason.text if outcome.reason is not None else ""
                basis = f"〔{ratio.basis}〕" if ratio.basis and "〔" not in ratio.label else ""
                yield f"  {ratio.label}{basis}：{format_ratio(ratio, outcome)[1].replace('-', '−') or reason}"
    yield ""
    yield from problem_lines(document)


def _rows(document: Document, table: Table) -> Iterator[str]:
    edition, report = document.model.edition, document.report
    found: dict[str | int, list[str]] = {}
    for address, value in _values(report, document.results, table):
        column = table.column[address.column]
        unnamed = len(table.columns) == 1 or address.column == table.name_column
        text = show(edition, address, value)
        outcome = document.results.cells.get(address)
        if outcome is not None and outcome.missing:
            text += "（未填全）"
        found.setdefault(address.row, []).append(text if unnamed else f"{column.label} {text}")
    for row, texts in found.items():
        label = (
            table.row[str(row)].label
            if table.kind == "fixed"
            else f"{report.index_of(table.key, int(row)) + 1}."
        )
        yield f"  {label} {'，'.join(texts)}"


def problem_lines(document: Document) -> Iterator[str]:
    """Problems with their severity and 说明, counts first."""
    problems = document.results.problems
    counts = "，".join(
        f"{word} {sum(problem.severity == severity for problem in problems)}"
        for severity, word in SEVERITIES.items()
    )
    yield f"校验：{counts}"
    for problem in problems:
        yield f"  [{SEVERITIES[problem.severity]}] {problem.message}"
        note = document.report.get(Address(EXPLANATION, problem.key, "text"))
        if note:
            yield f"         说明：{note}"


def _values(report: Report, results: Results, table: Table) -> Iterator[tuple[Address, Value]]:
    """Every cell of one table that has a value, row by row."""
    rows: list[str | int] = [row.key for row in table.rows if not row.heading]
    for row in rows or [record.row for record in report.rows(table.key)]:
        for column in table.columns:
            address = Address(table.key, row, column.key)
            outcome = results.cells.get(address)
            value = outcome.value if outcome is not None else report.get(address)
            if value is not None:
                yield address, value


def _table(table: Table, report: Report) -> dict[str, Any]:
    if table.kind == "fixed":
        rows = [{"key": row.key, "label": row.label} for row in table.rows if not row.heading]
    else:
        rows = [
            {"key": str(record.row), "label": str(record.cells.get(table.name_column, ""))}
            for record in report.rows(table.key)
        ]
    columns = [
        {
            "key": column.key,
            "label": column.label,
            "kind": column.kind.name,
            "unit": {"money": "万元", "percent": "%"}.get(column.kind.name, column.kind.unit),
        }
        for column in table.columns
    ]
    return {"key": table.key, "label": table.label, "rows": rows, "columns": columns}


def _ratio(document: Document, key: str) -> dict[str, Any]:
    told = explain(document.model, document.report, document.results, key)
    return {
        "key": key,
        "label": told.title,
        "value": told.value or None,
        "exact": told.exact or None,
        "unit": told.unit,
        "basis": told.basis,
        "words": told.words,
        "numbers": told.numbers,
        "reason": told.reason or None,
        "source": told.source,
    }
