"""One sheet of paper as what is to be drawn on it, each thing with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Literal, NamedTuple

from app.domain.frozen import frozen

INCH = 1440  # of our units: sizes of type come out whole
POINT = INCH // 72
MILLIMETRE = INCH / 25.4
Role = Literal["body", "title"]


class Face(NamedTuple):
    """A type: its role, its size in units, its weight."""

    role: Role
    size: int
    bold: bool = False


class Text(NamedTuple):
    """One line of text from `x`, on the base line `y`."""

    x: float
    y: float
    text: str
    face: Face


class Rule(NamedTuple):
    """A line, `weight` units thick."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: int


class Fill(NamedTuple):
    """A shaded ground."""

    x: float
    y: float
    width: float
    height: float


@frozen
class Leaf:
    """One sheet: of which page of the report, its size in units, and what is drawn."""

    key: str
    name: str
    width: int
    height: int
    margins: tuple[int, int, int, int]
    texts: tuple[Text, ...]
    rules: tuple[Rule, ...] = ()
    fills: tuple[Fill, ...] = ()
    numbered: bool = True


@frozen
class About:
    """What a job is called, and the lines of its cover: the title's, and those at the foot."""

    title: str
    cover: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()


@frozen
class Job:
    """All that is printed together.

    `marks`: names of the tables, each with the index of its first leaf; `notices`: what to know of single
    tables; `trouble`: why it must not be printed, "" when it may; `spares`: characters that the usual font
    leaves blank, with the family to take for them.
    """

    title: str
    leaves: tuple[Leaf, ...]
    marks: tuple[tuple[str, int], ...]
    notices: tuple[str, ...] = ()
    trouble: str = ""
    spares: Mapping[str, str] = field(default_factory=dict)
