"""Which rows a filter leaves in sight: compared with what is shown, blanks never numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app.document import Document, create
from app.domain.amount import WAN, YUAN, Refused
from app.edits import add_rows
from app.filtering import Chosen, Filled, Within, filtered_out, read_bound, texts_of, told
from app.storage.editions import edition_for

ROWS = [
    {
        "name": "普法经费",
        "category": "一般",
        "adjusted": 3_000_000,
        "final": 1_000_000,
        "score": Decimal("95"),
    },
    {"name": "安全", "category": "重点", "adjusted": 3_000_000, "final": 2_000_000, "score": Decimal("80.5")},
    {"name": "安全", "final": -500_000},
    {"category": "一般"},
]


@pytest.fixture
def document(tmp_path: Path):
    with create(tmp_path / "甲.zpt", "某局", 2022, edition_for(2022)) as made:
        made.write(add_rows(made.report, "project", ROWS), "填")
        yield made


def shown(document: Document, **conditions) -> list[int]:
    out = filtered_out(document, "project", conditions)
    return [int(record.row) for record in document.report.rows("project") if record.row not in out]


def test_texts_by_choice_and_blank(document):
    assert shown(document, category=Chosen(frozenset({"一般"}))) == [1, 4]
    assert shown(document, category=Chosen(frozenset({"一般", ""}))) == [1, 3, 4]
    assert shown(document, name=Filled(False)) == [4]
    assert shown(document, name=Filled(True)) == [1, 2, 3]


def test_numbers_within_bounds_and_blank_is_none(document):
    assert shown(document, final=Within(1_000_000)) == [1, 2]
    assert shown(document, final=Within(None, 1_000_000)) == [1, 3]
    assert shown(document, final=Within(2_000_000, 2_000_000)) == [2]
    assert shown(document, score=Within(Decimal("80.5"), Decimal(95))) == [1, 2]


def test_a_rate_is_compared_as_it_is_shown(document):
    """1 ÷ 3 shows as 33.33 %."""
    bound = read_bound(document.model.edition.table["project"].column["rate"].kind, "33.33%", WAN)
    assert shown(document, rate=Within(bound, bound)) == [1]
    assert shown(document, rate=Filled(False)) == [3, 4]


def test_computed_words(document):
    assert texts_of(document, "project", "grade") == {"良": 1, "优": 1, "": 2}
    assert shown(document, grade=Chosen(frozenset({"优"}))) == [1]


def test_a_score_is_that_of_the_form_where_there_is_one(document):
    cells = {"name": "甲", "direction": "≥", "target": "10", "actual": "9", "weight": Decimal(90)}
    document.write(add_rows(document.report, "indicator", [cells], None, 2), "填自评表")
    assert document.report.tables["project"][2].cells["score"] == Decimal("80.5")  # typed before
    assert shown(document, score=Within(low=Decimal("87.67"), high=Decimal("87.67"))) == [2]


def test_several_conditions_hold_together(document):
    assert shown(document, category=Chosen(frozenset({"一般"})), final=Filled(True)) == [1]


def test_texts_with_their_numbers(document):
    assert list(texts_of(document, "project", "category").items()) == [("重点", 1), ("一般", 2), ("", 1)]
    assert texts_of(document, "project", "name", without={3}) == {"安全": 1, "普法经费": 1, "": 1}


@pytest.mark.parametrize(
    ("key", "condition", "words"),
    [
        ("category", Chosen(frozenset({"重点", ""})), "类别：（空白）、重点"),
        ("name", Chosen(frozenset("甲乙丙丁")), "项目名称：丙、丁、甲等 4 种"),
        ("final", Within(1_000_000), "执行数 ≥ 1.00"),
        ("final", Within(None, -500_000), "执行数 ≤ −0.50"),
        ("final", Within(0, 0), "执行数 = 0.00"),
        ("rate", Within(Decimal(80), Decimal(90)), "执行率 从 80% 到 90%"),
        ("remark", Filled(True), "备注非空白"),
    ],
)
def test_conditions_in_words(document, key, condition, words):
    assert told(document.model.edition.table["project"].column[key], condition, WAN) == words


def test_bounds_are_read_as_typing_is(document):
    kind = document.model.edition.table["project"].column["final"].kind
    assert read_bound(kind, "1,234.5", WAN) == 1_234_500_000
    assert read_bound(kind, "１００", YUAN) == 10_000
    assert read_bound(kind, "", WAN) is None
    with pytest.raises(Refused):
        read_bound(kind, "一百", WAN)
