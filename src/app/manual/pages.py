"""The manual as a whole: its pages in the order of the first one, where they lead, what is found in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property

from app.calculation.model import Model
from app.calculation.prepare import compile_edition
from app.domain.edition import Edition
from app.domain.frozen import frozen
from app.manual.entries import checks_text, ratios_text, tables_text
from app.manual.markdown import Section, sections, targets, to_html, to_plain
from app.storage.editions import list_editions, load_edition
from app.storage.resources import resource_path

INDEX = "index"
_EXCERPT = 60  # characters around what was found
_MADE: dict[str, Callable[[Model], str]] = {
    "<!-- ratios -->": ratios_text,
    "<!-- checks -->": checks_text,
    "<!-- tables -->": tables_text,
    "<!-- edition -->": lambda model: f"**{model.edition.title}**",
}


@frozen
class Page:
    """One page; `text` is Markdown, with what the edition says put in."""

    key: str
    title: str
    text: str

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The page cut at its headings."""
        return tuple(sections(self.text))

    @cached_property
    def html(self) -> str:
        """The page as it is shown."""
        return to_html(self.text)


@frozen
class Hit:
    """A section that has all the words looked for, and some of the text around the first of them."""

    page: Page
    section: Section
    excerpt: str

    @property
    def target(self) -> str:
        """Where it stands: page.md#anchor."""
        return f"{self.page.key}.md#{self.section.anchor}"


@frozen
class Manual:
    """The manual for documents of one edition."""

    model: Model

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """By key, in the order in which the first page names them."""
        index = self._page(INDEX)
        keys = (link.partition(".md")[0] for link in targets(index.text))
        return {INDEX: index} | {key: self._page(key) for key in dict.fromkeys(keys)}

    def _page(self, key: str) -> Page:
        text = (resource_path("manual") / f"{key}.md").read_text("utf-8")
        for mark, make in _MADE.items():
            if mark in text:
                text = text.replace(mark, make(self.model))
        return Page(key, next(part.title for part in sections(text) if part.level == 1), text)

    def find(self, target: str) -> tuple[Page, str]:
        """Page and anchor of `page.md#anchor` or `page#anchor`; the first page where there is none such."""
        key, _, anchor = target.partition("#")
        page = self.pages.get(key.removesuffix(".md"))
        if page is None:
            return self.pages[INDEX], ""
        return page, anchor if any(part.anchor == anchor for part in page.sections) else ""

    def search(self, text: str) -> list[Hit]:
        """Sections that have every word of `text`; those that have them in their heading come first."""
        wanted = text.lower().split()
        named: list[Hit] = []
        others: list[Hit] = []
        for page in self.pages.values() if wanted else ():
            for section in page.sections:
                title, body = section.title.lower(), to_plain(section.body)
                if all(word in title or word in body.lower() for word in wanted):
                    hit = Hit(page, section, _excerpt(body, wanted))
                    (named if all(word in title for word in wanted) else others).append(hit)
        return named + others


def _excerpt(body: str, wanted: list[str]) -> str:
    flat = re.sub(r"\s*\n\s*", "　", body).strip()
    places = [place for word in wanted if (place := flat.lower().find(word)) >= 0]
    start = max(min(places, default=0) - _EXCERPT // 3, 0)
    end = start + _EXCERPT
    return f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"


def manual_for(model: Model | None) -> Manual:
    """The manual for the edition of an open document, or for the latest one that comes with the program."""
    return Manual(model if model is not None else compile_edition(latest_edition()))


def latest_edition() -> Edition:
    """The newest shipped edition that documents follow."""
    shipped = resource_path("editions")
    infos = [info for info in list_editions(shipped) if not info.accounts]
    return load_edition(max(infos, key=lambda info: (info.years[0], info.id)).path, shipped)
