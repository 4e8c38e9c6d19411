"""Files made to harm: each ends in a clear sentence, in little memory. Read in a process of their own."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import dev
from app.exchange.reading import limits
from app.exchange.reading.grid import ReadingError
from app.exchange.reading.workbook import read_workbook
from tests.exchange.reading.support import (
    MAIN,
    compound,
    ods,
    packed,
    record,
    short_sectors,
    stream,
    text8,
    xls,
    xlsx,
    xlsx_parts,
)

MEMORY = 300  # MB
_LETTERS = bytes(97 + number % 26 for number in range(256))
CHILD = """
import sys, time
from pathlib import Path
sys.path.insert(0, {src!r})
from app.exchange.reading.grid import ReadingError
from app.exchange.reading.workbook import read_workbook
start = time.perf_counter()
try:
    read_workbook(Path(sys.argv[1]))
    said = "read"
except ReadingError as error:
    said = str(error)
took = time.perf_counter() - start
status = Path("/proc/self/status").read_text() if sys.platform == "linux" else "VmHWM: 0 kB"
peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
sys.stdout.buffer.write(f"{{took:.2f}}\\n{{int(peak) // 1024}}\\n{{said}}".encode())
"""


def read_apart(path: Path) -> tuple[str, int]:
    """What a process of its own says of the file, and the most memory it took, in MB."""
    command = [sys.executable, "-c", CHILD.format(src=str(dev.ROOT / "src")), str(path)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    took, peak, said = done.stdout.decode().split("\n", 2)
    print(f"{path.name}: {took} s, {peak} MB: {said}")
    return said, int(peak)


def sheet_of(path: Path, pieces: Callable[[Callable[[bytes], object]], object], part: str = "") -> Path:
    """A workbook whose sheet (or another part) is written piece by piece."""
    parts = xlsx_parts("")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            if name != (part or "xl/worksheets/sheet1.xml"):
                package.writestr(name, content)
        with package.open(part or "xl/worksheets/sheet1.xml", "w", force_zip64=True) as out:
            pieces(out.write)
    return path


def _spaces(write: Callable[[bytes], object]) -> None:
    write(f"<worksheet {MAIN}><sheetData>".encode())
    for _ in range(300):
        write(b" " * 2**20)


def _noise(seed: int, size: int = 2**16) -> bytes:
    """Bytes that hardly pack, of which a text may consist."""
    return random.Random(seed).randbytes(size).translate(_LETTERS)  # noqa: S311 - no secret


def _tags(write: Callable[[bytes], object]) -> None:
    write(f"<worksheet {MAIN}><sheetData>".encode())
    for seed in range(30):
        write(b"".join(b"<%s/>" % name for name in _noise(seed, 2**17).split(b"a") if name))


def _long_text(write: Callable[[bytes], object]) -> None:
    write(f"<sst {MAIN}><si><t>".encode())
    for seed in range(800):
        write(_noise(seed))


def _long_attribute(write: Callable[[bytes], object]) -> None:
    write(f'<worksheet {MAIN}><sheetData a="'.encode())
    for seed in range(800):
        write(_noise(seed))


def _deep(write: Callable[[bytes], object]) -> None:
    write(f"<worksheet {MAIN}><sheetData>".encode())
    for seed in range(100):
        write(b"".join(b"<%s>" % name for name in _noise(seed).split(b"a") if name))


def _texts(write: Callable[[bytes], object]) -> None:
    """As many short texts as will go, hardly two alike."""
    write(f"<sst {MAIN}>".encode())
    for seed in range(60):
        write(b"".join(b"<si><t>%s</t></si>" % name for name in _noise(seed, 2**18).split(b"a")))


def _rows(write: Callable[[bytes], object], first: int, last: int, cells: str) -> None:
    write(f"<worksheet {MAIN}><sheetData>".encode())
    for start in range(first, last, 1000):
        rows = (f'<row r="{row}">{cells.replace("?", str(row))}</row>' for row in range(start, start + 1000))
        write("".join(rows).encode())
    write(b"</sheetData></worksheet>")


def _many_rows(write: Callable[[bytes], object]) -> None:
    _rows(write, 1, 400_001, "".join(f'<c r="{letter}?"><v>?</v></c>' for letter in "ABCDEFGH"))


def _errors(write: Callable[[bytes], object]) -> None:
    cells = "".join(
        f'<c r="{letter}?" t="e"><f>1/?{letter}</f><v>#X?{letter}</v></c>' for letter in "ABCDEFGH"
    )
    _rows(write, 1, 150_001, cells)


def _numbers(write: Callable[[bytes], object]) -> None:
    _rows(
        write,
        1,
        190_001,
        "".join(f'<c r="{letter}?"><v>?{at}.25</v></c>' for at, letter in enumerate("ABCDEFGHIJKL")),
    )


def _spread(write: Callable[[bytes], object]) -> None:
    _rows(write, 1, 190_001, '<c r="ALL?"><v>1</v></c>')


def bomb_xlsx(
    folder: Path, name: str, pieces: Callable[[Callable[[bytes], object]], object], part: str = ""
) -> Path:
    return sheet_of(folder / f"{name}.xlsx", pieces, part)


def _entities(folder: Path, part: str) -> Path:
    lines = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    parts = xlsx_parts("")
    root = (
        "sst"
        if "shared" in part
        else "styleSheet"
        if "styles" in part
        else "workbook"
        if "book" in part
        else "worksheet"
    )
    parts[part] = f'<!DOCTYPE x [<!ENTITY a0 "ha">{lines}]><{root} {MAIN}>&a9;</{root}>'
    return packed(folder / "entities.xlsx", parts)


def _external(folder: Path) -> Path:
    parts = xlsx_parts("")
    parts["xl/worksheets/sheet1.xml"] = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="str"><v>&e;</v></c></row>'
        "</sheetData></worksheet>"
    )
    return packed(folder / "external.xlsx", parts)


def _entries(folder: Path, count: int) -> Path:
    path = packed(folder / "entries.xlsx", xlsx_parts(""))
    with zipfile.ZipFile(path, "a") as package:
        for number in range(count):
            package.writestr(f"m/{number}", b"")
    return path


def _ods_repeated(folder: Path, rows: int, columns: int) -> Path:
    cell = (
        '<table:table-cell office:value-type="float" office:value="1"'
        f' table:number-columns-repeated="{columns}">'
        "<text:p>1</text:p></table:table-cell>"
    )
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    return ods(folder / "repeated.ods", f'<table:table table:name="a">{row}</table:table>')


def _ods_again(folder: Path) -> Path:
    cell = (
        '<table:table-cell office:value-type="percentage" office:value="0.5"'
        ' table:number-columns-repeated="900"/>'
    )
    rows = f'<table:table-row table:number-rows-repeated="200">{cell}</table:table-row>' * 100
    return ods(folder / "again.ods", f'<table:table table:name="a">{rows}</table:table>')


def _ods_spaces(folder: Path) -> Path:
    text = '<text:p><text:s text:c="999999999"/></text:p>'
    cell = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    return ods(
        folder / "spaces.ods",
        f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>',
    )


def _ods_entities(folder: Path) -> Path:
    content = '<!DOCTYPE x [<!ENTITY a "ha">]><office:document-content/>'
    return packed(
        folder / "entities.ods",
        {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content},
    )


def _merges(folder: Path) -> Path:
    data = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="CV{row}"><v>1</v></c></row>'
        for row in range(1, 5001)
    )
    merged = "".join(f'<mergeCell ref="A{row}:XFD1048576"/>' for row in range(1, 5001))
    return xlsx(folder / "merges.xlsx", data, after=f"<mergeCells>{merged}</mergeCells>")


def _number(row: int, column: int) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, 0, 1.5))


def _xls_far(folder: Path) -> Path:
    return xls(folder / "far.xls", b"".join(_number(row, 65_535) for row in range(60_000)))


def _xls_spread(folder: Path) -> Path:
    return xls(folder / "spread.xls", b"".join(_number(row, 255) for row in range(65_536)))


def _xls_dimensions(folder: Path) -> Path:
    dimension = record(0x200, struct.pack("<IIHHH", 0, 65_536, 0, 256, 0))
    return xls(folder / "dimensions.xls", b"".join(dimension + _number(65_535, 0) for _ in range(20_000)))


def _xls_texts(folder: Path) -> Path:
    table = struct.pack("<II", 2**31, 2**31) + text8("甲乙", wide=True) * 1000
    return xls(folder / "texts.xls", front=record(0xFC, table))


def _xls_runs(folder: Path) -> Path:
    blocks = [struct.pack("<II", 1, 5000)] + [struct.pack("<HBH", 1, 9, 2000) + b"ab" + b"\0" * 8000] * 5000
    front = record(0xFC, blocks[0]) + b"".join(record(0x3C, block) for block in blocks[1:])
    return xls(folder / "runs.xls", _number(0, 0), front=front)


def _xls_records(folder: Path) -> Path:
    return xls(folder / "records.xls", record(0x99) * 10_000_000)


def _xls_same_sheet(folder: Path) -> Path:
    sheet = b"".join(_number(row, 0) for row in range(60_000))
    content = stream(sheet, *[b""] * 200)
    first = content.index(record(0x203)[:2]) - 20
    changed = bytearray(content)
    at = content.find(b"\x85\0")
    while 0 <= at < first:
        struct.pack_into("<I", changed, at + 4, first)
        at = content.find(b"\x85\0", at + 4)
    path = folder / "same.xls"
    path.write_bytes(compound({"Workbook": bytes(changed)}))
    return path


def _compound_loop(folder: Path) -> Path:
    content = bytearray(compound({"Workbook": stream(_number(0, 0)) + b"\0" * 5000}))
    table = 512 * (1 + struct.unpack_from("<I", content, 76)[0])
    struct.pack_into("<I", content, table + 8, 0)
    path = folder / "loop.xls"
    path.write_bytes(content)
    return path


def _short_loop(folder: Path) -> Path:
    content = bytearray(short_sectors(stream(_number(0, 0))))
    table = 512 * (1 + struct.unpack_from("<I", content, 60)[0])
    struct.pack_into("<I", content, table + 4, 0)
    path = folder / "short.xls"
    path.write_bytes(content)
    return path


def _compound_tree(folder: Path) -> Path:
    """A directory of which every entry has the next one on both sides: 2⁶⁰ ways through it."""
    streams = {f"s{number}": b"x" for number in range(60)} | {"Workbook": stream(_number(0, 0))}
    content = bytearray(compound(streams))
    directory = 512 * (1 + struct.unpack_from("<I", content, 48)[0])
    for number in range(1, 60):
        struct.pack_into("<II", content, directory + 128 * number + 68, number + 1, number + 1)
    path = folder / "tree.xls"
    path.write_bytes(content)
    return path


def _compound_tables(folder: Path) -> Path:
    """An allocation table that continues in itself."""
    content = bytearray(compound({"Workbook": stream(_number(0, 0))}))
    struct.pack_into("<II", content, 68, 0, 2**31)
    path = folder / "tables.xls"
    path.write_bytes(content)
    return path


HOSTILE: dict[str, Callable[[Path], Path]] = {
    "300 MB of spaces": lambda folder: bomb_xlsx(folder, "spaces", _spaces),
    "tags": lambda folder: bomb_xlsx(folder, "tags", _tags),
    "one long text": lambda folder: bomb_xlsx(folder, "text", _long_text, "xl/sharedStrings.xml"),
    "one long attribute": lambda folder: bomb_xlsx(folder, "attribute", _long_attribute),
    "deep": lambda folder: bomb_xlsx(folder, "deep", _deep),
    "many texts": lambda folder: bomb_xlsx(folder, "texts", _texts, "xl/sharedStrings.xml"),
    "400,000 rows": lambda folder: bomb_xlsx(folder, "rows", _many_rows),
    "errors in every cell": lambda folder: bomb_xlsx(folder, "errors", _errors),
    "numbers up to the limit": lambda folder: bomb_xlsx(folder, "numbers", _numbers),
    "cells far apart": lambda folder: bomb_xlsx(folder, "spread", _spread),
    "the last cell": lambda folder: xlsx(
        folder / "last.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    ),
    "the last column": lambda folder: xlsx(
        folder / "column.xlsx", '<row r="1"><c r="XFD1"><v>1</v></c></row>'
    ),
    "entities in a sheet": lambda folder: _entities(folder, "xl/worksheets/sheet1.xml"),
    "entities in texts": lambda folder: _entities(folder, "xl/sharedStrings.xml"),
    "entities in styles": lambda folder: _entities(folder, "xl/styles.xml"),
    "entities in the workbook": lambda folder: _entities(folder, "xl/workbook.xml"),
    "an external entity": _external,
    "3,000 entries": lambda folder: _entries(folder, 3000),
    "60,000 entries": lambda folder: _entries(folder, 60_000),
    "merged over one another": _merges,
    "ods: repeated rows": lambda folder: _ods_repeated(folder, 1_048_576, 1),
    "ods: repeated columns": lambda folder: _ods_repeated(folder, 1, 999_999_999),
    "ods: repeated both": lambda folder: _ods_repeated(folder, 190_000, 999),
    "ods: repeated again and again": _ods_again,
    "ods: spaces": _ods_spaces,
    "ods: entities": _ods_entities,
    "xls: far columns": _xls_far,
    "xls: cells far apart": _xls_spread,
    "xls: texts that are not there": _xls_texts,
    "xls: records": _xls_records,
    "xls: one sheet many times": _xls_same_sheet,
    "xls: sectors in a circle": _compound_loop,
    "xls: short sectors in a circle": _short_loop,
    "xls: a table that holds itself": _compound_tables,
}


_LONG = {"errors in every cell", "numbers up to the limit", "many texts"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in _LONG else ()) for name in HOSTILE]
)
def test_hostile_files_end_in_a_sentence(tmp_path: Path, name: str) -> None:
    path = HOSTILE[name](tmp_path)
    said, peak = read_apart(path)
    assert said.endswith("。") and "没有读入" in said and "请" in said, said
    assert peak < MEMORY
    path.unlink()


@pytest.mark.parametrize("make", [_xls_dimensions, _xls_runs, _compound_tree])
def test_odd_files_that_can_be_read_take_little(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    said, peak = read_apart(make(tmp_path))
    assert said == "read"
    assert peak < MEMORY


@pytest.mark.slow
def test_a_hundred_thousand_rows_can_be_read(tmp_path: Path) -> None:
    def pieces(write: Callable[[bytes], object]) -> None:
        cells = "".join(f'<c r="{letter}?"><v>?{at}.25</v></c>' for at, letter in enumerate("ABCDEFGHIJ"))
        _rows(write, 1, 100_001, cells)

    said, _ = read_apart(bomb_xlsx(tmp_path, "long", pieces))
    assert said == "read"


def test_a_size_that_is_a_lie(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "lie.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 5000)
    content = bytearray(path.read_bytes())
    at = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert content[at : at + 4] == b"PK\1\2"
    struct.pack_into("<I", content, at + 24, 100)
    path.write_bytes(content)
    with pytest.raises(ReadingError, match="已损坏"):
        read_workbook(path)


def test_parts_are_counted_together_while_they_are_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = xlsx(tmp_path / "large.xlsx", "".join(f'<row r="{row}"/>' for row in range(1, 9000)))
    read_workbook(path)
    monkeypatch.setattr(limits, "INFLATED", 100_000)
    with pytest.raises(ReadingError, match="解压后超过"):
        read_workbook(path)


def test_a_file_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.FILE + 1)
    with pytest.raises(ReadingError, match="50 MB"):
        read_workbook(path)


def test_two_parts_of_one_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "twice.xlsx", "")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(ReadingError, match="已损坏"):
        read_workbook(path)


def samples(folder: Path) -> dict[str, bytes]:
    """A small file of each kind, unpacked enough for a change to matter."""
    parts = xlsx_parts(
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><f>C1*2</f><v>1513.69</v></c>'
        '<c r="C1"><v>5</v></c></row>',
        texts="<si><t>人员经费</t></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/></cellXfs>',
        after='<mergeCells><mergeCell ref="A2:B2"/></mergeCells>',
    )
    stored = folder / "stored.xlsx"
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    front = record(0xFC, struct.pack("<II", 1, 1) + text8("人员")) + record(
        0x41E, struct.pack("<H", 170) + text8("0%")
    )
    sheet = (
        _number(0, 0)
        + record(0xFD, struct.pack("<HHHI", 0, 1, 0, 0))
        + record(0xE5, struct.pack("<5H", 1, 0, 1, 0, 1))
    )
    book = xls(folder / "a.xls", sheet, front=front + record(0xE0, b"\0" * 20))
    cell = (
        '<table:table-cell office:value-type="float" office:value="5"><text:p>5</text:p></table:table-cell>'
    )
    table = f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>'
    document = ods(folder / "a.ods", table)
    return {path.name: path.read_bytes() for path in (stored, book, document)}


@pytest.mark.parametrize("name", ["stored.xlsx", "a.xls", "a.ods"])
def test_changed_bytes_are_read_or_refused(tmp_path: Path, name: str) -> None:
    whole = samples(tmp_path)[name]
    chance = random.Random(name)  # noqa: S311 - no secret
    path = tmp_path / f"changed-{name}"
    outcomes = {"read": 0, "refused": 0}
    for _ in range(1500):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path.write_bytes(content)
        try:
            read_workbook(path)
            outcomes["read"] += 1
        except ReadingError:
            outcomes["refused"] += 1
    assert outcomes["read"] and outcomes["refused"], outcomes
