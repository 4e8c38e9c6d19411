"""Verbs of workbooks: out as tables or a form to fill in, and in again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import Misused
from app.verbs.opening import DONE, FOUND, left_behind, open_document_of

if TYPE_CHECKING:
    from app.exchange.finding.block import Block, Target
    from app.exchange.xlsx import ExportResult


def export(given: Namespace) -> int:
    """The year as a workbook."""
    from app.exchange.files import ExportError
    from app.exchange.xlsx import export

    with open_document_of(given, read_only=True) as document:
        try:
            done = export(
                document.model,
                document.report,
                document.results,
                given.to,
                unit_name=document.unit,
                data=not given.no_data,
            )
        except ExportError as error:
            raise Misused(str(error)) from None
        for warning in done.warnings:
            print(f"注意：{warning}")
        print(f"已导出 {done.path}（{done.pages} 页，{done.cells} 格，已逐格读回核对）")
    return DONE


def template(given: Namespace) -> int:
    """The form to fill in."""
    from app.exchange.files import ExportError
    from app.exchange.template import write_template

    try:
        if given.year_from is None:
            done = _empty_template(given)
        else:
            file, colon, year = given.year_from.rpartition(":")
            if not colon or not year.isdecimal():
                raise Misused("--year-from 要写成 文件:年度，例如 局2023.zpt:2023")
            given.file, given.year = Path(file), int(year)
            with open_document_of(given, read_only=True) as document:
                done = write_template(document.model, document.report, given.to, unit_name=document.unit)
    except ExportError as error:
        raise Misused(str(error)) from None
    print(f"已导出模板 {done.path}（{done.pages} 页）。填好后用 import 读回来。")
    return DONE


def _empty_template(given: Namespace) -> ExportResult:
    from datetime import datetime

    from app.calculation.prepare import compile_edition
    from app.domain.report import Report
    from app.exchange.template import write_template
    from app.storage.editions import edition_for

    year = given.year or datetime.now().astimezone().year - 1
    return write_template(compile_edition(edition_for(year)), Report(year), given.to)


def import_workbook(given: Namespace) -> int:
    """A workbook into the document; 1 when something was refused or differs."""
    from app.exchange.finding.entries import Way
    from app.exchange.reading.grid import ReadingError
    from app.exchange.reading.workbook import read_workbook
    from app.intake.deed import aim_at, as_data, carry_out, lines
    from app.intake.plan import plan
    from app.intake.source import Choices, find_source, marked_year

    wanted, given.year = given.year, None
    with left_behind(open_document_of(given, read_only=given.dry_run)) as document:
        try:
            book = read_workbook(given.workbook)
        except ReadingError as error:
            raise Misused(str(error)) from None
        aim = aim_at(document, wanted or marked_year(book) or document.year)
        source = find_source(given.workbook, book, aim.model.edition, aim.year)
        if not source.blocks:
            raise Misused(f"“{given.workbook.name}”里没有认出任何一张表，没有导入。请核对表名、栏目和行名。")
        way = Way(given.unit or "", given.round)
        choices = [Choices(way=way, columns=_columns(given.columns, block)) for block in source.blocks]
        made = plan(aim.model, aim.report, source, choices, aim.before)
        if not given.dry_run:
            carry_out(document, aim, source, made)
        if given.json:
            import json

            print(json.dumps(as_data(aim, source, made), ensure_ascii=False, indent=1))
        else:
            print("只是试算，没有写入。" if given.dry_run else "已导入。")
            for text in lines(aim, source, made):
                print(text)
    return FOUND if made.count("refused", "differs") else DONE


def _columns(given: Sequence[str], block: Block) -> dict[int, Target | None]:
    """Which column the headings are that may mean several, as 表头=栏目 says."""
    from app.exchange.finding.block import Target
    from app.exchange.finding.names import plain

    found: dict[int, Target | None] = {}
    for pair in given:
        heading, equals, key = pair.partition("=")
        if not equals:
            raise Misused(f"“{pair}”要写成 表头=栏目，例如 预算数=initial")
        for at, keys in block.asked.items():
            if key in keys and plain(block.headings.get(at, "")).endswith(plain(heading)):
                found[at] = Target(key)
    return found
