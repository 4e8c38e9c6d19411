"""From what a file stores for a cell to its value: numbers to 15 digits, dates, texts that are numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from app.domain.amount import Refused, parse_decimal, plain_decimal, shorten, to_ascii
from app.exchange.reading.formats import Look
from app.exchange.reading.grid import Doubt, Value

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_SHORT = 15  # a text of so few characters is one double and back without loss
_LONGEST = 17  # digits that tell one double from every other
_DIGITS = 10**15
_MAYBE_NUMBER = re.compile(r"[\s\d０-９.,．，()（）△▲+\-－−–—]*[\d０-９][\s)）.．]*", re.ASCII)
_LATEST = 2_958_465  # 9999-12-31
_1904 = 1462  # days between the two ways to count
_DAY = 86_400  # seconds
_OLD = 1950  # a date before is rather a number that was given a date's format

PRECISION = Doubt(
    "precision",
    "这个数超过 15 位，表格软件只保留 15 位，后面的数字可能已经丢了；编号、证件号请以文字填写。",
)
TEXT_NUMBER = Doubt("text_number", "这个数在表格里是按文字存的，求和时不会算进去；请核对。")


def number(text: str) -> tuple[Decimal | None, Doubt | None]:
    """The number a workbook stores as text, to the 15 digits Excel shows; None when it is none."""
    if not _NUMBER.fullmatch(text):
        return None, Doubt("unknown", f"这一格存的“{shorten(text)}”不是数，没有读入；请在原表里核对。")
    if len(text) <= _SHORT and "e" not in text and "E" not in text and text[-1] not in ".0":
        return Decimal(text), None
    double = float(text)
    value, doubt = from_double(double)
    if value is not None and doubt is None and len(text) > _LONGEST:
        exact = Decimal(text)
        if len(exact.as_tuple().digits) > _LONGEST and exact != Decimal(double):
            doubt = PRECISION
    return value, doubt


def from_double(double: float) -> tuple[Decimal | None, Doubt | None]:
    """The number a double stands for: 0.1 + 0.2 is 0.3."""
    if not abs(double) < 1e300:
        return None, Doubt("unknown", "这一格的数大得没有意义，没有读入；请在原表里核对。")
    value = Decimal(format(double, ".15g"))
    if value == value.to_integral_value():
        value = Decimal(int(value))
    return value, PRECISION if abs(double) >= _DIGITS else None


def is_number_text(text: str) -> bool:
    """Whether a text reads as an amount; a code with leading zeros does not."""
    if len(text) > 40 or not _MAYBE_NUMBER.fullmatch(text):
        return False
    digits = to_ascii(text).lstrip("+-")
    if len(digits) > 1 and digits[0] == "0" and digits[1].isdigit():
        return False
    try:
        return parse_decimal(text) is not None
    except Refused:
        return False


def shown(value: Decimal, look: Look, epoch_1904: bool) -> tuple[Value, Doubt | None]:
    """A number as its format means it: a date, a time in words, or itself."""
    if look.sort in ("number", "percent"):
        return value, None
    if (look.sort == "time" and 0 <= value < 1) or (look.sort == "duration" and abs(value) < _LATEST):
        return time(int((value * _DAY).to_integral_value()))
    return _date(value, epoch_1904)


def _date(serial: Decimal, epoch_1904: bool) -> tuple[Value, Doubt | None]:
    if not 0 <= serial <= _LATEST - (_1904 if epoch_1904 else 0):
        return serial, Doubt("date", "这一格的格式是日期，存的数却不是日期，按数读入；请核对。")
    days, seconds = divmod(int((serial * _DAY).to_integral_value()), _DAY)
    if not epoch_1904 and days in (0, 60):  # Excel's 0 January and 29 February 1900
        return serial, Doubt(
            "date", f"这一格的格式是日期，存的数是 {plain_decimal(serial)}，没有这一天，按数读入；请核对。"
        )
    if epoch_1904:
        day = date(1904, 1, 1) + timedelta(days)
    else:
        day = date(1899, 12, 30 if days > 60 else 31) + timedelta(days)
    if seconds:
        text = f"{day.isoformat()} {_clock(seconds)}"
        return text, Doubt("time", f"这一格是日期加时刻，按文字“{text}”读入。")
    if day.year < _OLD:
        return day, Doubt(
            "date",
            f"这一格显示成日期 {day.isoformat()}，存的数是 {plain_decimal(serial)}；"
            "若本来是数，请在原表里把格式改成数值。",
        )
    return day, None


def iso(text: str) -> tuple[Value, Doubt | None]:
    """A date stored as text: a date, or with a time of day its text."""
    try:
        if "T" not in text:
            return date.fromisoformat(text), None
        moment = datetime.fromisoformat(text.removesuffix("Z"))
    except ValueError:
        return text, Doubt("unknown", f"“{shorten(text)}”不是日期，按文字读入。")
    if not (moment.hour or moment.minute or moment.second or moment.microsecond):
        return moment.date(), None
    words = moment.replace(tzinfo=None).isoformat(" ", "seconds")
    return words, Doubt("time", f"这一格是日期加时刻，按文字“{words}”读入。")


def time(seconds: int) -> tuple[Value, Doubt | None]:
    """A time of day or a duration, as text."""
    text = _clock(seconds) if seconds >= 0 else f"-{_clock(-seconds)}"
    return text, Doubt("time", f"这一格是时刻或时长，按文字“{text}”读入。")


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def look_doubts(value: Decimal, look: Look) -> list[Doubt]:
    """What the look of a number hides from who reads the sheet."""
    found = []
    if value > 0 and look.red:
        found.append(Doubt("red", f"字是红色的，数是正的：红字若表示负数，请改为 −{plain_decimal(value)}。"))
    if value > 0 and look.minus:
        found.append(Doubt("minus", f"显示得像负数，存的是正数 {plain_decimal(value)}；请核对正负。"))
    if look.scaled and value:
        found.append(Doubt("scaled", f"显示的数是缩小过的，存的数是 {plain_decimal(value)}；请核对单位。"))
    if look.invisible and value:
        found.append(Doubt("invisible", f"格式使这一格显示为空，存的数是 {plain_decimal(value)}。"))
    return found
