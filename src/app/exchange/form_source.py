"""A report being laid out as forms: what many forms of it share, found out once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.calculation.scoring.choice import department_scheme_of, scheme_of
from app.domain.forms import DepartmentScheme, FormLayout, Scheme
from app.domain.report import Record
from app.exchange.form_places import Places, places
from app.exchange.layout import Source

_FIELD = re.compile(r"\{([^{}]+)\}")


@dataclass
class FormSource(Source):
    """The report being laid out as forms; made once for many forms."""

    fillers: dict[str, Any] = field(default_factory=dict)  # layout → what puts values into its cells
    _places: dict[tuple[str, int], Places] = field(default_factory=dict)
    _signed: dict[str, str] = field(default_factory=dict)

    @cached_property
    def children(self) -> dict[int, list[Record]]:
        """Items of each project in their order."""
        return self.report.families(self.model.edition.forms.tables.items)

    @cached_property
    def department_scheme(self) -> DepartmentScheme | None:
        """The department's own scheme of the year."""
        return department_scheme_of(self.model.edition, self.report)

    def scheme_of(self, row: int) -> Scheme | None:
        """How a project's form is scored."""
        return scheme_of(self.model.edition, self.report, row)

    def worded(self, texts: Iterable[str], row: int | None = None) -> tuple[str, ...]:
        """Texts around a form; {year}, {unit}, {scheme} and fields like {填表人} are filled in."""

        def put(found: re.Match[str]) -> str:
            if found[1] == "scheme":
                scheme = self.scheme_of(row) if row is not None else None
                return scheme.title if scheme is not None else ""
            return self.signed(found[1])

        made = self.model.edition.worded(texts, self.unit_name, self.report.year)
        return tuple(_FIELD.sub(put, text) if "{" in text else text for text in made)

    def signed(self, field: str) -> str:
        """What is filled in for a signature field of the unit; looked up once."""
        if field not in self._signed:
            self._signed[field] = self.signature(field)
        return self._signed[field]

    def places(self, layout: FormLayout, count: int) -> Places:
        """Where the cells of a layout stand with so many items."""
        key = (layout.key, count)
        if key not in self._places:
            self._places[key] = places(layout, count)
        return self._places[key]
