"""`compare`, `new-year`, `lock`, `unlock`."""

from __future__ import annotations

import json

import pytest

from app.cli import main
from tests.verbs.support import REFUSED, bytes_of


@pytest.fixture(scope="module")
def several(tmp_path_factory):
    """2020 to 2022."""
    from tests.years import make_years

    folder = tmp_path_factory.mktemp("several")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(folder / "home"))
        make_years(folder / "three.zpt").close(backup=False)
    return folder / "three.zpt"


def test_compare_lists_the_years_side_by_side(done, several):
    printed = done("compare", several, "--years", "2021,2022")
    line = next(line for line in printed.splitlines() if line.strip().startswith("本年支出合计 "))
    assert line.split() == ["本年支出合计", "1,842.63", "1,972.83", "130.20", "7.07%"]
    assert "2020" not in printed.splitlines()[0]


def test_compare_takes_all_years_when_none_is_named(done, several):
    assert done("compare", several).startswith("石家庄市科学技术协会 年度对比：2020、2021、2022 年，逐年比较")
    assert "各年与 2020 年比较" in done("compare", several, "--base", "2020")


def test_compare_json(done, several):
    data = json.loads(
        done("compare", several, "--years", "2020，2022", "--json", "--columns", "initial,final")
    )
    assert data["years"] == [2020, 2022]
    groups = {group["key"]: group for group in data["groups"]}
    assert {"accounts.initial", "accounts.final", "project.final", "project.score"} <= set(groups)
    outlay = next(line for line in groups["accounts.final"]["lines"] if line["key"] == "outlay")
    (change,) = outlay["changes"]
    assert (change["value"], change["rate"]["value"]) == ("254.50", "14.81")


def test_compare_into_a_workbook(done, several, tmp_path):
    told = done("compare", several, "--to", tmp_path / "对比.xlsx")
    assert told.startswith(f"已导出 {tmp_path / '对比.xlsx'}（3 页，")
    assert (tmp_path / "对比.xlsx").read_bytes()[:2] == b"PK"


def test_compare_changes_nothing(done, several):
    before = bytes_of(several)
    done("compare", several)
    assert bytes_of(several) == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--years", "2019,2022"), "文件里没有 2019 年度，只有 2020、2021、2022。"),
        (("--years", "去年"), "“去年”不是年度；--years 写作 2021,2022，文件里有 2020、2021、2022 年度。"),
        (("--years", "2022"), "要比较，至少要有两个年度；文件里有 2020、2021、2022 年度。"),
        (("--base", "2019"), "基年 2019 要在所比的年度里：2020、2021、2022。"),
        (("--columns", "rate"), "没有“rate”这一栏，可以比的有：final（决算数）、initial（年初预算数）"),
        (("--json", "--to", "out.xlsx"), "--to 不能这样用"),
    ],
)
def test_compare_says_what_cannot_be_compared(run, several, arguments, told):
    code, printed, complained = run("compare", several, *arguments)
    assert (code, printed) == (REFUSED, "")
    assert told in complained


def test_compare_of_one_year_is_told(run, sample):
    code, _, complained = run("compare", sample)
    assert code == REFUSED
    assert "至少要有两个年度" in complained


def test_a_new_year_and_closing_one(tmp_path, capsys):
    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022", "--sample"]) == 0
    assert main(["new-year", file, "--from", "2022", "--drop", "3", "4"]) == 0
    assert "已新建 2023 年度" in capsys.readouterr().out
    assert main(["new-year", file, "--from", "2022"]) == 2
    assert main(["new-year", file, "--from", "2020"]) == 2
    assert main(["new-year", file, "--from", "2023", "--drop", "99"]) == 2
    told = capsys.readouterr().err
    assert "已经有 2023 年度" in told and "没有 2020 年度" in told and "1 到 15" in told
    assert main(["lock", file, "--year", "2022"]) == 0
    assert main(["set", file, "--year", "2022", "accounts/public/final", "1"]) == 2
    assert "已上报锁定" in capsys.readouterr().err
    assert main(["show", file, "--year", "2022", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["locked"]["intact"] is True
    assert main(["unlock", file, "--year", "2022"]) == 0
    assert main(["unlock", file, "--year", "2022"]) == 2
    assert main(["set", file, "--year", "2022", "accounts/public/final", "1"]) == 0
