"""Every score of a year with its reasoning, as data and as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.calculation.entry import show_kind
from app.calculation.environment import Workspace, workspace
from app.calculation.scoring.choice import department_scheme_of, scheme_of
from app.calculation.scoring.department import TOTAL, score_department
from app.calculation.scoring.explain import reasoning
from app.calculation.scoring.project import plain
from app.calculation.scoring.summary import department_sentence, project_sentence, rate_projects
from app.calculation.words import BLANK
from app.document import Document
from app.domain.address import Address
from app.domain.amount import plain_decimal
from app.domain.problem import Outcome
from app.domain.report import Record


def score_data(document: Document, only: int | None = None) -> dict[str, Any]:
    """The scores of the year shown; of `only` one project, by its number from 1. `LookupError` for none."""
    env = workspace(document.model, document.report, document.results)
    edition = document.model.edition
    table = edition.forms.tables.project
    records = document.report.rows(table)
    if only is not None and not 1 <= only <= len(records):
        raise LookupError(f"没有第 {only} 个项目，一共 {len(records)} 个")
    chosen = [(n, record) for n, record in enumerate(records, 1) if only in {None, n}]
    data: dict[str, Any] = {
        "unit": document.unit,
        "year": document.year,
        "projects": [_project(env, number, record) for number, record in chosen],
    }
    if only is None:
        rating = rate_projects(document.model, document.report, document.results)
        data["sentence"] = project_sentence(rating)
        data["department"] = _department(env)
        data["department_sentence"] = department_sentence(env)
    return data


def score_lines(data: dict[str, Any]) -> list[str]:
    """The same as lines of text."""
    lines = [f"{data['unit']} {data['year']} 年度"]
    for project in data["projects"]:
        scheme = f"，方案：{project['scheme']}" if project["form"] else "，直接填列，没有自评表"
        lines += ["", f"{project['number']}. {project['name']}：{_points(project)}{scheme}"]
        for part in (project["execution"], *project["indicators"]) if project["form"] else ():
            weight = f"（{part['weight']} 分）" if part.get("weight") else ""
            lines.append(f"  {part['name']}{weight}：{_points(part)}")
            lines += _indented(part["reasoning"])
        lines += [f"  {line}" for line in project["reasoning"]]
    if "sentence" in data:
        lines += ["", *filter(None, (data["sentence"],))]
        if data["department"] is not None:
            lines += ["", f"部门整体自评（{data['department']['scheme']}）"]
            for item in data["department"]["items"]:
                lines.append(f"  {item['name']}（{item['weight']} 分）：{_points(item)}")
                lines += _indented(item["reasoning"])
            lines += [f"  {line}" for line in data["department"]["reasoning"]]
        lines.append(data["department_sentence"])
    return lines


def _indented(reasoning: list[str]) -> list[str]:
    return [f"    {line}" for text in reasoning for line in text.splitlines()]


def _points(part: dict[str, Any]) -> str:
    grade = f"，{part['grade']}" if part.get("grade") else ""
    return f"{part['score']} 分{grade}" if part["score"] is not None else str(part["reason"])


def _project(env: Workspace, number: int, record: Record) -> dict[str, Any]:
    edition = env.model.edition
    tables = edition.forms.tables
    row = int(record.row)
    total = Address(tables.project, row, "score")
    has_form = bool(env.family(tables.items, row))
    scheme = scheme_of(edition, env.report, row)
    name = record.cells.get(edition.table[tables.project].name_column)
    project: dict[str, Any] = {
        "number": number,
        "row": row,
        "name": str(name or BLANK),
        "form": has_form,
        "scheme": scheme.label if scheme is not None and has_form else None,
        **_scored(env, total),
        "grade": env.outcome(Address(tables.project, row, "grade")).value,
    }
    if has_form:
        execution = Address(tables.project, row, "execution_score")
        weight = env.outcome(Address(tables.project, row, "execution_weight")).value
        project["execution"] = {
            "name": "预算执行率",
            "weight": _text(weight),
            "rate": _share(env, Address(tables.project, row, "rate")),
            **_scored(env, execution),
        }
        project["indicators"] = [_indicator(env, item) for item in env.family(tables.items, row)]
    return project


def _indicator(env: Workspace, row: int) -> dict[str, Any]:
    table = env.model.edition.forms.tables.items
    cells = env.report.tables[table][row].cells
    plain_fields = ("level1", "level2", "direction", "target", "unit", "actual", "weight")
    return {
        "row": row,
        "name": str(cells.get("name") or BLANK),
        **{key: _text(cells.get(key)) for key in plain_fields},
        "result": env.outcome(Address(table, row, "result")).value,
        "proposed": _text(env.outcome(Address(table, row, "proposed")).value),
        **_scored(env, Address(table, row, "score")),
    }


def _department(env: Workspace) -> dict[str, Any] | None:
    edition = env.model.edition
    scheme = department_scheme_of(edition, env.report)
    if scheme is None:
        return None
    table = edition.forms.tables.department
    found = score_department(env, scheme)
    items = [
        {
            "key": item.item.row,
            "level1": item.item.level1,
            "level2": item.item.level2,
            "name": edition.table[table].row[item.item.row].label,
            "weight": plain(item.weight),
            "value": item.shown or None,
            "result": item.scored.result,
            **_scored(env, Address(table, item.item.row, "score")),
        }
        for item in found.items
    ]
    return {
        "scheme": scheme.label,
        "items": items,
        "partial": plain(found.partial),
        "counted": plain(found.counted),
        "grade": found.grade or None,
        **_scored(env, Address(table, TOTAL, "score")),
    }


def _scored(env: Workspace, address: Address) -> dict[str, Any]:
    """A score or why there is none, whether somebody typed it, and the reasoning."""
    outcome = env.outcome(address)
    told = reasoning(env, address)
    return {
        "score": _text(outcome.value),
        "reason": outcome.reason.text if outcome.reason is not None else None,
        "typed": env.report.get(address) is not None,
        "reasoning": list(told.lines) if told is not None else [],
        "source": told.source if told is not None else "",
    }


def _text(value: object) -> str | None:
    if isinstance(value, int | Decimal):
        return plain_decimal(value)
    return None if value is None else str(value)


def _share(env: Workspace, address: Address) -> str | None:
    outcome: Outcome = env.outcome(address)
    if outcome.value is None:
        return None
    return show_kind(env.model.edition.table[address.table].column[address.column].kind, outcome.value)
