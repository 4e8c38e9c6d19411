"""PDF: what is drawn is what is read, searched and found by bookmark."""

from __future__ import annotations

import io
import re
from datetime import date
from unicodedata import bidirectional

import pytest

from app.exchange.files import ExportError
from app.exchange.paper_readback import check_pdf, plain, read_pdf
from app.exchange.step import Cancelled
from tests.exchange.support import UNIT, case, report_of, sample
from tests.ui.printing.support import fonts, job_of, title_of
from ui.printing.coverage import NO_FONT, coverage
from ui.printing.export import export_pdf
from ui.printing.fonts import Fonts
from ui.printing.glyphs import Glyphs, rewritten
from ui.printing.leaf import Face, Text
from ui.printing.painter import drawn
from ui.printing.pdf import pdf_bytes, save_pdf


@pytest.fixture(scope="module")
def faces(qapp):
    return fonts()


@pytest.fixture(scope="module")
def content(faces):
    return pdf_bytes(job_of(sample(), faces, wanted=True), faces, author=UNIT)


def reader(content):
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(content))


def test_every_text_is_read_back(content, faces):
    job = job_of(sample(), faces, wanted=True)
    texts = [[text.text for text in sheet] for sheet in drawn(job, faces)]
    assert check_pdf(content, texts) == sum(map(len, texts)) > 1000


def test_a_figure_that_differs_is_found(content, faces):
    job = job_of(sample(), faces, wanted=True)
    texts = [[text.text.replace("1,972.83", "1,972.84") for text in sheet] for sheet in drawn(job, faces)]
    with pytest.raises(ExportError, match=r"第 2 页应为.*1,972\.84.*读回"):
        check_pdf(content, texts)
    with pytest.raises(ExportError, match="页数不对"):
        check_pdf(content, texts[:-1])


def test_the_figures_of_the_document_are_on_the_sheets(content):
    said = plain("".join(read_pdf(content)))
    for figure in (
        "1,476.24",
        "2,006.53",
        "1,972.83",
        "98.32%",
        "−52.45%",
        "339.617",
        "石家庄市科学技术协会",
    ):
        assert figure in said, figure


def test_bookmarks_lead_to_the_tables(content):
    pdf = reader(content)
    marks = [(mark.title, pdf.get_destination_page_number(mark)) for mark in pdf.outline]
    assert [title for title, _ in marks][:3] == ["封面", "收支预决算情况表", "“三公”经费情况表"]
    for title, number in marks[1:]:
        assert plain(title)[:4] in plain(pdf.pages[number].extract_text())[:60]


def test_title_author_and_date(content):
    about = reader(content).metadata
    assert about.title == title_of(sample()) == f"{UNIT}2022年度部门整体支出绩效自评表"
    assert about.author == UNIT
    assert about.creation_date.date().year >= date(2024, 1, 1).year


def test_fonts_are_inside(content):
    for page in reader(content).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(inner)


def test_paper_and_direction_of_every_sheet(faces):
    job = job_of(sample(), faces)
    sizes = [
        tuple(round(float(side)) for side in page.mediabox[2:])
        for page in reader(pdf_bytes(job, faces, author=UNIT)).pages
    ]
    assert sizes == [(842, 595) if leaf.width > leaf.height else (595, 842) for leaf in job.leaves]
    assert {(842, 595), (595, 842)} == set(sizes)


def test_pages_are_numbered_through_and_the_cover_is_not(content):
    texts = [plain(text) for text in read_pdf(content)]
    total = len(texts) - 1
    assert "共" not in texts[0][-8:]
    for number, text in enumerate(texts[1:], 1):
        assert text.endswith(f"第{number}页共{total}页")


def test_twenty_sheets_are_small(faces):
    rows = [
        {"name": f"第{n}号科普项目", "final": n * 1000, "adjusted": n * 1000, "score": 90}
        for n in range(1, 700)
    ]
    job = job_of(case(report_of({}, rows)), faces, only=("project",))
    assert len(job.leaves) >= 14
    assert len(pdf_bytes(job, faces, author=UNIT)) / len(job.leaves) < 2_000_000 / 20


