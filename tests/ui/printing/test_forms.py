"""Forms on paper: nothing is cut off or lost, merged cells go on, each project has its bookmark."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase

from app.exchange.forms_out import form_pages
from app.exchange.setup import Setup
from tests import worked
from tests.exchange.form_support import UNIT, choice, filled, long, with_scheme
from tests.ui.printing.support import FAMILY, GOLDEN, fonts
from tests.ui.printing.test_golden import picture, same
from ui.printing.export import export_forms_pdf, export_forms_pdfs
from ui.printing.form_compose import compose_form
from ui.printing.leaf import MILLIMETRE, POINT, Job
from ui.printing.painter import numbers

LAYOUTS = [layout.key for layout in worked.edition().forms.layouts if layout.of == "project"]


@pytest.fixture(scope="module")
def faces(qapp):
    assert FAMILY in QFontDatabase.families(), "dev.py installs fonts-wqy-microhei"
    return fonts()


def set_on(report, faces, setup: Setup | None = None, key: str = "national"):
    """The sheets of the first project's form, what is told, and the form."""
    (page,) = form_pages(choice(with_scheme(report, key), rows=[1], further=False))
    made, told = compose_form(page.form, setup or Setup(), faces, page.key, page.name, lambda: None)
    return made, told, page.form


def plain(text: str) -> str:
    return "".join(text.split()).replace("−", "-")


def texts(leaves) -> str:
    return plain("".join(text.text for leaf in leaves for text in leaf.texts))


@pytest.mark.parametrize("key", LAYOUTS)
@pytest.mark.parametrize("report", [filled, lambda: long(filled())])
def test_every_text_is_there_and_inside_the_margins(faces, key: str, report):
    leaves, _, form = set_on(report(), faces, key=key)
    for leaf in leaves:
        left, right = 15 * MILLIMETRE, leaf.width - 15 * MILLIMETRE
        top, bottom = 15 * MILLIMETRE, leaf.height - 15 * MILLIMETRE
        for text in leaf.texts:
            wide = faces.metrics(text.face).horizontalAdvance(text.text)
            assert left - 1 <= text.x <= text.x + wide <= right + 1, text.text
            assert top - 1 <= text.y <= bottom + 1, text.text
        for rule in leaf.rules:
            assert left - 1 <= rule.x1 <= rule.x2 <= right + 1
            assert top - 1 <= rule.y1 <= rule.y2 <= bottom + 1
    seen = texts(leaves)
    for spot in form.spots:
        short = plain(spot.text) if len(spot.text) < 200 else ""
        assert short in seen, spot.text
    for spot in form.spots:
        if len(spot.text) >= 200:  # its lines lie on several sheets, other texts between them
            assert all(part in seen for part in plain(spot.text).split("，")[:-1:17])


def test_a_short_form_takes_one_sheet_in_readable_type(faces):
    for key in LAYOUTS:
        leaves, told, _ = set_on(filled(), faces, key=key)
        assert len(leaves) == 1
        assert told == ""
        assert min(text.face.size for text in leaves[0].texts) >= 8 * POINT


def test_a_long_name_stands_below_the_title_on_further_sheets(faces):
    report = long(filled())
    report.tables["project"][1].cells["name"] = (
        "水利发展资金（中小河流治理、水土保持、山洪灾害防治）综合项目" * 2
    )
    leaves, _, _ = set_on(report, faces)
    top, *_ = leaves[1].texts
    assert top.text == "项目支出绩效自评表（续）"
    for leaf in leaves:
        for text in leaf.texts:
            wide = faces.metrics(text.face).horizontalAdvance(text.text)
            assert text.x + wide <= leaf.width - 15 * MILLIMETRE + 1, text.text


def test_a_long_form_goes_on_with_its_merged_cells_and_headings(faces):
    leaves, _, _ = set_on(long(filled()), faces)
    assert len(leaves) > 3
    for number, leaf in enumerate(leaves):
        seen = [text.text for text in leaf.texts]
        assert ("项目支出绩效自评表（续）" in seen) == (number > 0)
        assert ("附件1" in seen) == (number == 0)
    inside = [leaf for leaf in leaves if any(text.text.startswith("第5") for text in leaf.texts)]
    assert inside
    for leaf in inside:
        seen = texts([leaf])
        assert "绩效指标" in seen  # at the left, and the level beside it
        assert "社会效益指标" in seen
        assert "实际完成值" in seen  # the headings of the columns


def test_lines_of_a_long_text_lie_below_each_other_on_each_sheet(faces):
    leaves, _, _ = set_on(long(filled()), faces)
    for leaf in leaves:
        lines = [text for text in leaf.texts if "；目标" in text.text]
        for above, below in pairwise(lines):
            assert above.x == below.x
            assert below.y - above.y == pytest.approx(1.3 * above.face.size, abs=1)
    whole = "".join(f"目标{number}；" for number in range(800))
    assert sum(texts([leaf]).count("；") for leaf in leaves) >= whole.count("；")


def test_on_one_sheet_when_that_is_asked_for_and_can_be_read(faces):
    report = long(filled())
    report.tables["indicator"] = {k: r for k, r in report.tables["indicator"].items() if k < 45}
    del report.tables["project"][1].cells["goal"], report.tables["indicator"][40].cells["deviation"]
    assert len(set_on(report, faces)[0]) > 1
    leaves, told, _ = set_on(report, faces, Setup(single=True))
    assert len(leaves) == 1
    assert "磅" in told
    several, told, _ = set_on(long(filled()), faces, Setup(single=True))
    assert len(several) > 1
    assert "仍分几张" in told


def test_large_amounts_are_whole(faces):
    report = filled()
    worked.put_all(report, {"project/1/adjusted_fiscal": "123456789.012345", "project/1/adjusted_carry": "0"})
    leaves, _, _ = set_on(report, faces, key="sichuan")
    assert "123,456,789.012345" in texts(leaves)


def test_a_pdf_has_a_bookmark_for_each_form(faces, tmp_path: Path):
    from pypdf import PdfReader

    done = export_forms_pdf(choice(filled(), blank=True), tmp_path / "out.pdf")
    assert done.forms == 4
    outline = PdfReader(tmp_path / "out.pdf").outline
    assert [entry.title for entry in outline] == [
        "部门整体支出绩效自评表", "项目支出绩效自评结果汇总表", "科普经费", "空白项目",
    ]  # fmt: skip


def test_a_pdf_for_each_form(faces, tmp_path: Path):
    done = export_forms_pdfs(choice(filled(), further=False), tmp_path / "表")
    assert [path.name for path in done.paths] == ["科普经费.pdf"]
    assert done.paths[0].read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("key", LAYOUTS)
def test_the_sheet_is_as_it_was_found_good(faces, key: str):
    leaves, _, _ = set_on(filled(), faces, key=key)
    check(leaves, f"form-{key}", faces)


def test_the_further_sheet_is_as_it_was_found_good(faces):
    leaves, _, _ = set_on(long(filled()), faces)
    at = next(n for n, leaf in enumerate(leaves) if any(t.text == "第50项指标" for t in leaf.texts))
    check([leaves[at]], "form-further", faces)


def check(leaves, name: str, faces) -> None:
    from PySide6.QtGui import QImage

    job = Job(UNIT, tuple(leaves), ())
    made = picture(*next(numbers(job)), faces)
    path = GOLDEN / f"{name}.png"
    if not path.exists():
        made.save(str(path))
        pytest.fail(f"{path.name} was made anew: look at it and run this again")
    assert same(made, QImage(str(path))), name
