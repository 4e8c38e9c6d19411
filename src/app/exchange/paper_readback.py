"""A PDF read back by another library and compared, sheet by sheet, with what was to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import bidirectional, category, normalize

from app.exchange.files import ExportError

_NOT_DONE = "没有放到位，原来的文件没有改动。"
_BROKEN = {"\x02": "-", "\ufffe": "-"}  # how a hyphen at the end of a line is read


def read_pdf(content: bytes) -> list[str]:
    """The text of each sheet, as a reader copies it."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return texts
    finally:
        document.close()


def check_pdf(content: bytes, expected: Sequence[Sequence[str]]) -> int:
    """How many texts were compared, when every sheet says what it should; `ExportError` when one does not.

    `expected` are the texts of each sheet in the order they were drawn. Spaces do not count: a PDF has none.
    """
    found = read_pdf(content)
    if len(found) != len(expected):
        raise ExportError(f"导出的 PDF 读回核对时页数不对，{_NOT_DONE}请再导出一次。")
    for number, (texts, have) in enumerate(zip(expected, found, strict=True), 1):
        want, got = plain("".join(texts)), plain(have)
        if _runs_leftwards(want):  # a reader puts such lines in an order of its own
            want, got = "".join(sorted(want)), "".join(sorted(got))
        if want != got:
            _differs(number, want, got)
    return sum(map(len, expected))


def plain(text: str) -> str:
    """Without spaces and what has no shape, and with one spelling of what can be written in two ways."""
    for odd, usual in _BROKEN.items():
        text = text.replace(odd, usual)
    return normalize("NFC", "".join(each for each in text if not (each.isspace() or category(each) == "Cf")))


def _runs_leftwards(text: str) -> bool:
    return any(bidirectional(each) in {"R", "AL"} for each in text)


def _differs(number: int, want: str, have: str) -> None:
    at = next(
        (i for i, (a, b) in enumerate(zip(want, have, strict=False)) if a != b), min(len(want), len(have))
    )
    begin = max(0, at - 8)
    raise ExportError(
        f"导出的 PDF 读回核对时，第 {number} 页应为“{want[begin : at + 12]}”，读回“{have[begin : at + 12]}”，"
        f"{_NOT_DONE}请再导出一次；再出现时请联系软件提供者。"
    )
