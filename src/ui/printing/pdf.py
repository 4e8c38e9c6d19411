"""A job as a PDF: drawn by the one painter, with bookmarks, searchable, read back before it is delivered."""

from __future__ import annotations

from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.exchange.files import ExportError, put_in_place, write_through
from app.exchange.paper_readback import check_pdf
from ui.printing.fonts import Fonts
from ui.printing.glyphs import Glyphs
from ui.printing.leaf import INCH, Job, Leaf
from ui.printing.painter import drawn, numbers, paint, pieces


def save_pdf(
    job: Job, fonts: Fonts, path: Path, *, author: str, progress: Callable[[int], None] = lambda done: None
) -> int:
    """Write, read back, compare, put in place; how many texts were compared. Raises `ExportError`.

    `progress` is called with 1 for each sheet drawn; an exception it raises ends the work.
    """
    with put_in_place(path, ".pdf") as aside:
        content, read = _pdf(job, fonts, author, progress)
        write_through(aside, content)
        return check_pdf(content, read)


def pdf_bytes(job: Job, fonts: Fonts, *, author: str) -> bytes:
    """The PDF in memory; raises `ExportError` when nothing is chosen, or characters have no font."""
    return _pdf(job, fonts, author, lambda done: None)[0]


def _pdf(
    job: Job, fonts: Fonts, author: str, progress: Callable[[int], None]
) -> tuple[bytes, list[list[str]]]:
    """The PDF, and what is to be read on each of its sheets."""
    if not job.leaves:
        raise ExportError("没有选要打印的表，没有导出。请至少选一张表。")
    if job.trouble:
        raise ExportError(job.trouble)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(INCH)
    writer.setTitle(job.title)
    writer.setAuthor(author)
    writer.setCreator("自评通")
    draw_all(job, fonts, writer, progress)
    sheets = [
        [piece for text in sheet for piece in pieces(text, fonts, job.spares)] for sheet in drawn(job, fonts)
    ]
    glyphs = Glyphs((piece for sheet in sheets for piece in sheet), fonts)
    content = _finished(bytes(buffer.data().data()), job, glyphs)
    return content, [[glyphs.read(*piece) for piece in sheet] for sheet in sheets]


def draw_all(
    job: Job,
    fonts: Fonts,
    device: QPagedPaintDevice,
    progress: Callable[[int], None] = lambda done: None,
    only: Collection[int] | None = None,
) -> None:
    """Every leaf, or those of these indexes, on a sheet of its own, on a printer or into a PDF.

    Raises `ExportError` when the device does not take it.
    """
    chosen = [each for index, each in enumerate(numbers(job)) if only is None or index in only]
    painter = QPainter()
    try:
        for place, (leaf, number, total) in enumerate(chosen):
            device.setPageLayout(sheet_layout(leaf))
            if not (device.newPage() if place else painter.begin(device)):
                raise ExportError("打印没有开始或中断了。请检查打印机和磁盘空间，再试一次。")
            painter.resetTransform()
            scale = device.logicalDpiX() / INCH
            painter.scale(scale, scale)
            paint(painter, leaf, number, total, fonts, job.spares)
            progress(1)
    finally:
        if painter.isActive():
            painter.end()


def sheet_layout(leaf: Leaf) -> QPageLayout:
    """The leaf's paper, without margins of the device's own."""
    upright = sorted((leaf.width, leaf.height))
    size = QPageSize(
        QSizeF(upright[0] / INCH, upright[1] / INCH),
        QPageSize.Unit.Inch,
        "",
        QPageSize.SizeMatchPolicy.FuzzyMatch,
    )
    wide = leaf.width > leaf.height
    orientation = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
    layout = QPageLayout(size, orientation, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def _finished(content: bytes, job: Job, glyphs: Glyphs) -> bytes:
    """With a bookmark for every table, and every character found under its own code."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=BytesIO(content))
    writer.pdf_header = "%PDF-1.4"  # Qt's own; pypdf would say less
    for name, index in job.marks:
        writer.add_outline_item(title=name, page_number=index)
    glyphs.mend(writer)
    done = BytesIO()
    writer.write(done)
    return done.getvalue()
