"""Puts years of a document side by side."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from app.comparison.lists import all_lists
from app.comparison.ratios import ratio_groups
from app.comparison.sources import Year, editions, load, measures
from app.comparison.tables import fixed_groups
from app.comparison.values import Comparison, Measure, Step
from app.document import Document


def compare(
    document: Document,
    years: Collection[int],
    columns: Collection[str] | None = None,
    base: int | None = None,
) -> Comparison:
    """The years, in rising order, of all tables and ratios; raises `DocumentError`.

    `columns` are keys of measures, what the tables report on when None. With `base` every other year is set
    against that one, else each against the one before it. `ValueError` for a year that is not there.
    """
    wanted = sorted({*years, *([] if base is None else [base])})
    if strange := [year for year in wanted if year not in document.years]:
        raise ValueError(f"{strange} not in the document")
    loaded = load(document, wanted)
    offered = measures(editions(loaded))
    chosen = frozenset(_main(offered) if columns is None else columns)
    steps = make_steps(wanted, base)
    groups = [
        *fixed_groups(loaded, steps, offered, chosen),
        *all_lists(loaded, steps, chosen),
        *ratio_groups(loaded, steps),
    ]
    return Comparison(document.unit, tuple(wanted), steps, tuple(groups), offered, base, _notes(loaded))


LATEST = 3  # years put side by side unless told otherwise


def offered_measures(document: Document) -> tuple[Measure, ...]:
    """The columns to choose from, over all years of a document."""
    models = [document.model_of(year) for year in reversed(document.years)]
    return measures(list({id(model): model.edition for model in models}.values()))


def default_columns(document: Document) -> tuple[str, ...]:
    """What is compared unless told otherwise: what the tables report on."""
    return _main(offered_measures(document))


def _main(offered: Sequence[Measure]) -> tuple[str, ...]:
    return tuple(measure.key for measure in offered if measure.main) or tuple(m.key for m in offered[:1])


def make_steps(years: Sequence[int], base: int | None) -> tuple[Step, ...]:
    """The pairs that are compared, as places in `years`."""
    if base is None:
        return tuple(Step(place, place - 1) for place in range(1, len(years)))
    at = list(years).index(base)
    return tuple(Step(place, at) for place in range(len(years)) if place != at)


def _notes(years: Sequence[Year]) -> tuple[str, ...]:
    if len(editions(years)) == 1:
        return ()
    told = "；".join(f"{year.year} 年：{year.edition.title}" for year in years)
    return (f"各年的版式不同（{told}）。口径不同的数只并列，不作比较。",)
