"""The order of a list by one of its columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from app.document import create
from app.edits import add_rows
from app.sorting import sorted_rows
from app.storage.editions import load_edition

ROWS = [
    {"name": "重点宣传", "final": 20_000_000, "score": Decimal("90")},
    {"name": "安全生产", "final": 10_270_000, "score": Decimal("9.5")},
    {"name": "普法", "score": Decimal("90")},
    {"name": "Alpha", "final": -5_000_000},
]


@pytest.fixture
def document(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    with create(tmp_path / "a.zpt", "某局", 2022, load_edition("cn-2022")) as made:
        made.write(add_rows(made.report, "project", ROWS), "增加")
        yield made


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        ("final", False, [4, 2, 1, 3]),  # the blank one last, both ways
        ("final", True, [1, 2, 4, 3]),
        ("score", False, [2, 1, 3, 4]),  # 9.5 before 90; equal ones as they stood
        ("score", True, [1, 3, 2, 4]),
        ("name", False, [4, 2, 3, 1]),  # Alpha, an, pu, zhong
        ("grade", False, [2, 1, 3, 4]),  # computed: 差 before 优
        ("remark", False, [1, 2, 3, 4]),
    ],
)
def test_numbers_by_size_texts_by_pinyin_blanks_last(document, column, descending, order):
    assert sorted_rows(document, "project", column, descending=descending) == order
