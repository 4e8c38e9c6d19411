"""Sets texts into the cells of a table: where a line begins, where it breaks, how high a row is."""

from __future__ import annotations

from collections.abc import Sequence

from app.exchange.page import Align, Look
from ui.printing.columns import PADDING, Measure
from ui.printing.drawing import Drawing
from ui.printing.fonts import Fonts
from ui.printing.leaf import POINT, Face, Rule, Text
from ui.printing.lines import broken

TITLE, PLAIN, SMALL = 16 * POINT, 10 * POINT, 9 * POINT
_THICK = 16  # of the frame; the lines in it are half a point
LINE = 1.3  # from line to line, in sizes of type


class Setter:
    """The columns of one page in one size of type, between `left` and `right`."""

    def __init__(self, fonts: Fonts, left: float, right: float, measure: Measure) -> None:
        self.fonts, self.left, self.right = fonts, left, right
        self.take(measure)

    def take(self, given: Measure) -> None:
        """Set everything in this size."""
        self.measure = given
        self.edges = [self.left]
        for width in given.widths:
            self.edges.append(self.edges[-1] + width)

    def cell(
        self,
        drawn: Drawing,
        lines: Sequence[str],
        span: tuple[int, int],
        y: float,
        height: float,
        face: Face,
        align: Align,
        indent: int = 0,
    ) -> None:
        """The lines of a cell, in the middle of its height."""
        padding, step = PADDING * face.size, face.size * LINE
        left = self.edges[span[0]] + padding + indent * face.size
        right = self.edges[span[1] + 1] - padding
        top = y + (height - len(lines) * step) / 2
        for number, line in enumerate(lines):
            if line:
                x = self.start(line, face, left, right, align)
                drawn.texts.append(Text(x, self.base(top + number * step, face), line, face))

    def lines(
        self, drawn: Drawing, text: str, face: Face, y: float, align: Align, less: float = 0.0
    ) -> float:
        """A text over the whole width; its height."""
        lines = broken(text, self.right - self.left - less, face, self.fonts)
        for number, line in enumerate(lines):
            x = self.start(line, face, self.left, self.right, align)
            drawn.texts.append(Text(x, self.base(y + number * face.size * LINE, face), line, face))
        return len(lines) * face.size * LINE

    def both(self, drawn: Drawing, left: str, right: str, y: float) -> float:
        """The line under a title, with what stands at its right end; its height.

        What is wider than half of the line, and leaves the left too little, stands below it.
        """
        face = Face("body", PLAIN)
        room = self.advance(right, face) + PLAIN if right else 0.0
        whole = self.right - self.left
        if room > whole / 2 and room + self.advance(left, face) > whole:
            below = self.lines(drawn, left, face, y, "left")
            return below + self.lines(drawn, right, face, y + below, "left") + PLAIN * 0.25
        below = self.lines(drawn, left, face, y, "left", room)
        if right:
            self.lines(drawn, right, face, y + below - PLAIN * LINE, "right")
        return below + PLAIN * 0.25

    def tail(self, notes: Sequence[str], foot: Sequence[tuple[str, str]]) -> Drawing:
        """Notes, and the fields to be signed in."""
        drawn, face = Drawing(), Face("body", SMALL)
        y = SMALL * 0.4
        for note in notes:
            y += self.lines(drawn, note, face, y, "left")
        if foot:
            plain = Face("body", PLAIN)
            y += PLAIN * 0.8
            part = (self.right - self.left) / len(foot)
            fields = [broken(f"{label}：{value}", part - PLAIN, plain, self.fonts) for label, value in foot]
            for place, field in enumerate(fields):
                for number, line in enumerate(field):
                    base = self.base(y + number * PLAIN * LINE, plain)
                    drawn.texts.append(Text(self.left + place * part, base, line, plain))
            y += max(len(field) for field in fields) * PLAIN * LINE
        drawn.height = y
        return drawn

    def frame(self, drawn: Drawing, top: float, bottom: float) -> None:
        """The thicker lines around a table."""
        left, right = self.edges[0], self.edges[-1]
        for line in ((left, top, right, top), (left, bottom, right, bottom)):
            drawn.rules.append(Rule(*line, _THICK))
        for x in (left, right):
            drawn.rules.append(Rule(x, top, x, bottom, _THICK))

    def face(self, look: Look) -> Face:
        return Face("body", self.measure.size, look.bold)

    def room(self, lines: int) -> float:
        return self.measure.size * (lines * LINE + 2 * self.measure.air)

    def wrapped(self, text: str, first: int, last: int, face: Face, indent: int = 0) -> tuple[str, ...]:
        if not text:
            return ("",)
        inside = self.edges[last + 1] - self.edges[first] - (2 * PADDING + indent) * face.size
        return broken(text, inside, face, self.fonts)

    def named(self, heading: str, first: int, face: Face, last: int | None = None) -> tuple[str, ...]:
        """A heading in lines about as long as each other: no character stands alone on the last."""
        last = first if last is None else last
        lines = self.wrapped(heading, first, last, face)
        if len(lines) == 1 or "\n" in heading:
            return lines
        room = self.edges[last + 1] - self.edges[first] - 2 * PADDING * face.size
        narrow = self.advance(heading, face) / len(lines)
        while narrow < room:
            even = broken(heading, narrow, face, self.fonts)
            if len(even) == len(lines):
                return even
            narrow += face.size / 2
        return lines

    def advance(self, text: str, face: Face) -> float:
        return self.fonts.metrics(face).horizontalAdvance(text)

    def start(self, line: str, face: Face, left: float, right: float, align: Align) -> float:
        if align == "left":
            return left
        spare = right - left - self.advance(line, face)
        return left + (spare if align == "right" else spare / 2)

    def base(self, top: float, face: Face) -> float:
        """The base line of a line that begins at `top`."""
        metrics = self.fonts.metrics(face)
        return top + (face.size * LINE - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()
