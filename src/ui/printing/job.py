"""What is printed together: the chosen tables of a report as sheets of paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from app.exchange.page import Page
from app.exchange.setup import COVER, Setup
from ui.printing.compose import Composed, compose
from ui.printing.cover import cover_leaf
from ui.printing.coverage import cover as cover_characters
from ui.printing.fonts import Fonts
from ui.printing.leaf import Job, Leaf


def make_job(
    pages: Sequence[Page],
    setups: Mapping[str, Setup],
    fonts: Fonts,
    *,
    title: str,
    cover: tuple[Sequence[str], Sequence[str]] = ((), ()),
    kept: Composed | None = None,
    progress: Callable[[int], None] | None = None,
) -> Job:
    """The wanted pages in their order, with a cover where that is wanted.

    `cover`: the lines of its title and those under it. What stands in `kept` is not set again, what is set is
    put there; the pages must be the same. `progress` gets the rows of each page when it is set.
    """
    kept = {} if kept is None else kept
    leaves: list[Leaf] = []
    marks: list[tuple[str, int]] = []
    notices = []
    if setups[COVER].wanted and cover[0]:
        leaves.append(cover_leaf(*cover, setups[COVER], fonts))
        marks.append((leaves[0].name, 0))
    for page in pages:
        if not setups[page.key].wanted:
            continue
        place = page.key, setups[page.key]
        kept[place] = made, told = kept.get(place) or compose(page, setups[page.key], fonts)
        marks.append((page.name, len(leaves)))
        leaves += made
        notices += [told] if told else []
        if progress is not None:
            progress(len(page.rows))
    spares, trouble = cover_characters(leaves, fonts)
    return Job(title, tuple(leaves), tuple(marks), tuple(notices), trouble, spares)
