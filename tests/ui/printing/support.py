"""Reports put on paper, with the font the tests are made with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.exchange.layout import heading
from app.exchange.page import Page
from app.exchange.setup import COVER, Setup, setups
from tests.exchange.support import UNIT, Case
from ui.printing.fonts import Fonts
from ui.printing.job import about_report, make_job
from ui.printing.leaf import Job

FAMILY = "WenQuanYi Micro Hei"  # dev.py installs it
GOLDEN = Path(__file__).parents[2] / "golden" / "paper"


def fonts() -> Fonts:
    return Fonts({"body": FAMILY, "title": FAMILY})


def job_of(case: Case, given: Fonts, only: tuple[str, ...] = (), **changes) -> Job:
    """The usual job, or these pages only; `changes` are made to every setup."""
    pages = case.pages()
    chosen = setups(case.report, pages)
    if only:
        chosen = {key: replace(setup, wanted=key in only) for key, setup in chosen.items()}
    chosen = {key: replace(setup, **changes) for key, setup in chosen.items()}
    return make_job(pages, chosen, given, about_report(case.model.edition, UNIT, case.report.year))


def page_of(case: Case, key: str) -> Page:
    return next(page for page in case.pages() if page.key == key)


def title_of(case: Case) -> str:
    return heading(case.model.edition, UNIT, case.report.year)


__all__ = ["COVER", "FAMILY", "GOLDEN", "Setup", "fonts", "job_of", "page_of", "title_of"]
