"""What paper costs: the preview, the PDF, and an office program converting the same workbook."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench.work import median


def preview_once(path: Path, runs: int) -> float:
    """From the command to the first sheet painted."""
    from PySide6.QtWidgets import QApplication

    from app.storage.settings import Settings
    from ui.main import make_window
    from ui.printing.verb import Taken

    window = make_window(Settings())
    window.start(path)
    window.show()
    QApplication.processEvents()
    document = window.session.document
    assert document is not None

    def once() -> float:
        begin = time.perf_counter()
        dialog = window.files.printing.dialog(document, Taken(document), "accounts", single=False)
        dialog.show()
        while not dialog.view._pictures:
            QApplication.processEvents()
        spent = time.perf_counter() - begin
        dialog.reject()
        dialog.deleteLater()
        QApplication.processEvents()
        return spent

    spent = median(once, runs)
    document.close(backup=False)
    window.session.document = None
    window.close()
    return spent


def pdf_once(path: Path, runs: int) -> float:
    """From the open document to the bytes of the PDF; reading back is not counted."""
    from app.document import open_document
    from app.exchange.layout import build
    from app.exchange.setup import setups
    from ui.printing.fonts import Fonts
    from ui.printing.job import about_report, make_job
    from ui.printing.pdf import pdf_bytes

    with open_document(path, read_only=True) as document:
        model, report, results = document.model, document.report, document.results

        def once() -> float:
            begin = time.perf_counter()
            fonts = Fonts()
            pages = build(model, report, results, unit_name=document.unit)
            about = about_report(model.edition, document.unit, report.year)
            job = make_job(pages, setups(report, pages), fonts, about)
            pdf_bytes(job, fonts, author=document.unit)
            return time.perf_counter() - begin

        return median(once, runs)


def office_once(path: Path, runs: int) -> float | None:
    """LibreOffice converting the workbook of the document, without data sheets; None without it."""
    if not shutil.which("soffice"):
        return None
    from app.document import open_document
    from app.exchange.xlsx import export

    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        with open_document(path, read_only=True) as document:
            export(
                document.model, document.report, document.results, book, unit_name=document.unit, data=False
            )
        command = [
            "soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to", "pdf", "--outdir", folder, str(book),
        ]  # fmt: skip

        def once() -> float:
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            return time.perf_counter() - begin

        once()  # the profile is made at the first start
        return median(once, runs)
