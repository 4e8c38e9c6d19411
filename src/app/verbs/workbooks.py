"""Verbs of workbooks: out as tables or a form to fill in, and in again."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.arguments import Misused
from app.verbs.opening import DONE, FOUND, left_behind, open_document_of, print_data

if TYPE_CHECKING:
    from app.document import Document
    from app.domain.edition import Edition
    from app.exchange.finding.block import Block, Target
    from app.exchange.xlsx import ExportResult
    from app.intake.plan import Plan
    from app.intake.source import Choices, Source


def export(given: Namespace) -> int:
    """The year as a workbook, or as a PDF when the file is to be one."""
    from app.exchange.files import ExportError

    if given.forms is not None:
        from app.verbs.forms import export_forms

        return export_forms(given)
    if given.one or given.pdf or given.blank or given.project is not None:
        raise Misused("--one、--pdf、--blank、--project 用于导出自评表，要与 --forms 文件夹 一起写。")
    paper = given.to.suffix.lower() == ".pdf"
    if given.to.suffix.lower() not in {".xlsx", ".pdf"} and not given.to.is_dir():
        raise Misused(f"“{given.to.name}”要以 .xlsx（工作簿）或 .pdf 结尾，没有导出。请换一个文件名。")
    if given.only and not paper:
        raise Misused("--only 用于导出 PDF：--to 的文件名要以 .pdf 结尾。")
    with open_document_of(given, read_only=True) as document:
        taken = document.model, document.report, document.results
        try:
            if paper:
                done = _export_pdf(given, document)
            else:
                from app.exchange.xlsx import export

                done = export(*taken, given.to, unit_name=document.unit, data=not given.no_data)
        except ExportError as error:
            raise Misused(str(error)) from None
        for warning in done.warnings:
            print(f"注意：{warning}")
        checked = f"{done.cells} 处文字，已逐页读回核对" if paper else f"{done.cells} 格，已逐格读回核对"
        print(f"已导出 {done.path}（{done.pages} 页，{checked}）")
    return DONE


def _export_pdf(given: Namespace, document: Document) -> ExportResult:
    from ui.printing.export import ensure_application, export_pdf

    sheets = document.model.edition.sheets
    keys = {name: sheet.key for sheet in sheets for name in (sheet.key, sheet.title, sheet.name)}
    unknown = [name for name in given.only if name not in keys]
    if unknown:
        known = "、".join(sheet.name for sheet in sheets)
        raise Misused(f"没有“{unknown[0]}”这张表，没有导出。可以写：{known}。")
    _application = ensure_application()
    return export_pdf(
        document.model, document.report, document.results, given.to,
        unit_name=document.unit, data=not given.no_data, only=[keys[name] for name in given.only],
    )  # fmt: skip


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
    """A workbook into the document; 1 when something was refused, differs or is still to be decided.

    Several workbooks are forms, and so is one that holds nothing else.
    """
    if given.forms or len(given.workbooks) > 1:
        from app.verbs.filled_forms import import_forms

        return import_forms(given)
    (given.workbook,) = given.workbooks
    from app.exchange.reading.grid import ReadingError
    from app.exchange.reading.workbook import read_workbook
    from app.intake.deed import aim_at, as_data, carry_out, lines
    from app.intake.plan import plan
    from app.intake.source import find_source, marked_year

    wanted, given.year = given.year, None
    with left_behind(open_document_of(given, read_only=given.dry_run)) as document:
        try:
            book = read_workbook(given.workbook)
        except ReadingError as error:
            raise Misused(str(error)) from None
        aim = aim_at(document, wanted or marked_year(book) or document.year)
        source = find_source(given.workbook, book, aim.model.edition, aim.year)
        forms = _forms_in(source, aim.model.edition)
        if forms and not source.blocks:
            from app.verbs.filled_forms import take

            return take(given, document, [(given.workbook, book)], [], wanted)
        if not source.blocks:
            told = "；".join(source.book.notes) or "请核对表名、栏目和行名"
            raise Misused(f"“{given.workbook.name}”里没有认出有数可填的表，没有导入。{told}。")
        choices = _choices(given, aim.model.edition, source)
        made = plan(aim.model, aim.report, source, choices, aim.before)
        if not given.dry_run:
            carry_out(document, aim, source, made)
        if given.json:
            print_data(as_data(aim, source, made))
        else:
            new = "" if aim.edition is None else f"新建 {aim.year} 年度"
            if given.dry_run:
                print(f"只是试算，没有写入{f'（导入时会{new}）' if new else ''}。")
            else:
                print(f"已导入{f'，{new}' if new else ''}。")
            for text in (
                *lines(aim, source, made),
                *_overruled(given.unit, source),
                *_hints(aim.model.edition, source, choices, made),
            ):
                print(text)
            if forms:
                print(f"提示：里面还有 {forms} 份填好的自评表，加 --forms 再来一次就导入它们。")
    open_ = made.count("refused", "differs", "asked") or any(_unanswered(source, choices))
    return FOUND if open_ else DONE


def _forms_in(source: Source, edition: Edition) -> int:
    """How many filled forms stand on the sheets that are no tables of ours."""
    from app.exchange.finding.forms import find_forms

    homes = source.marker.sheets if source.marker is not None else {}
    grids = source.book.grids
    tables = [number for number, grid in enumerate(grids) if grid.name in homes]
    return len(find_forms(edition, grids, tables))


def _choices(given: Namespace, edition: Edition, source: Source) -> list[Choices]:
    """What --unit, --round and --as say of each table; raises `Misused` for a pair that fits none.

    --unit is for tables that name no unit: what a sheet says of itself is not overruled.
    """
    from app.exchange.finding.block import Target
    from app.exchange.finding.entries import Way
    from app.exchange.finding.names import plain
    from app.intake.source import Choices

    columns: list[dict[int, Target | None]] = [{} for _ in source.blocks]
    for pair in given.columns:
        heading, equals, said = pair.partition("=")
        if not equals or not heading or not said:
            raise Misused(f"“{pair}”要写成 表头=栏目，例如 预算数=initial")
        used = False
        for found, block in zip(columns, source.blocks, strict=True):
            for at, keys in block.asked.items():
                names = {
                    name: key for key in keys for name in (key, edition.table[block.table].column[key].label)
                }
                if said in names and plain(block.headings.get(at, "")).endswith(plain(heading)):
                    found[at] = Target(names[said])
                    used = True
        if not used:
            known = "；".join(_askings(edition, _unanswered(source, [Choices()] * len(source.blocks))))
            told = f"要指明的有：{known}" if known else "这个文件里没有要指明的表头"
            raise Misused(f"“{pair}”没有用上，没有导入。{told}。")
    return [
        Choices(way=Way("" if block.unit else given.unit or "", given.round), columns=found)
        for found, block in zip(columns, source.blocks, strict=True)
    ]


def _overruled(unit: str | None, source: Source) -> Iterator[str]:
    """Where --unit was not used."""
    for block in source.blocks:
        if unit and block.unit and block.unit != unit:
            name = source.book.grids[block.sheet].name
            yield f"注意：{name} 写明了单位是{block.unit}，没有用 --unit {unit}"


def _unanswered(source: Source, choices: Sequence[Choices]) -> Iterator[tuple[Block, int]]:
    """Headings that may mean several columns and were not settled."""
    for block, chosen in zip(source.blocks, choices, strict=True):
        yield from ((block, at) for at in block.asked if at not in chosen.columns)


def _askings(edition: Edition, open_: Iterable[tuple[Block, int]]) -> list[str]:
    """预算数=年初预算数 或 预算数=全年预算数: what can be said of each heading, once."""
    told = set()
    for block, at in open_:
        heading = block.headings.get(at, "").strip().split(" ")[-1]
        labels = [edition.table[block.table].column[key].label for key in block.asked[at]]
        told.add(" 或 ".join(f"{heading}={label}" for label in labels))
    return sorted(told)


def _hints(edition: Edition, source: Source, choices: Sequence[Choices], made: Plan) -> Iterator[str]:
    """What to add to the command for what was left open."""
    from app.exchange.finding.values import NO_UNIT

    if any(item.state == "refused" and item.why == NO_UNIT for item in made.items):
        yield "提示：没有写明金额单位的表，加 --unit 万元（或 元、千元）再来一次。"
    for asking in _askings(edition, _unanswered(source, choices)):
        yield f"提示：加 --as {asking}，就能导入这一栏。"
    if made.count("asked"):
        yield "提示：“没有选”的格子要在窗口里的导入预览打钩，或用 set 填写。"
