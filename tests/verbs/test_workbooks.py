"""`export`, `template`, `import`: out and in again, and what is left open."""

from __future__ import annotations

import json

from app.cli import main
from tests.verbs.support import REFUSED, bytes_of, is_plain_chinese


def test_export(done, run, sample, tmp_path):
    out = tmp_path / "自评 2022.xlsx"
    before = bytes_of(sample)
    printed = done("export", sample, "--to", out)
    assert f"已导出 {out}" in printed
    assert out.read_bytes().startswith(b"PK")
    assert bytes_of(sample) == before
    smaller = tmp_path / "b.xlsx"
    done("export", sample, "--to", smaller, "--no-data")
    assert smaller.stat().st_size < out.stat().st_size
    for bad in (sample, tmp_path / "no" / "out.xlsx"):
        code, _, complained = run("export", sample, "--to", bad)
        assert code == REFUSED
        assert is_plain_chinese(complained)
    assert bytes_of(sample) == before


def test_a_template_goes_out_and_comes_back(tmp_path, capsys):
    file, form = str(tmp_path / "a.zpt"), str(tmp_path / "t.xlsx")
    assert main(["new", file, "--unit", "某局", "--year", "2022", "--sample"]) == 0
    assert main(["template", str(tmp_path / "empty.xlsx"), "--year", "2024"]) == 0
    assert main(["template", form, "--year-from", f"{file}:2022"]) == 0
    assert main(["template", form, "--year-from", file]) == 2
    assert main(["template", form, "--year-from", f"{file}:1999"]) == 2
    assert main(["template", str(tmp_path / "t.pdf")]) == 2
    other = str(tmp_path / "b.zpt")
    assert main(["new", other, "--unit", "某局", "--year", "2023"]) == 0
    capsys.readouterr()
    assert main(["import", other, form, "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["year"], told["new_year"], told["counts"]["refused"]) == (2022, True, 0)
    assert {"sheet": "收支预决算", "address": "accounts/public/final", "new": "119.53"}.items() <= next(
        c for c in told["cells"] if c["address"] == "accounts/public/final"
    ).items()
    assert main(["show", other, "--year", "2022"]) == 2  # nothing was written
    assert main(["import", other, form]) == 0
    assert "新增 17 行" in capsys.readouterr().out
    assert main(["check", other, "--year", "2022"]) == 0


def test_what_cannot_be_imported_is_said(tmp_path, capsys):
    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022"]) == 0
    (tmp_path / "x.xls").write_text("<html>", "utf-8")
    assert main(["import", file, str(tmp_path / "x.xls")]) == 2
    assert main(["import", file, str(tmp_path / "none.xlsx")]) == 2
    from tests.intake.support import write

    path = write(tmp_path / "y.xlsx", {"车辆": [["车牌", "公里"], ["冀A", 3]]})
    assert main(["import", file, str(path)]) == 2
    assert "没有认出有数可填的表" in capsys.readouterr().err
    rows = [["项目", "预算数", "决算数"], ["人员经费", 1, 2], ["一般公用经费", 3, 4]]
    path = write(tmp_path / "z.xlsx", {"收支预决算情况表": rows})
    assert main(["import", file, str(path)]) == 1  # no unit
    assert main(["import", file, str(path), "--unit", "元", "--as", "预算数=initial"]) == 0
    assert main(["import", file, str(path), "--as", "预算数"]) == 2
    assert main(["show", file, "--json"]) == 0
    assert '"accounts/public/initial": "0.0003"' in capsys.readouterr().out


def test_what_an_import_leaves_open_is_said_with_what_to_add(tmp_path, capsys):
    from tests.intake.support import write

    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022"]) == 0
    rows = [["项目", "预算数", "决算数"], ["人员经费", 1, 2], ["一般公用经费", 3, 4]]
    path = str(write(tmp_path / "z.xlsx", {"收支预决算情况表": rows}))
    capsys.readouterr()
    assert main(["import", file, path, "--dry-run"]) == 1
    told = capsys.readouterr().out
    assert "加 --unit 万元" in told and "加 --as 预算数=年初预算数 或 预算数=全年预算数" in told
    assert main(["import", file, path, "--unit", "元", "--as", "预算=年初预算数"]) == 2
    assert "没有用上" in capsys.readouterr().err
    assert main(["import", file, path, "--unit", "元", "--as", "预算数=年初预算数"]) == 0
    assert "预算数=" not in capsys.readouterr().out


def test_a_unit_that_is_written_is_not_overruled(tmp_path, capsys):
    from tests.intake.support import write

    file = str(tmp_path / "a.zpt")
    assert main(["new", file, "--unit", "某局", "--year", "2022"]) == 0
    rows = [["单位：元"], ["项目", "决算数"], ["人员经费", 20000], ["一般公用经费", 40000]]
    path = str(write(tmp_path / "z.xlsx", {"收支预决算情况表": rows}))
    assert main(["import", file, path, "--year", "2023", "--unit", "万元"]) == 0
    told = capsys.readouterr().out
    assert "新建 2023 年度" in told and "没有用 --unit" in told
    assert main(["show", file, "--year", "2023", "--json"]) == 0
    assert '"accounts/personnel/final": "2.00"' in capsys.readouterr().out


def test_forms_are_exported_into_a_folder(done, run, sample, tmp_path):
    folder = tmp_path / "自评表"
    before = bytes_of(sample)
    printed = done("export", sample, "--forms", folder)
    files = sorted(path.name for path in folder.iterdir())
    assert f"已导出 {folder}（{len(files)} 个文件），共 {len(files)} 张自评表" in printed
    assert {"科普经费.xlsx", "部门整体支出绩效自评表.xlsx", "项目支出绩效自评结果汇总表.xlsx"} <= set(files)
    one = folder / "2022年度自评表.xlsx"
    assert f"已导出 {one}，共 19 张自评表" in done("export", sample, "--forms", folder, "--one", "--blank")
    assert "共 1 张自评表" in done("export", sample, "--forms", folder, "--project", "1")
    assert bytes_of(sample) == before
    for bad in (
        ["--forms", folder, "--project", "99"],
        ["--forms", folder, "--no-data"],
        ["--forms", sample],
        ["--forms", tmp_path / "no" / "no"],
        ["--to", tmp_path / "a.xlsx", "--blank"],
    ):
        code, _, complained = run("export", sample, *bad)
        assert code == REFUSED
        assert is_plain_chinese(complained)
