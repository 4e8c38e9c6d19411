from __future__ import annotations

import pytest

from app.domain.act import AddRow, MoveRow, RemoveRow, SetCell, SetYear, mirror
from app.domain.address import Address, parse_address
from app.domain.report import POSITION_STEP, Record, Report


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("accounts/personnel/final", Address("accounts", "personnel", "final")),
        ("project/3/score", Address("project", 3, "score")),
        ("note/accounts/personnel/final/text", Address("note", "accounts/personnel/final", "text")),
    ],
)
def test_addresses_read_and_write(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert str(address) == text


@pytest.mark.parametrize("text", ["", "a", "a/b", "/a/b", "a//b", "a/b/"])
def test_what_is_no_address_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="不是单元格地址"):
        parse_address(text)


def test_mirror_of_mirror_is_the_same() -> None:
    changes = (
        SetCell(Address("a", "b", "c"), None, 5),
        AddRow("t", 1, 10, "x", {"n": "v"}),
        MoveRow("t", 1, 10, 20),
        RemoveRow("t", 1, 20, "x", {"n": "v"}),
        SetYear("open", "", "digest"),
    )
    assert mirror(mirror(changes)) == changes
    assert mirror(changes)[0] == SetYear("", "open", "digest")
    assert mirror(changes)[1] == AddRow("t", 1, 20, "x", {"n": "v"})


def test_rows_stand_by_position_and_new_ones_get_a_new_id() -> None:
    report = Report(2022, {"t": {n: Record(n, position=n * POSITION_STEP) for n in (1, 2, 3)}})
    assert report.next_row("t") == 4
    assert report.next_row("empty") == 1
    assert report.index_of("t", 3) == 2
    report.tables["t"][3].position = 1
    assert [record.row for record in report.rows("t")] == [3, 1, 2]
    assert report.index_of("t", 3) == 0
