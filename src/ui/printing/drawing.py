"""What is drawn on a sheet while it is set; parts are made once and put down where they belong."""

from __future__ import annotations

from ui.printing.leaf import Fill, Rule, Text

_THIN = 10  # half a point


class Drawing:
    """What is drawn so far."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.rules: list[Rule] = []
        self.fills: list[Fill] = []
        self.height = 0.0

    def rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A thin line."""
        self.rules.append(Rule(x1, y1, x2, y2, _THIN))

    def put(self, other: Drawing, y: float) -> float:
        """The same again, so far down; its height."""
        self.texts += [each._replace(y=each.y + y) for each in other.texts]
        self.rules += [each._replace(y1=each.y1 + y, y2=each.y2 + y) for each in other.rules]
        self.fills += [each._replace(y=each.y + y) for each in other.fills]
        return other.height