def test_export_puts_it_in_place_and_tells(tmp_path, qapp):
    made, path = sample(), tmp_path / "报告.pdf"
    steps = []
    done = export_pdf(
        made.model, made.report, made.results, path, unit_name=UNIT, progress=lambda *step: steps.append(step)
    )
    assert path.read_bytes().startswith(b"%PDF-1.4")
    assert done.pages == len(reader(path.read_bytes()).pages)
    assert done.cells > 1000
    assert all(0 <= now <= total for now, total in steps) and steps[-1][0] == steps[-1][1]
    assert [file.name for file in tmp_path.iterdir()] == ["报告.pdf"]


def test_only_one_table(tmp_path, qapp):
    made = sample()
    done = export_pdf(
        made.model, made.report, made.results, tmp_path / "a.pdf", unit_name=UNIT, only=["profile"]
    )
    assert done.pages == 1
    assert "单位概况" in read_pdf((tmp_path / "a.pdf").read_bytes())[0]


@pytest.mark.parametrize("after", [1, 500])
def test_called_off_the_old_file_stays(tmp_path, after):
    made, path = sample(), tmp_path / "报告.pdf"
    path.write_bytes(b"old")
    calls = []

    def cancelled():
        calls.append(1)
        return len(calls) > after // 100 + 2

    with pytest.raises(Cancelled):
        export_pdf(made.model, made.report, made.results, path, unit_name=UNIT, cancelled=cancelled)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["报告.pdf"]


def test_a_workbook_is_not_replaced_by_a_pdf(tmp_path, faces):
    with pytest.raises(ExportError, match=r"\.pdf 结尾"):
        save_pdf(job_of(sample(), faces), faces, tmp_path / "a.xlsx", author=UNIT)


def test_nothing_chosen(faces):
    with pytest.raises(ExportError, match="没有选"):
        pdf_bytes(job_of(sample(), faces, wanted=False), faces, author=UNIT)


def one_project(name):
    return case(report_of({}, [{"name": name, "final": 1, "adjusted": 1}]))


def test_a_character_without_a_glyph_is_named_with_its_place(tmp_path, faces):
    job = job_of(one_project("甲\U000f1234项目"), faces)
    assert "（U+F1234）" in job.trouble and "方框" in job.trouble
    assert "项目资金支出明细及自评得分表的“甲" in job.trouble
    with pytest.raises(ExportError, match="方框"):
        save_pdf(job, faces, tmp_path / "a.pdf", author=UNIT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("5G产业、ISO9001认证、GB/T 19001、2024H1", ""),
        ("OK…COVID-19", ""),
        ("fi ffl office", ""),
        ("a‧b·c•d", ""),
        ("科普\u200b经费\ufeff项\u00ad目\u007f", "科普经费项目"),
        ("制表\t符\r\n换行", "制表符换行"),
        ("☑\ufe0f完成", "☑完成"),
        ("葛\U000e0100城", ""),
        ("𝒳项目", ""),  # beyond the first 65,536
        ("\uf98e\u5e74", "年年"),  # one glyph for both
        ("مرحبا项目", ""),
        ("שלום", ""),
        ("شىنجاڭ 新疆", ""),
        ("科普\u2028活动\u2029结束", "科普活动结束"),
        ("科\u034f普\u3164", "科普"),
    ],
)
def test_what_was_written_is_read(tmp_path, faces, name, read):
    job = job_of(one_project(name), faces, only=("project",))
    path = tmp_path / "a.pdf"
    save_pdf(job, faces, path, author=UNIT)
    said, told = plain(read_pdf(path.read_bytes())[0]), plain(read or name)
    assert told in said or any(bidirectional(each) in "RAL" and each in said for each in told)


def test_a_tab_stays_in_its_cell(faces):
    job = job_of(one_project("制表\t符\t" * 6), faces, only=("project",))
    assert not any("\t" in text.text for leaf in job.leaves for text in leaf.texts)


