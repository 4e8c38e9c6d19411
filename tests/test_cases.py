"""Real departments' published figures, entered as a new user would through `new`, `set` and `add-row`."""

from __future__ import annotations

import io
import json
import shutil
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from app.cli import main
from tests.worked import edition

CASES = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))["case"]
by_id = pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])


def lines(text):
    return [line.split(maxsplit=1) for line in text.strip().splitlines()]


@pytest.fixture(scope="module")
def entered(tmp_path_factory):
    """Gives what `show --json` prints of a case that was entered; each is entered once."""
    shown, new = {}, {}

    def run(*arguments):
        printed, complained = io.StringIO(), io.StringIO()
        with redirect_stdout(printed), redirect_stderr(complained):
            code = main(list(arguments))
        assert (code, complained.getvalue()) == (0, "")
        return printed.getvalue()

    def enter(case):
        first, last = edition().years
        year = min(max(case["year"], first), last)  # known fault: test_an_earlier_year
        if year not in new:
            new[year] = tmp_path_factory.mktemp("new") / "new.zpt"
            run("new", str(new[year]), "--unit", "某单位", "--year", str(year))
        file = shutil.copy(new[year], tmp_path_factory.mktemp("case"))
        pairs = lines(case.get("cells", ""))
        if pairs:
            run("set", file, *(part for pair in pairs for part in pair))
        for line in case.get("rows", "").strip().splitlines():
            run("add-row", file, "project", *(part.strip() for part in line.split("|")))
        return json.loads(run("show", file, "--json"))

    def entered(case):
        if case["id"] not in shown:
            shown[case["id"]] = enter(case)
        return shown[case["id"]]

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(tmp_path_factory.mktemp("home")))
        yield entered


def figures(data):
    """Values and reasons, of cells by address and of ratios by key."""
    values = dict(data["cells"])
    values |= {ratio["key"]: ratio["value"] for ratio in data["ratios"] if ratio["value"] is not None}
    reasons = dict(data["reasons"])
    reasons |= {ratio["key"]: ratio["reason"] for ratio in data["ratios"] if ratio["reason"] is not None}
    return values, reasons


@by_id
def test_real_figures(entered, case):
    data = entered(case)
    values, reasons = figures(data)
    wanted = dict(lines(case.get("values", "")))
    assert {key: values.get(key) for key in wanted} == wanted
    for key, printed in lines(case.get("wrong", "")):
        assert values.get(key) != printed
        assert key in wanted or key in reasons, "a wrong figure stands beside the right one"
    for key, part in lines(case.get("reasons", "")):
        assert key not in values
        assert part in reasons[key]

    found = [(problem["severity"], problem["code"], problem["message"]) for problem in data["problems"]]
    told = []
    for severity, rest in lines(case.get("problems", "")):
        code, *parts = (part.strip() for part in rest.split("|"))
        same = [f for f in found if f[:2] == (severity, code) and all(part in f[2] for part in parts)]
        assert len(same) == 1, (code, parts, found)
        told += same
    assert sorted(f for f in found if f[0] == "error") == sorted(f for f in told if f[0] == "error")
    assert not {code for _, code, _ in found} & set(case.get("quiet", ()))


@by_id
def test_no_blank_figure_is_made_up(entered, case):
    """What was not published stays blank: no ratio comes from a column nobody entered."""
    data = entered(case)
    columns = {pair[0].split("/")[2] for pair in lines(case.get("cells", ""))}
    columns |= {part.split("=")[0].strip() for part in case.get("rows", "").replace("\n", "|").split("|")}
    values, _ = figures(data)
    for column in ("initial", "adjusted", "final", "prior", "prior_initial"):
        if column not in columns:
            assert not [address for address in values if address.endswith(f"/{column}")]
    if "prior" not in columns:
        assert not [key for key in values if "change_prior" in key]


def test_the_file_is_used_as_written():
    known = {"id", "year", "cells", "rows", "values", "wrong", "reasons", "problems", "quiet"}
    assert not [case["id"] for case in CASES if set(case) - known]
    checks = {check.key for check in edition().checks} | {"direct_total"}
    for case in CASES:
        assert set(case.get("quiet", ())) <= checks, case["id"]
        for _, rest in lines(case.get("problems", "")):
            assert rest.split("|")[0].strip() in checks, case["id"]
    assert len({case["id"].split()[0] for case in CASES}) >= 23


@pytest.mark.parametrize("year", [2016, 2018])
def test_an_earlier_year(tmp_path, monkeypatch, year):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path))
    assert year in {case["year"] for case in CASES}
    assert main(["new", str(tmp_path / "a.zpt"), "--unit", "某单位", "--year", str(year)]) == 0
