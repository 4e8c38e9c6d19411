"""Workbooks made by hand, byte by byte where need be."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from app.exchange.reading.grid import Grid, Workbook, column_of
from app.exchange.reading.workbook import read_workbook

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
ODF = (
    " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in {
            "office": "office",
            "table": "table",
            "text": "text",
            "style": "style",
            "number": "datastyle",
            "fo": "xsl-fo-compatible",
            "draw": "drawing",
            "manifest": "manifest",
        }.items()
    )
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


# .xlsx and .ods


def new_book(path: Path, options: dict[str, object] | None = None):
    """A workbook for XlsxWriter to fill."""
    from xlsxwriter import Workbook as Book

    return Book(path, options or {})


def packed(path: Path, parts: dict[str, str | bytes]) -> Path:
    """A zip of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def relations(*entries: tuple[str, str, str]) -> str:
    """A part of relations: id, last word of the type, target."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_RELATIONS}/{sort}" Target="{target}"/>'
        for key, sort, target in entries
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def xlsx_parts(
    data: str, *, styles: str = "", texts: str = "", book: str = "", after: str = "", before: str = ""
) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet; `data` stands inside sheetData."""
    sheet = f"<worksheet {MAIN}>{before}<sheetData>{data}</sheetData>{after}</worksheet>"
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{_RELATIONS}">{book}'
        '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r2", "styles", "styles.xml"),
            ("r3", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{texts}</sst>",
    }


def xlsx(path: Path, data: str, **more: str) -> Path:
    """An .xlsx of one sheet."""
    return packed(path, xlsx_parts(data, **more))


def ods(path: Path, tables: str, *, styles: str = "", more: dict[str, str | bytes] | None = None) -> Path:
    """An .ods; `tables` stands inside office:spreadsheet, `styles` among the automatic styles."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(path, {"mimetype": ODS_TYPE, "content.xml": content, **(more or {})})


# .xls


def record(code: int, content: bytes = b"") -> bytes:
    """One record of an .xls."""
    return struct.pack("<HH", code, len(content)) + content


def text8(text: str, *, width: int = 2, wide: bool = True) -> bytes:
    """A text as BIFF8 writes it."""
    encoded = text.encode("utf-16-le" if wide else "latin-1")
    return len(text).to_bytes(width, "little") + bytes([wide]) + encoded


def stream(
    *sheets: bytes, front: bytes = b"", version: int = 0x600, names: tuple[str, ...] = (), flags: int = 0
) -> bytes:
    """The records of a workbook; each sheet is what stands between its BOF and EOF."""
    head = record(0x809, struct.pack("<HHHHII", version, 5, 0, 1997, 0, 0)) + front
    entries = []
    for number, _ in enumerate(sheets):
        name = names[number] if number < len(names) else f"表{number + 1}"
        encoded = text8(name, width=1) if version == 0x600 else _short5(name)
        entries.append(struct.pack("<IBB", 0, flags, 0) + encoded)
    place = len(head) + sum(4 + len(entry) for entry in entries) + 4
    bodies = [
        record(0x809, struct.pack("<HHHHII", version, 16, 0, 1997, 0, 0)) + sheet + record(0x0A)
        for sheet in sheets
    ]
    for entry, body in zip(entries, bodies, strict=True):
        head += record(0x85, struct.pack("<I", place) + entry[4:])
        place += len(body)
    return head + record(0x0A) + b"".join(bodies)


def _short5(text: str) -> bytes:
    encoded = text.encode("gb18030")
    return bytes([len(encoded)]) + encoded


def compound(streams: dict[str, bytes], *, cutoff: int = 0) -> bytes:
    """A compound document with these streams; all of them in large sectors unless below `cutoff`."""
    sectors: list[bytes] = []
    chain: list[int] = []

    def store(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)] or [
            b"\0" * 512
        ]
        sectors.extend(pieces)
        chain.extend([*range(first + 1, first + len(pieces)), 0xFFFFFFFE])
        return first

    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    for number, (name, content) in enumerate(streams.items(), 1):
        follows = number + 1 if number < len(streams) else 0xFFFFFFFF
        entries.append(_entry(name, 2, store(content), len(content), right=follows))
    directory = store(b"".join(entries))
    count = lists = 0  # sectors of the allocation table, and of the list of those beyond 109
    while count * 128 < len(sectors) + count + lists or lists * 127 < count - 109:
        count += 1
        lists = max(-(-(count - 109) // 127), 0)
    table_at = len(sectors)
    chain += [0xFFFFFFFD] * count + [0xFFFFFFFC] * lists
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(count * 512, b"\xff")
    numbers = [*range(table_at, table_at + count)]
    numbers += [0xFFFFFFFF] * (109 + lists * 127 - count)
    list_at = table_at + count
    more = b""
    for number in range(lists):
        follows = list_at + number + 1 if number + 1 < lists else 0xFFFFFFFE
        more += struct.pack("<128I", *numbers[109 + number * 127 : 236 + number * 127], follows)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    head += b"\0" * 10 + struct.pack("<IIII", count, directory, 0, cutoff)
    head += struct.pack("<IIII", 0xFFFFFFFE, 0, list_at if lists else 0xFFFFFFFE, lists)
    head += struct.pack("<109I", *numbers[:109])
    return head + b"".join(sectors) + table + more


def _entry(
    name: str, sort: int, first: int, size: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    body = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), sort, 1, 0xFFFFFFFF, right, child)
    return body.ljust(116, b"\0") + struct.pack("<III", first, size, 0)


def xls(path: Path, *sheets: bytes, **more: object) -> Path:
    """An .xls of these sheets."""
    path.write_bytes(compound({"Workbook": stream(*sheets, **more)}))
    return path


def short_sectors(content: bytes) -> bytes:
    """A compound document whose workbook lies in the short sectors of the root."""
    size = -(-len(content) // 512)
    mini = content.ljust(size * 512, b"\0")
    data = bytearray(compound({"Workbook": mini}, cutoff=4096))
    directory = 512 * (1 + struct.unpack_from("<I", data, 48)[0])
    chain = [*range(1, -(-len(content) // 64)), 0xFFFFFFFE]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")
    where = len(data) // 512 - 1
    data += table
    fat = 512 * (1 + struct.unpack_from("<I", data, 76)[0])
    struct.pack_into("<I", data, fat + 4 * where, 0xFFFFFFFE)
    struct.pack_into("<II", data, 60, where, 1)
    first_sector = struct.unpack_from("<I", data, directory + 128 + 116)[0]
    struct.pack_into("<II", data, directory + 116, first_sector, len(mini))
    struct.pack_into("<II", data, directory + 128 + 116, 0, len(content))
    return bytes(data)


# reading


def first(path: Path) -> Grid:
    """The first sheet of a workbook."""
    return read_workbook(path).grids[0]


def at(grid: Grid, place: str) -> object:
    """The value of a cell by its name."""
    return grid.at(*spot(place))


def spot(place: str) -> tuple[int, int]:
    """B3 → (2, 1)."""
    letters = place.rstrip("0123456789")
    return int(place[len(letters) :]) - 1, column_of(letters)


def kinds(grid: Grid, place: str) -> list[str]:
    """What is doubted about a cell."""
    return [doubt.kind for doubt in grid.doubts.get(spot(place), ())]


def grid_of(book: Workbook, name: str) -> Grid:
    """The sheet of that name."""
    return next(grid for grid in book.grids if grid.name == name)
