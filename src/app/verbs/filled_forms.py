"""Filled self-evaluation forms in, several workbooks at once."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import Misused
from app.verbs.opening import DONE, FOUND, left_behind, open_document_of, print_data

if TYPE_CHECKING:
    from app.document import Document
    from app.exchange.reading.grid import Workbook
    from app.intake.forms import FormsSource


def import_forms(given: Namespace) -> int:
    """The forms in these workbooks; 1 when something was refused, differs, or is still to be decided."""
    wanted, given.year = given.year, None
    with left_behind(open_document_of(given, read_only=given.dry_run)) as document:
        read, failed = _read(given.workbooks)
        return take(given, document, read, failed, wanted)


def take(
    given: Namespace,
    document: Document,
    read: list[tuple[Path, Workbook]],
    failed: list[str],
    wanted: int | None,
) -> int:
    """The forms in workbooks that have been read."""
    from app.exchange.finding.entries import Way
    from app.intake.deed import aim_at, write
    from app.intake.form_words import as_data, lines, own_scores
    from app.intake.forms import FormChoice, find_source, plan_forms

    aim = aim_at(document, wanted or document.year)
    source = find_source(read, aim.model.edition, failed)
    if not source.forms:
        told = (
            "；".join((*failed, *source.book.notes))
            or "请核对表题（项目支出绩效自评表、部门整体支出绩效自评表）、项目名称和指标的表头"
        )
        raise Misused(f"没有认出填好的自评表，没有导入。{told}。")
    ways = [Way("" if form.money else given.unit or "", given.round) for form in source.forms]
    choices = [FormChoice(way=way, replaces=given.replace) for way in ways]
    made = plan_forms(aim, source, choices)
    if not given.dry_run and made.changes:
        write(document, aim, made.changes, source.name)
    if given.json:
        print_data(as_data(aim, source, made))
    else:
        print("只是试算，没有写入。" if given.dry_run else "已导入。" if made.changes else "没有要写入的。")
        for text in lines(aim, source, made):
            print(text)
        for text in _hints(source, made.told):
            print(text)
    open_ = made.count("refused", "differs", "asked") or own_scores(made) or failed
    return FOUND if open_ or len(made.rows) < len(source.forms) else DONE


def _read(paths: list[Path]) -> tuple[list[tuple[Path, Workbook]], list[str]]:
    """The workbooks that can be read, and why the others cannot."""
    from app.exchange.reading.grid import ReadingError
    from app.exchange.reading.workbook import read_workbook

    read, failed = [], []
    for path in paths:
        try:
            read.append((path, read_workbook(path)))
        except ReadingError as error:
            failed.append(str(error))
    if not read:
        raise Misused(" ".join(failed))
    return read, failed


def _hints(source: FormsSource, told: tuple[tuple[str, object], ...]) -> list[str]:
    """What to add to the command for what was left open."""
    from app.exchange.finding.values import NO_UNIT

    hints = []
    if any(text.endswith(NO_UNIT) for text, _ in told):
        hints.append("提示：没有写明金额单位的自评表，加 --unit 万元（或 元、千元）再来一次。")
    if any("以文件为准" in text for text, _ in told):
        hints.append("提示：加 --replace，文件里没有的指标就删去。")
    return hints
