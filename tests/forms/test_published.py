"""Published forms of other departments, typed in: right figures, every error told, no false alarm."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from app.calculation.entry import parse_cell
from app.document import create
from app.domain.address import Address
from app.domain.amount import WAN, YUAN, round_half_up
from app.edits import add_row
from tests.worked import edition

FORMS = tomllib.loads(Path(__file__).with_name("published.toml").read_text("utf-8"))["form"]
RIGHT = [form for form in FORMS if "wrong" not in form]
by_id = pytest.mark.parametrize("form", FORMS, ids=[form["id"] for form in FORMS])
FIELDS = ("level1", "level2", "name", "direction", "target", "unit", "actual", "weight", "score", "deviation")
# a form that was seen in part lacks the weights of what was not seen
OF_THE_WHOLE = {"form_weight_total", "form_weights"}


def values(table: str, texts: dict[str, str], unit=WAN) -> dict:
    parsed = {
        column: parse_cell(edition(), Address(table, 1, column), text, unit)
        for column, text in texts.items()
        if text
    }
    return {column: value for column, value in parsed.items() if value is not None}


@pytest.fixture
def entered(tmp_path):
    """Gives the results of a form typed into a document; unless `printed`, without the scores it prints."""

    def enter(form, *, printed=True):
        document = create(tmp_path / f"{printed}.zpt", "某单位", 2022, edition())
        head = {"name": form["id"], "category": "一般", "content": "见原表", "goal": "见原表"}
        head |= {"scheme": form["scheme"], **form["funds"]}
        if printed:
            head["execution_score"] = form["printed"].get("execution", "")
            head["score"] = form["printed"].get("total", "")
        money = YUAN if form.get("money") == "元" else WAN
        document.write(add_row(document.report, "project", values("project", head, money)), "项目")
        for line in form["items"].strip().splitlines():
            texts = dict(zip(FIELDS, (part.strip() for part in line.split("|")), strict=True))
            if not printed and texts["direction"] != "定性":
                texts["score"] = ""
            cells = values("indicator", texts)
            document.write(add_row(document.report, "indicator", cells, parent=1), "指标")
        results = document.results
        document.close()
        return results

    return enter


def shown(outcome, scale=1) -> str:
    assert isinstance(outcome.value, int | Decimal), outcome
    return f"{round_half_up(Decimal(outcome.value) * scale, 2):f}"


@by_id
def test_rate_and_scores_are_reckoned_exactly(entered, form):
    cells = entered(form, printed=False).cells
    assert shown(cells[Address("project", 1, "rate")], 100) == form["rate"]
    assert shown(cells[Address("project", 1, "execution_proposed")]) == form["execution"]
    total = cells[Address("project", 1, "score")]
    if "total" in form:
        assert shown(total) == form["total"]
    elif not form.get("partial"):
        assert total.value is None


@by_id
def test_every_error_is_told_and_no_other(entered, form):
    found = list(entered(form).problems)
    wanted = [[part.strip() for part in line.split("|")] for line in form.get("wrong", ())]
    for code, *parts in wanted + [[p.strip() for p in line.split("|")] for line in form.get("told", ())]:
        same = [p for p in found if p.code == code and all(part in p.message for part in parts)]
        assert len(same) == 1, (code, parts, [(p.code, p.message) for p in found])
        found.remove(same[0])
    ignored = OF_THE_WHOLE if form.get("partial") else set()
    assert [(p.code, p.message) for p in found if p.severity != "info" and p.code not in ignored] == []


def test_the_file_is_used_as_written():
    known = {
        "id", "seen", "scheme", "partial", "money", "funds", "items", "printed", "rate", "execution", "total",
        "wrong", "told",
    }  # fmt: skip
    checks = {check.key for check in edition().checks} | {"direct_total"}
    for form in FORMS:
        assert set(form) <= known, form["id"]
        assert form["scheme"] in edition().forms.scheme
        assert set(form["funds"]) <= set(edition().table["project"].column)
        for line in (*form.get("wrong", ()), *form.get("told", ())):
            assert line.split("|")[0].strip() in checks, line
    assert len(FORMS) >= 12
    assert len(RIGHT) >= 5
