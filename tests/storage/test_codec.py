"""Values survive the way to text and back, and equal data are equal text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.act import AddRow, MoveRow, RemoveRow, SetCell, SetYear
from app.domain.address import Address
from app.storage.codec import dump_cells, dump_changes, load_cells, load_changes, record_digest

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = (
    st.integers()
    | texts
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000)
)
cells = st.dictionaries(texts, values, max_size=5)
rows = st.integers(1, 2**40)
optional = st.none() | values
changes = st.lists(
    st.builds(SetCell, st.builds(Address, texts, texts | rows, texts), optional, optional)
    | st.builds(AddRow, texts, rows, rows, texts, cells, st.none() | rows)
    | st.builds(RemoveRow, texts, rows, rows, texts, cells, st.none() | rows)
    | st.builds(MoveRow, texts, rows, rows, rows)
    | st.builds(SetYear, texts, texts, texts),
    max_size=5,
)


@given(st.lists(cells, max_size=5))
def test_cells_come_back(many):
    found = load_cells([dump_cells(one) for one in many])
    assert found == many
    assert [[type(v) for v in one.values()] for one in found] == [
        [type(one[column]) for column in sorted(one)] for one in many
    ]


@given(changes)
def test_changes_come_back(some):
    assert load_changes(dump_changes(some)) == tuple(some)


def test_text_is_canonical():
    assert (
        dump_cells({"b": Decimal("91.50"), "a": -5, "c": "人员"}) == '{"a":-5,"b":{"d":"91.50"},"c":"人员"}'
    )
    assert dump_cells({"a": Decimal("1E+2")}) == '{"a":{"d":"100"}}'


def test_a_column_called_d_is_not_taken_for_a_number():
    assert load_cells([dump_cells({"d": "91.5"})]) == [{"d": "91.5"}]


@pytest.mark.parametrize("value", [1.5, True, None, b"x", Decimal("NaN"), Decimal("Infinity"), [1]])
def test_only_exact_values_are_written(value):
    with pytest.raises(TypeError):
        dump_cells({"a": value}) if value is not None else dump_cells({"a": float("nan")})


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1.5}',
        '{"a":NaN}',
        '{"a":true}',
        '{"a":null}',
        '{"a":{"d":"1e5"}}',
        '{"a":{"d":"NaN"}}',
        '{"a":{"d":"１"}}',
        '{"a":{"d":1}}',
        '{"a":{"d":"1","e":"2"}}',
        '{"a":[]}',
        "[]",
        "1",
        "{},{}",
        "",
        '{"a":' + "[" * 100_000,
        '{"a":' + "9" * 5000 + "}",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - any
        load_cells([text])


@pytest.mark.parametrize(
    "text", ["{}", "1", '[{"set":1}]', '[{"move":["a",1]}]', "[[]]", '[{"set":["a","b","c"]}]']
)
def test_changes_that_are_none_are_refused(text):
    if text == "{}":
        assert load_changes(text) == ()
        return
    with pytest.raises(ValueError):  # noqa: PT011 - any
        load_changes(text)


def test_a_digest_tells_everything_apart():
    plain = (2022, "project", 3, None, 7, "x", "{}")
    others = [
        (2021, *plain[1:]),
        (2022, "projecs", *plain[2:]),
        (2022, "project", "3", *plain[3:]),
        (*plain[:3], 1, *plain[4:]),
        (*plain[:4], 8, *plain[5:]),
        (*plain[:5], "y", "{}"),
        (*plain[:6], '{"a":1}'),
    ]
    assert len({record_digest(*fields) for fields in [plain, *others]}) == len(others) + 1
