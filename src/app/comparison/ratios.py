"""Ratios over the years: a group for each theme, in a family the main basis first."""

from __future__ import annotations

from collections.abc import Sequence

from app.calculation.bases import main_ratio, ratio_kind
from app.comparison.sources import Year, differing, editions
from app.comparison.values import Group, Line, Step
from app.domain.edition import Ratio, Row


def ratio_groups(years: Sequence[Year], steps: Sequence[Step]) -> list[Group]:
    """All ratios of all layouts."""
    lines: dict[str, list[Line]] = {theme: [] for edition in editions(years) for theme in edition.themes}
    families = dict.fromkeys(family for edition in editions(years) for family in edition.families)
    for family in families:
        found = _family(years, steps, family)
        head = next(members[0] for year in reversed(years) if (members := year.edition.families.get(family)))
        lines.setdefault(head.theme, []).extend(found)
    return [Group(f"ratio.{theme}", f"比率·{theme}", tuple(found)) for theme, found in lines.items() if found]


def _family(years: Sequence[Year], steps: Sequence[Step], family: str) -> list[Line]:
    """A line for each basis; where the years have chosen several, first one of what each has chosen."""
    members: dict[str, Ratio] = {}
    mains: list[Ratio | None] = []
    for year in years:
        own = year.edition.families.get(family, ())
        mains.append(main_ratio(year.report, own) if own else None)
    for year in reversed(years):
        for ratio in year.edition.families.get(family, ()):
            members.setdefault(ratio.key, ratio)
    known = [main.key for main in mains if main is not None]
    lines = []
    if len(set(known)) > 1:
        plain = next(iter(members.values())).label.partition("〔")[0]
        keys = [None if main is None else main.key for main in mains]
        row = Row(f"{family} main", f"{plain}（各年主口径）")
        lines.append(_line(years, steps, row, members[known[-1]], keys))
    for key in dict.fromkeys([known[-1], *members]):
        keys = [key if key in year.edition.ratio else None for year in years]
        lines.append(_line(years, steps, Row(key, label(members[key])), members[key], keys))
    return lines


def label(ratio: Ratio) -> str:
    """A ratio with its basis, and with its unit where that is not usual."""
    basis = f"〔{ratio.basis.partition('：')[0]}〕" if ratio.basis and "〔" not in ratio.label else ""
    unit = "" if ratio.unit in {"%", "万元"} else f"（{ratio.unit}）"
    return f"{ratio.label}{basis}{unit}"


def _line(
    years: Sequence[Year], steps: Sequence[Step], row: Row, ratio: Ratio, keys: Sequence[str | None]
) -> Line:
    figures = [
        year.absent("的版式没有这个比率") if key is None else year.ratio(key)
        for year, key in zip(years, keys, strict=True)
    ]
    return Line(
        row, ratio_kind(ratio), ratio.label, tuple(figures), differing(years, steps, keys, ratio.label)
    )
