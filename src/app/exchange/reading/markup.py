"""XML read as a stream, without DTD and entities, within the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn, TypeAlias
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from app.exchange.reading import limits
from app.exchange.reading.grid import ReadingError

Attributes: TypeAlias = dict[str, str]
Handlers: TypeAlias = tuple[Callable[[str, Attributes], None], Callable[[str], None], Callable[[str], None]]

_ENCODINGS = {"UTF-8", "UTF-16", "US-ASCII", "ISO-8859-1"}


class Damaged(Exception):
    """The content is not what its format says; the reader of the file puts it into words."""


def _forbidden(*_: object) -> NoReturn:
    raise ReadingError(
        "这份文件里有表格软件从不写的内容（DTD 或实体定义），可能不安全，没有读入，文件也没有改动。"
        "请在 Excel 或 WPS 里打开，另存为新的 .xlsx 再导入。"
    )


def _declared(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding and encoding.upper() not in _ENCODINGS:  # expat would ask Python, which knows the oddest
        raise Damaged(f"encoding {encoding[:20]}")


def parser() -> XMLParserType:
    """An expat parser that refuses DTDs and with them every entity."""
    made = ParserCreate()
    made.buffer_text = True
    made.XmlDeclHandler = _declared
    made.StartDoctypeDeclHandler = _forbidden
    made.EntityDeclHandler = _forbidden
    made.UnparsedEntityDeclHandler = _forbidden
    made.ExternalEntityRefHandler = _forbidden
    return made


def feed(made: XMLParserType, chunks: Iterator[bytes]) -> None:
    """Parse all of a stream; raises `Damaged` when it is not well-formed."""
    try:
        for chunk in chunks:
            made.Parse(chunk, False)
            if len(made.intern) > limits.NAMES:  # expat keeps every name it has met
                raise Damaged("names")
        made.Parse(b"", True)
    except (ExpatError, UnicodeError) as error:
        raise Damaged(str(error)) from error


def handle(chunks: Iterator[bytes], handlers: Callable[[str], Handlers]) -> None:
    """Hand what follows the root element to the start, end and text handlers made for the root's prefix.

    Comparing names with the prefix of the root in front is cheaper than resolving namespaces.
    """
    made = parser()

    def root(name: str, _attributes: Attributes) -> None:
        start, end, text = handlers(name[: name.rfind(":") + 1])
        made.StartElementHandler = start
        made.EndElementHandler = end
        made.CharacterDataHandler = text

    made.StartElementHandler = root
    feed(made, chunks)


def elements(chunks: Iterator[bytes], wanted: Callable[[str, str, Attributes], None]) -> None:
    """Call `wanted` for every element with the name of the part of the document it stands in (the child of
    the root), its own name and its attributes, prefixes taken off.
    """
    depth = 0
    section = ""

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth, section
        name = name.rpartition(":")[2]
        depth += 1
        if depth == 2:
            section = name
        wanted(section, name, {key.rpartition(":")[2]: text for key, text in attributes.items()})

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    made = parser()
    made.StartElementHandler = start
    made.EndElementHandler = end
    feed(made, chunks)
