"""What is printed together: the chosen tables as sheets of paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from app.domain.edition import Edition
from app.exchange.layout import heading
from app.exchange.page import SIDE_BY_SIDE, Page
from app.exchange.setup import COVER, Setup
from ui.printing.compose import Composed, compose
from ui.printing.cover import cover_leaf
from ui.printing.coverage import coverage
from ui.printing.fonts import Fonts
from ui.printing.leaf import About, Job, Leaf

if TYPE_CHECKING:
    from app.exchange.forms_out import FormPage


def make_job(
    pages: Sequence[Page | FormPage],
    setups: Mapping[str, Setup],
    fonts: Fonts,
    about: About,
    kept: Composed | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> Job:
    """The wanted pages in their order, with a cover where that is wanted.

    What stands in `kept` is not set again, what is set is put there; the pages must be the same. `progress`
    gets the rows of each page when it is set, and 0 now and then before.
    """
    kept = {} if kept is None else kept

    def check() -> None:
        progress(0)

    leaves: list[Leaf] = []
    marks: list[tuple[str, int]] = []
    notices = []
    if setups[COVER].wanted and about.cover:
        leaves.append(cover_leaf(about, setups[COVER], fonts))
        marks.append((leaves[0].name, 0))
    for page in pages:
        if not setups[page.key].wanted:
            continue
        place = page.key, setups[page.key]
        kept[place] = made, told = kept.get(place) or _composed(page, setups[page.key], fonts, check)
        marks.append((page.name, len(leaves)))
        leaves += made
        notices += [told] if told else []
        progress(len(page.rows))
    spares, trouble = coverage(leaves, fonts)
    title = f"{about.title}（{marks[0][0]}）" if len(marks) == 1 else about.title
    return Job(title, tuple(leaves), tuple(marks), tuple(notices), trouble, spares)


def _composed(
    page: Page | FormPage, setup: Setup, fonts: Fonts, check: Callable[[], object]
) -> tuple[list[Leaf], str]:
    if isinstance(page, Page):
        return compose(page, setup, fonts, check)
    from ui.printing.form_compose import compose_form

    return compose_form(page.form, setup, fonts, page.key, page.name, check)


def about_report(edition: Edition, unit_name: str, year: int) -> About:
    """The report of a year, in the edition's words."""
    cover = edition.worded(edition.cover, unit_name, year)
    return About(
        heading(edition, unit_name, year), cover, edition.worded(edition.cover_foot, unit_name, year)
    )


def about_years(edition: Edition, unit_name: str, year: int, years: str) -> About:
    """Several years side by side: `years` says which."""
    unit = " ".join(unit_name.split())
    foot = edition.worded(edition.cover_foot, unit_name, year)
    return About(f"{unit}{SIDE_BY_SIDE}（{years}）", (years, SIDE_BY_SIDE), foot)
