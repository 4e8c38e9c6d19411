"""What an import of forms does, in words: one line, every cell that is to be known, or data for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from app.calculation.labels import describe, row_name
from app.domain.edition import Edition
from app.intake.deed import STATES, Aim, cell_data, cell_line, not_taken
from app.intake.forms import DEPARTMENT, FormsPlan, FormsSource
from app.intake.plan import Item, State

_TOLD: tuple[State, ...] = ("refused", "differs", "asked", "left")


def sum_up(source: FormsSource, made: FormsPlan) -> str:
    """One line on what the import does."""
    counts = Counter(item.state for item in made.items)
    new = f"，其中 {len(made.fresh)} 个是新项目" if made.fresh else ""
    parts = [f"{len(made.rows)} 份自评表{new}", f"写入 {counts['set'] + counts['clear']} 格"]
    parts += [f"{counts['same'] + counts['nothing']} 格不变"] if counts["same"] + counts["nothing"] else []
    parts += not_taken(counts)
    own = len(own_scores(made))
    parts += [f"{own} 个得分照文件取，与软件算出的不同"] if own else []
    parts += [f"删去 {made.removed} 个原有的指标"] if made.removed else []
    left = len(source.forms) - len(made.rows)
    parts += [f"{left} 份没有导入"] if left else []
    return f"{source.name}：" + "，".join(parts)


def own_scores(made: FormsPlan) -> list[Item]:
    """Scores that are taken as the form states them, though ours are others."""
    return [
        i for i in made.items if i.state == "set" and i.entry.column in {"score", "execution_score"} and i.why
    ]


def doubtful(made: FormsPlan) -> list[Item]:
    """What is taken and should be looked at, scores left out."""
    own = set(map(id, own_scores(made)))
    return [
        item for item in made.items if item.state in {"set", "clear"} and item.why and id(item) not in own
    ]


def lines(aim: Aim, source: FormsSource, made: FormsPlan) -> Iterator[str]:
    """The sum-up in full: where each form goes, what is to be known, every cell that was not simply taken."""
    yield sum_up(source, made)
    yield from (f"注意：{text}" for text in (*source.failed, *source.book.notes))
    for number in range(len(source.forms)):
        yield f"  {where_to(aim.model.edition, source, made, number)}"
    yield from (f"注意：{text}" for text, _ in made.told)
    edition = aim.model.edition
    for state in _TOLD:
        found = [item for item in made.items if item.state == state]
        if found:
            yield f"{STATES[state]} {len(found)} 格："
            yield from (f"  {line(edition, source, made, item)}" for item in found)
    for title, found in (("得分照文件取，请核对", own_scores(made)), ("请核对", doubtful(made))):
        if found:
            yield f"{title} {len(found)} 格："
            yield from (f"  {line(edition, source, made, item)}" for item in found)


def where_to(edition: Edition, source: FormsSource, made: FormsPlan, number: int) -> str:
    """One form: its sheet, its project here, how many indicators."""
    form = source.forms[number]
    layout = edition.forms.layout[form.layout].label
    place = f"{number + 1}. {source.place_of(form)} 第 {form.top + 1} 行起（{layout}版式）"
    row = made.rows.get(number)
    if row is None:
        name = form.text("name") or ("没有项目名称" if form.of == "project" else layout)
        return f"{place}：“{name}”没有导入"
    if row == DEPARTMENT:
        table = edition.table[edition.forms.tables.department].label
        return f"{place} → {table}，{len(form.items)} 个指标"
    name = row_name(edition, made.after, edition.forms.tables.project, row)
    new = "（新项目）" if number in made.fresh else ""
    return f"{place} → {name}{new}，{len(form.items)} 个指标"


def line(edition: Edition, source: FormsSource, made: FormsPlan, item: Item) -> str:
    """One cell: where it stands, what it is here, old and new, and why."""
    return cell_line(edition, source.book, item, describe(edition, made.after, item.address))


def as_data(aim: Aim, source: FormsSource, made: FormsPlan) -> dict[str, Any]:
    """The same for a program: money in 万元, plain numbers, blanks null."""
    counts = Counter(item.state for item in made.items)
    return {
        "workbooks": [path.name for path in source.paths],
        "year": aim.year,
        "counts": {state: counts[state] for state in STATES},
        "rows_added": dict(made.added),
        "rows_removed": made.removed,
        "notes": [*source.failed, *source.book.notes, *(text for text, _ in made.told)],
        "forms": [
            {
                "sheet": source.place_of(form),
                "layout": form.layout,
                "name": form.text("name") or None,
                "of": form.of,
                "project": made.rows.get(number) if form.of == "project" else None,
                "imported": number in made.rows,
                "new": number in made.fresh,
                "indicators": len(form.items),
            }
            for number, form in enumerate(source.forms)
        ],
        "cells": [
            {"form": item.block, **cell_data(aim.model.edition, source.book, item)} for item in made.items
        ],
    }