def test_without_any_chinese_font(tmp_path, qapp, monkeypatch):
    monkeypatch.setattr("ui.printing.fonts.QFontDatabase.families", lambda *_: [])
    made = sample()
    assert coverage([], Fonts()) == ({}, NO_FONT)
    with pytest.raises(ExportError, match="没有装中文字体"):
        export_pdf(made.model, made.report, made.results, tmp_path / "a.pdf", unit_name=UNIT)


def test_another_font_in_place_of_the_official_one_is_told(qapp, monkeypatch):
    monkeypatch.setattr("ui.printing.fonts.QFontDatabase.families", lambda *_: ["WenQuanYi Micro Hei"])
    assert re.search("没有宋体，用“WenQuanYi Micro Hei”代替；没有黑体", Fonts().notice)
    monkeypatch.setattr("ui.printing.fonts.QFontDatabase.families", lambda *_: ["宋体", "黑体"])
    assert Fonts().notice == ""


def test_a_glyph_that_is_there_but_blank_comes_from_another_font(tmp_path, faces):
    """℃ of this font is empty; DejaVu, which comes with every Qt font set-up here, has it."""
    job = job_of(one_project("冷库降到−18℃以下"), faces, only=("project",))
    assert list(job.spares) == ["℃"] and job.trouble == ""
    path = tmp_path / "a.pdf"
    save_pdf(job, faces, path, author=UNIT)
    assert "冷库降到−18℃以下" in plain(read_pdf(path.read_bytes())[0])


def test_a_blank_glyph_that_no_font_has_is_named(faces, monkeypatch):
    monkeypatch.setattr("ui.printing.fonts.QFontDatabase.families", lambda *_: ["WenQuanYi Micro Hei"])
    job = job_of(one_project("冷库降到−18℃以下"), fonts(), only=("project",))
    assert "“℃”（U+2103）" in job.trouble


def test_the_table_of_a_font_is_written_anew():
    ranges = b"1 beginbfrange\n<0000> <0002> [<0000> <2F08> ]\nendbfrange\n"
    before = b"x begincmap\nendcodespacerange\n" + ranges + b"endcmap y"
    after = rewritten(before, ["人", "𬭎"])
    assert b"<0001> <4EBA>" in after and b"<0002> <D872DF4E>" in after and b"2F08" not in after
    assert after.startswith(b"x begincmap") and after.endswith(b"endcmap y")
    many = rewritten(before, ["字"] * 250)
    assert many.count(b"beginbfchar") == 3 and b"50 beginbfchar" in many


def test_glyphs_that_are_not_as_expected_are_left_alone(content, faces):
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(content))
    assert not Glyphs([(Text(0, 0, "人", Face("body", 200)), "")], faces).mend(writer)


def test_bold_type_of_a_font_that_has_none_is_bold_in_a_pdf(monkeypatch, qapp):
    from pypdfium2 import PdfDocument

    def ink(given):
        page = PdfDocument(pdf_bytes(job_of(sample(), given, only=("sangong",)), given, author=UNIT))[0]
        return (page.render(scale=3).to_numpy()[..., 0] < 128).mean()

    plain_type = fonts()
    monkeypatch.setattr(plain_type, "has_bold", lambda face, family="": True)  # so that nobody thickens it
    assert ink(fonts()) > ink(plain_type) * 1.03


def test_the_character_in_common_use_wins(faces):
    texts = [(Text(0, 0, each, Face("body", 200)), "") for each in ("\uf98e", "2022年")]
    assert Glyphs(texts, faces).read(*texts[0]) == "年"


def test_a_minus_that_no_font_has_is_a_hyphen(faces, monkeypatch):
    assert faces.spelled("−5.14") == "−5.14"
    lacking = fonts()
    monkeypatch.setattr(lacking, "draws", lambda role, character, family="": character != "−")
    assert lacking.spelled("−5.14") == "-5.14"
