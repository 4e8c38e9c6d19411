"""The published forms as workbooks of other programs, imported: the same errors are told, and no other."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.document import create
from app.domain.act import SetCell
from app.domain.address import Address
from app.domain.amount import round_half_up
from app.exchange.form_values import measure
from app.exchange.reading.workbook import read_workbook
from app.intake.deed import aim_at, write
from app.intake.forms import find_source, plan_forms
from tests import form_books
from tests.worked import edition

FORMS = tomllib.loads(Path(__file__).with_name("published.toml").read_text("utf-8"))["form"]
NATIONAL = [form for form in FORMS if edition().forms.scheme[form["scheme"]].layout == "national"]
OF_THE_WHOLE = {"form_weight_total", "form_weights"}


def rows(form: Mapping) -> list[tuple[object, ...]]:
    """The indicators as the form prints them: signs, numbers and units in one cell."""
    made = []
    for line in form["items"].strip().splitlines():
        level1, level2, name, sign, target, unit, actual, weight, score, reason = (
            part.strip() for part in line.split("|")
        )
        wanted = measure(sign or None, target or None, unit or None)
        reached = measure(None, actual or None, unit or None)
        made.append((level1, level2, name, wanted, reached, number(weight), number(score), reason or None))
    return made


def number(text: str) -> object:
    return float(text) if text else None


def funds(form: Mapping) -> list[list[object]]:
    table = []
    for part in ("", "_fiscal", "_carry", "_other"):
        texts = [form["funds"].get(f"{column}{part}", "") for column in ("initial", "adjusted", "final")]
        table.append([number(text) for text in texts])
    return table


@pytest.mark.parametrize("form", NATIONAL, ids=[form["id"] for form in NATIONAL])
def test_every_error_is_told_and_no_other(tmp_path, form):
    printed = form["printed"]
    weight = edition().forms.scheme[form["scheme"]].execution_weight
    execution = (float(weight), printed.get("rate"), number(printed.get("execution", "")))
    cells = form_books.national(
        form["id"], items=rows(form), funds=funds(form), unit=form.get("money", "万元"),
        execution=execution, total=(None, number(printed.get("total", ""))),
    )  # fmt: skip
    path = form_books.write(tmp_path / "表.xlsx", {"自评表": cells})
    with create(tmp_path / "局.zpt", "某单位", 2022, edition()) as document:
        setting = Address("setting", "scheme", "project")
        document.write([SetCell(setting, None, form["scheme"])], "方案")
        source = find_source([(path, read_workbook(path))], document.model.edition)
        made = plan_forms(aim_at(document, 2022), source)
        assert made.count("refused") == 0
        write(document, aim_at(document, 2022), made.changes, source.name)
        results, report = document.results, document.report
        (project,) = report.rows("project")
        assert len(report.rows("indicator")) == len(rows(form))
        rate = results.cells[Address("project", 1, "rate")].value
        assert f"{round_half_up(rate * 100, 2):f}" == form["rate"]
        found = [p for p in results.problems if p.severity != "info"]
    wanted = [[part.strip() for part in line.split("|")] for line in form.get("wrong", ())]
    # totals that are printed beside their parts, and the total score, are compared in the preview
    wanted = [line for line in wanted if line[0] not in {"direct_total", "form_direct"}]
    for code, *parts in wanted:
        same = [p for p in found if p.code == code and all(part in p.message for part in parts)]
        assert len(same) == 1, (code, parts, [(p.code, p.message) for p in found])
        found.remove(same[0])
    ignored = (OF_THE_WHOLE if form.get("partial") else set()) | {"project_category", "project_content"}
    assert [(p.code, p.message) for p in found if p.code not in ignored] == []
    assert project.cells["name"] == form["id"]
