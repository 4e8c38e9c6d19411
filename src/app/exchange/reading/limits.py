"""How much is read at most: ten times what a department has, and less than a machine can hold.

A file of half a megabyte can claim gigabytes; it is refused by these numbers before it takes the memory.
"""

from __future__ import annotations

from app.exchange.reading.grid import ReadingError, place

FILE = 50 * 2**20  # bytes on the disk
ENTRIES = 2_000  # files inside a zip
INFLATED = 200 * 2**20  # bytes of all parts that are read
RATIO = 100  # inflated to packed, beyond
RATIO_FROM = 2**20  # bytes inflated
TAGS = 10_000_000  # "<" in all parts that are read; a filled cell has four
TOKEN = 2**20  # bytes without a "<"
NAMES = 10_000  # of elements and attributes in one part
REPEATED = 200_000  # cells that one row of an .ods stands for
SHEETS = 255
SMALL = 8 * 2**20  # bytes of a part that lists other parts
STYLES = 100_000  # cell formats; Excel knows 65,490
ROWS = 200_000
COLUMNS = 1_000
SLOTS = 4_000_000  # cells, also empty ones before the last filled one of their row
MEMORY = 240 * 2**20  # bytes that what was read takes, roughly
RECORDS = 3_000_000  # of an .xls

_ADVICE = "没有读入任何数据，文件也没有改动。请在 Excel 或 WPS 里只留下要导入的表，另存为新的 .xlsx 再导入"


def too_large(what: str) -> ReadingError:
    """The sentence for a file beyond one of these numbers."""
    return ReadingError(f"{what}，超出了能读的范围。{_ADVICE}。")


# What things take in memory: measured, a little more than true.
_SLOT, _NUMBER, _TEXT, _CHARACTER = 8, 112, 60, 2


class Tally:
    """What has been read of one workbook so far, in bytes of memory."""

    def __init__(self) -> None:
        self.bytes = self.slots = 0

    def row(self, slots: int, numbers: int) -> None:
        """One more row, so many cells long, so many of them with a number of their own."""
        self.slots += slots
        if self.slots > SLOTS:
            raise too_large("这份工作簿的内容分散得太开")
        self._take(slots * _SLOT + numbers * _NUMBER)

    def remarks(self, size: int) -> None:
        """Formulas, doubts and the like that take so many bytes more."""
        self._take(size)

    def text(self, text: str) -> None:
        """One text more that no other cell shares."""
        self._take(_TEXT + len(text) * _CHARACTER)

    def _take(self, size: int) -> None:
        self.bytes += size
        if self.bytes > MEMORY:
            raise too_large("这份工作簿的内容太多，比十万行的表还多")


def check_place(row: int, column: int) -> None:
    """Refuse a filled cell beyond the rows and columns that are read."""
    if row >= ROWS:
        raise too_large(f"第 {row + 1} 行还有内容（最多读 {ROWS // 10_000} 万行）")
    if column >= COLUMNS:
        raise too_large(f"{place(row, column)} 格还有内容（最多读 {COLUMNS} 栏）")
