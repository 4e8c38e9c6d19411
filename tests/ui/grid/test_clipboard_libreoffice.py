"""Our HTML as LibreOffice reads it, and its HTML as we read it: the same reader serves its clipboard."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.exchange import support
from ui.grid.clipboard import CopiedCell, to_html
from ui.grid.html_cells import read_table

pytestmark = support.needs_libreoffice


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("libreoffice")


def convert(folder: Path, source: Path, to: str, *options: str) -> Path:
    profile, out = folder / "profile", folder / "out"
    out.mkdir(exist_ok=True)
    command = [str(support.SOFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += [*options, "--convert-to", to, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / f"{source.stem}.{to.partition(':')[0]}"


def test_what_we_copy_arrives_as_it_is(folder):
    import openpyxl

    source = folder / "copied.html"
    cells = [CopiedCell("1513.69", "1513.69"), CopiedCell("97.82%", "0.97821"), CopiedCell("-5.14", "-5.14")]
    texts = [CopiedCell("两\n行"), CopiedCell("=1+1"), CopiedCell("007"), CopiedCell("")]
    source.write_text(to_html([cells, texts]), "utf-8")
    book = convert(folder, source, "xlsx", "--infilter=HTML (StarCalc)")
    numbers, words = openpyxl.load_workbook(book).active.iter_rows()
    assert [cell.value for cell in numbers][:3] == [1513.69, 0.97821, -5.14]
    assert numbers[1].number_format == "0.00%"
    assert [(cell.value, cell.data_type) for cell in words][:3] == [
        ("两\n行", "s"),
        ("=1+1", "s"),
        ("007", "s"),
    ]


def test_what_it_copies_keeps_digits_and_signs(folder):
    import openpyxl

    source = folder / "sheet.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([1.027, -1234.5, 0.98319, "第一行\n第二行", "007"])
    formats = ("0.00", "#,##0.00;[Red]#,##0.00", "0.00%", "General", "@")
    for cell, shown in zip(sheet[1], formats, strict=True):
        cell.number_format = shown
    sheet.append(["合并", None, 5])
    sheet.merge_cells("A2:B2")
    book.save(source)
    texts, red = read_table(convert(folder, source, "html").read_text("utf-8"))
    assert texts[0] == ["1.027", "-1234.5", "98.319%", "第一行\n第二行", "007"]
    assert texts[1][:3] == ["合并", "", "5"]
    assert not red
