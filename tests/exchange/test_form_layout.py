"""Forms are laid out with the figures of a report, every one at its address."""

from __future__ import annotations

import pytest

from app.calculation.engine import compute
from app.domain.address import Address
from app.domain.forms import FormCell, FormLayout, FormLine
from app.domain.report import Report
from app.exchange.form_layout import project_form
from app.exchange.form_page import FormSheet, Spot
from app.exchange.form_places import places
from app.exchange.form_values import measure
from tests import worked
from tests.exchange.form_support import ITEMS, UNIT, filled


def form(report: Report, row: int = 1, key: str = "national") -> FormSheet:
    model = worked.model()
    layout = model.edition.forms.layout[key]
    return project_form(model, report, compute(model, report), layout, row, UNIT)


def at(sheet: FormSheet, address: str) -> Spot:
    return next(spot for spot in sheet.spots if str(spot.address) == address)


def test_every_figure_stands_at_its_address():
    sheet = form(filled())
    assert at(sheet, "project/1/name").text == "科普经费"
    assert at(sheet, "project/1/adjusted").text == "43.20"  # the total over its parts
    assert at(sheet, "project/1/final").text == "37.24"
    assert at(sheet, "project/1/rate").text == "86.20%"
    assert at(sheet, "profile/unit_name/value").text == UNIT
    assert at(sheet, "project/1/rate").look.computed
    assert at(sheet, "project/1/adjusted").look.align == "right"


def test_measures_read_as_one_text_and_tell_where_their_parts_are_typed():
    sheet = form(filled())
    targets = [at(sheet, f"indicator/{row}/target") for row in (1, 2, 3, 4)]
    assert [spot.text for spot in targets] == ["≥120人", "＝6期", "≥95%", "提高 3 成"]
    assert targets[0].parts == tuple(
        Address("indicator", 1, column) for column in ("direction", "target", "unit")
    )
    assert at(sheet, "indicator/1/actual").text == "130人"


def test_equal_levels_are_joined_but_not_below_another_level():
    sheet = form(filled())
    output, effect = (s for s in sheet.spots if s.address and s.address.column == "level1")
    assert (output.value, output.down, effect.value, effect.down) == ("产出指标", 3, "效益指标", 1)
    second = [(s.value, s.down) for s in sheet.spots if s.address and s.address.column == "level2"]
    assert second == [("数量指标", 2), ("质量指标", 1), ("质量指标", 1)]


@pytest.mark.parametrize("row", [1, 2])
@pytest.mark.parametrize(
    "key", [layout.key for layout in worked.edition().forms.layouts if layout.of == "project"]
)
def test_the_cells_cover_the_form_without_gap_or_overlap(row: int, key: str):
    sheet = form(filled(), row, key)
    covered = [
        (spot.row + i, spot.column + j)
        for spot in sheet.spots
        for i in range(spot.down)
        for j in range(spot.across)
    ]
    whole = {(i, j) for i in range(len(sheet.lines)) for j in range(len(sheet.widths))}
    assert len(covered) == len(set(covered))
    assert set(covered) == whole


def test_a_form_without_indicators_has_one_blank_line_for_them():
    sheet, full = form(filled(), 2), form(filled(), 1)
    assert len(full.lines) - len(sheet.lines) == len(ITEMS) - 1
    assert not any(spot.address and spot.address.table == "indicator" for spot in sheet.spots)


def test_the_texts_around_it_name_year_and_unit():
    sheet = form(filled())
    assert "2022" in sheet.subtitle
    assert sheet.row == 1
    assert sheet.name == "科普经费"


@pytest.mark.parametrize(
    ("direction", "text", "unit", "shown"),
    [
        ("≥", "95%", "%", "≥95%"),
        ("≤", "3.5", "万元", "≤3.5万元"),
        ("≥", "1.5万", "元", "≥1.5万元"),
        ("≥", "不低于 90", "分", "不低于 90分"),
        (None, "按时完成", "项", "按时完成"),
        ("定性", "12 个", "个", "12 个"),
        ("≥", None, "个", None),
    ],
)
def test_a_measure_is_put_together_as_forms_print_it(direction, text, unit, shown):
    assert measure(direction, text, unit) == shown


def test_lines_fill_the_places_that_cells_above_leave_free():
    layout = FormLayout(
        "x", "x", "x", widths=(5, 5, 5),
        lines=(
            FormLine((FormCell("甲", down=0), FormCell("乙", span=2))),
            FormLine((FormCell(field="name"), FormCell("丙")), each=True),
            FormLine((FormCell("丁", span=9),)),
        ),
    )  # fmt: skip
    found = [(p.row, p.column, p.down, p.across) for p in places(layout, 2).places]
    assert found == [(0, 0, 3, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1),
                     (3, 0, 1, 3)]  # fmt: skip
