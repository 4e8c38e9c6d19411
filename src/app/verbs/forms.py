"""The verb `export --forms`: self-evaluation forms, one file each or all in one."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from app.arguments import Misused
from app.verbs.opening import DONE, open_document_of

if TYPE_CHECKING:
    from app.document import Document
    from app.exchange.forms_out import FormsResult


def export_forms(given: Namespace) -> int:
    """Forms of the year into a folder, which is made when it is not there."""
    from app.exchange.files import ExportError

    if given.no_data or given.only:
        raise Misused("--no-data、--only 用于导出报表，不能与 --forms 一起写。")
    with open_document_of(given, read_only=True) as document:
        try:
            done = _export(given, document)
        except ExportError as error:
            raise Misused(str(error)) from None
    for warning in done.warnings:
        print(f"注意：{warning}")
    checked = f"{done.cells} 处文字，已逐页读回核对" if given.pdf else f"{done.cells} 格，已逐格读回核对"
    where = done.paths[0] if len(done.paths) == 1 else f"{given.forms}（{len(done.paths)} 个文件）"
    print(f"已导出 {where}，共 {done.forms} 张自评表（{checked}）")
    return DONE


def _export(given: Namespace, document: Document) -> FormsResult:
    from app.exchange.forms_out import Choice, export_files, export_workbook, made_folder, one_name

    rows = _rows(given, document)
    choice = Choice(
        document.model, document.report, document.results, document.unit,
        rows=rows, blank=given.blank, further=not rows,
    )  # fmt: skip
    one = made_folder(given.forms) / one_name(choice, ".pdf" if given.pdf else ".xlsx")
    if not given.pdf:
        return export_workbook(choice, one) if given.one else export_files(choice, given.forms)
    from ui.printing.export import ensure_application, export_forms_pdf, export_forms_pdfs

    _application = ensure_application()
    return export_forms_pdf(choice, one) if given.one else export_forms_pdfs(choice, given.forms)


def _rows(given: Namespace, document: Document) -> list[int]:
    """The project of that number, from 1; none when all are wanted."""
    if given.project is None:
        return []
    records = document.report.rows(document.model.edition.forms.tables.project)
    if not 1 <= given.project <= len(records):
        raise Misused(f"没有第 {given.project} 个项目，没有导出。一共有 {len(records)} 个项目。")
    return [int(records[given.project - 1].row)]
