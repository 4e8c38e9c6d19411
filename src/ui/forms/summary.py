"""求和 平均 计数 of what is selected in a form."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from app.domain.amount import CONTEXT
from app.exchange.form_page import Spot
from ui.forms.model import FormModel
from ui.grid.look import NUMERIC
from ui.grid.summary import Summary, figure_text


def summarise(model: FormModel, spots: Sequence[Spot]) -> Summary:
    """Of numbers of one kind; texts are only counted."""
    document = model.session.document
    if document is None:
        return Summary()
    cells = [spot.address for spot in spots if spot.address is not None and not spot.parts]
    texts = sum(bool(spot.parts) and spot.value is not None for spot in spots)
    found = [(model.kind(cell), value) for cell in cells if (value := document.value(cell)) is not None]
    figures = [
        (kind, value) for kind, value in found if kind.name in NUMERIC and not isinstance(value, str)
    ]  # fmt: skip
    count = len(found) + texts
    if not figures or len({(kind.name, kind.unit) for kind, _ in figures}) != 1:
        return Summary(count=count, numbers=len(figures))
    kind, unit = figures[0][0], model.session.money_unit
    with localcontext(CONTEXT):
        total = sum((Decimal(value) for _, value in figures), Decimal(0))
        mean = total / len(figures)
        if kind.name == "money":
            return Summary(
                figure_text(int(total), kind, unit), figure_text(mean, kind, unit), count, len(figures)
            )
        return Summary(figure_text(total, kind, unit), figure_text(mean, kind, unit), count, len(figures))
