"""What one step could mend a problem: its name, the changes, and the sentence of the deed."""

from __future__ import annotations

from app import carry
from app.calculation.labels import describe, quoted
from app.document import Document
from app.domain.act import Change, SetCell
from app.domain.frozen import frozen
from app.domain.problem import Problem
from app.domain.report import carried_cells, carried_mark
from app.edits import confirm
from app.years import year_before


@frozen
class Mending:
    """One undoable step: `label` names the button, `text` the deed."""

    label: str
    changes: tuple[Change, ...]
    text: str


def mending(document: Document, problem: Problem) -> Mending | None:
    """What would mend this problem in one step; None when only the officer can."""
    match problem.fix:
        case "clear":
            return _clear(document, problem)
        case "carry":
            return _take(document, problem)
        case "take":
            return _take_all(document, problem)
        case "confirm":
            changes = tuple(confirm(document.report, carried_cells(document.report)))
            return Mending("全部确认", changes, f"确认从上年带入的 {len(changes)} 格")
    return None


def _clear(document: Document, problem: Problem) -> Mending | None:
    """A total typed beside its parts goes."""
    address = problem.cells[0]
    old = document.report.get(address)
    if old is None:
        return None
    name = describe(document.model.edition, document.report, address)
    return Mending("清除直接填列的数", (SetCell(address, old, None),), f"清除 {name}")


def _take_all(document: Document, problem: Problem) -> Mending | None:
    """Every figure of the year before that is blank here, marked as taken over."""
    old = year_before(document)
    if old is None:
        return None
    found = [
        offer
        for offer in carry.offers(document.model, document.report, old)
        if offer.address in problem.cells and offer.now is None
    ]
    if not found:
        return None
    changes: list[Change] = [SetCell(offer.address, None, offer.then) for offer in found]
    year = str(old.report.year)
    changes += [
        SetCell(mark, document.report.get(mark), year) for mark in (carried_mark(o.address) for o in found)
    ]
    return Mending("从上年度取数", tuple(changes), f"从上年度取 {len(found)} 格")


def _take(document: Document, problem: Problem) -> Mending | None:
    """The figure of the year before comes in place of this year's, where nothing else is in question."""
    old = year_before(document)
    if old is None:
        return None
    found = {
        offer.address: offer
        for offer in carry.offers(document.model, document.report, old, problem.cells)
        if offer.address in problem.cells
    }
    filled = [cell for cell in problem.cells if document.report.get(cell) is not None]
    if len(found) != 1 or set(filled) - set(found):
        return None
    offer = next(iter(found.values()))
    name = describe(document.model.edition, document.report, offer.address)
    change = SetCell(offer.address, offer.now, offer.then)
    return Mending("改为上年的数", (change,), f"{quoted(name)}改为上年度的数")
