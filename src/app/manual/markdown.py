"""The Markdown of the manual as HTML: the few forms its pages use, and nothing else.

Headings may name their anchor: `## 筛选 {#filter}`. A list whose every entry begins with a bold name and
a colon is set as names beside texts. What would be HTML is shown as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from app.domain.frozen import frozen

_HEADING = re.compile(r"(#{1,3}) (.+?)(?: \{#([\w-]+)\})?$")
_ENTRY = re.compile(r"(?:-|\d+\.) (.*)")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)$")
_NAMED = re.compile(r"\*\*(.+?)\*\*：(.*)", re.DOTALL)
_INLINE = re.compile(r"`([^`]+)`|\*\*(.+?)\*\*|\[([^\]]+)\]\(([^)]+)\)")
_LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
_LETTER = re.compile(r"[A-Za-z0-9`*]")


@frozen
class Section:
    """A heading with what stands under it, up to the next heading."""

    anchor: str
    title: str
    level: int
    body: str


def sections(text: str) -> list[Section]:
    """The page cut at its headings; one without an anchor of its own is counted."""
    found: list[Section] = []
    head, body, fenced = ("", "", 0), [], False
    for line in [*text.splitlines(), None]:
        fenced ^= line is not None and line.startswith("```")
        match = _HEADING.fullmatch(line) if line is not None and not fenced else None
        if line is not None and match is None:
            body.append(line)
            continue
        if head[1] or "".join(body).strip():
            found.append(Section(*head, "\n".join(body).strip("\n")))
        if match is not None:
            head, body = (match[3] or f"section-{len(found)}", match[2], len(match[1])), []
    return found


def to_html(text: str) -> str:
    """The whole page."""
    parts = []
    for section in sections(text):
        if section.title:
            level = section.level
            parts.append(f'<h{level}><a name="{section.anchor}"></a>{_inline(section.title)}</h{level}>')
        parts += [_block(lines) for lines in _blocks(section.body)]
    return "\n".join(parts)


def to_plain(text: str) -> str:
    """What is read on the page, for looking through it."""
    return "\n".join(_plain(line.strip()) for line in text.splitlines() if not _is_frame(line))


def _is_frame(line: str) -> bool:
    """Lines that nobody reads: fences, marks, the rule under the heading of a table."""
    return line.startswith(("```", "<!--")) or set(line) <= set("|-: ")


def _plain(line: str) -> str:
    line = _PICTURE.sub(lambda found: found[1], line)
    line = re.sub(r"^(?:#{1,3}|-|\d+\.|>) |\s*\{#[\w-]+\}$", "", line)
    for _ in range(2):  # links stand in bold words
        line = _INLINE.sub(lambda found: found[1] or found[2] or found[3], line)
    return line.strip("| ").replace(" | ", "　")


def targets(text: str) -> list[str]:
    """Where its links lead and its pictures lie."""
    links = [found[1] for found in _LINK.finditer(text)]
    return links + [found[2] for line in text.splitlines() if (found := _PICTURE.match(line.strip()))]


def _blocks(body: str) -> Iterator[list[str]]:
    """Lines that belong together; a blank line parts them, but not inside a fence."""
    block: list[str] = []
    fenced = False
    for line in body.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        if line.strip() or fenced:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _block(lines: list[str]) -> str:
    first = lines[0]
    if first.startswith("```"):
        code = escape("\n".join(line for line in lines if not line.startswith("```")))
        return f'<table class="code" width="100%"><tr><td><pre>{code}</pre></td></tr></table>'
    if first.startswith("> "):
        text = _inline(_joined([line.removeprefix(">").strip() for line in lines]))
        return f'<table class="note" width="100%"><tr><td>{text}</td></tr></table>'
    if first.startswith("|"):
        return _table(lines)
    if _ENTRY.match(first):
        return _list(lines)
    if picture := _PICTURE.match(first):
        name = escape(picture[1], quote=True)
        return f'<p class="picture"><img src="{picture[2]}" alt="{name}"></p><p class="caption">{name}</p>'
    return f"<p>{_inline(_joined(lines))}</p>"


def _list(lines: list[str]) -> str:
    entries: list[list[str]] = []
    for line in lines:
        if match := _ENTRY.match(line):
            entries.append([match[1]])
        else:
            entries[-1].append(line.strip())
    texts = [_joined(entry) for entry in entries]
    named = [_NAMED.fullmatch(text) for text in texts]
    if all(named):
        rows = "".join(_fact(*found.groups()) for found in named if found is not None)
        return f'<table class="facts" width="100%">{rows}</table>'
    tag = "ul" if lines[0].startswith("-") else "ol"
    return f"<{tag}>{''.join(f'<li>{_inline(text)}</li>' for text in texts)}</{tag}>"


def _fact(name: str, text: str) -> str:
    return f'<tr><td class="name" width="14%">{_inline(name)}</td><td class="fact">{_inline(text)}</td></tr>'


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
    head = "".join(f"<th>{_inline(cell)}</th>" for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>" for row in rows[2:])
    return f'<table class="grid" width="100%"><tr>{head}</tr>{body}</table>'


def _joined(lines: list[str]) -> str:
    """One text of several lines: Chinese goes on without a space."""
    text = lines[0]
    for line in lines[1:]:
        spaced = _LETTER.match(text[-1:]) and _LETTER.match(line)
        text += f" {line}" if spaced else line
    return text


def _inline(text: str) -> str:
    """Keys and file names, bold words and links."""
    parts, at = [], 0
    for found in _INLINE.finditer(text):
        parts.append(escape(text[at : found.start()], quote=False))
        at = found.end()
        if found[1]:
            parts.append(f"<code>&nbsp;{escape(found[1], quote=False)}&nbsp;</code>")
        elif found[2]:
            parts.append(f"<b>{_inline(found[2])}</b>")
        else:
            parts.append(f'<a href="{escape(found[4])}">{escape(found[3], quote=False)}</a>')
    return "".join(parts) + escape(text[at:], quote=False)
