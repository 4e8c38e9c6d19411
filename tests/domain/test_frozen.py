"""`frozen` gives what `@dataclass(frozen=True)` would: the same answers, refusals and surroundings."""

from __future__ import annotations

import copy
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace

import pytest

from app.domain.frozen import frozen


@frozen
class Point:
    x: int
    y: int = 2
    marks: list[int] = field(default_factory=list)
    seen: int = field(default=0, compare=False)


@frozen
class Other:
    x: int
    y: int = 2
    marks: list[int] = field(default_factory=list)
    seen: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Model:
    """What dataclasses themselves make of the same fields."""

    x: int
    y: int = 2
    marks: list[int] = field(default_factory=list)
    seen: int = field(default=0, compare=False)


@frozen
class Pair:
    left: str
    right: str


@pytest.mark.parametrize(
    ("args", "named"),
    [((1,), {}), ((1, 3), {}), ((1, 3, [4]), {"seen": 5}), ((), {"x": 1, "seen": 9}), ((1, 2, [], 0), {})],
)
def test_is_made_and_shown_like_a_dataclass(args, named):
    point, model = Point(*args, **named), Model(*args, **named)
    assert [getattr(point, name.name) for name in fields(point)] == [
        getattr(model, name.name) for name in fields(model)
    ]
    assert repr(point) == repr(model).replace("Model", "Point")


@pytest.mark.parametrize(
    ("args", "named"),
    [
        ((), {}),
        ((), {"y": 1}),
        ((1,), {"z": 1}),
        ((1,), {"x": 1}),
        ((1, 2, [], 0, 5), {}),
        ((1, 2, [], 0), {"y": 1}),
    ],
)
def test_wrong_fields_are_refused_like_a_dataclass_does(args, named):
    for cls in (Point, Model):
        with pytest.raises(TypeError):
            cls(*args, **named)


def test_nothing_changes_it():
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2
    with pytest.raises(FrozenInstanceError):
        del point.x
    with pytest.raises(FrozenInstanceError):
        point.new = 2
    assert point == Point(1)


def test_equal_when_type_and_compared_fields_are():
    assert Point(1, seen=1) == Point(1, seen=2)
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert Point(1) != (1, 2, [], 0)
    assert Pair("a", "b") == Pair("a", "b")
    assert len({Pair("a", "b"), Pair("a", "b"), Pair("b", "a")}) == 2


def test_each_has_defaults_of_its_own():
    first, second = Point(1), Point(1)
    first.marks.append(1)
    assert second.marks == []


def test_dataclasses_know_it():
    assert is_dataclass(Point)
    assert replace(Point(1, 3), x=5) == Point(5, 3)
    assert copy.deepcopy(Point(1, 3)) == Point(1, 3)
    match Pair("a", "b"):
        case Pair(left, right):
            assert (left, right) == ("a", "b")
        case _:
            pytest.fail("match does not know its fields")
