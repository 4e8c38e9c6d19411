"""Names that worksheets and files may have, on every system, no two alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_IN_SHEETS = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_IN_FILES = re.compile(r'[<>:"/\\|?*]')
_LONGEST_SHEET = 31
_LONGEST_FILE = 180  # bytes in UTF-8 without the ending: file systems take 255
# Windows keeps these for devices, whatever the ending
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?$")


def sheet_names(names: Iterable[tuple[str, str]], taken: Iterable[str] = ()) -> list[str]:
    """Names Excel takes for (name, name instead): at most 31 characters, none of []:*?/\\, no two alike."""
    used, made, last = {"history", *taken}, [], dict[str, int]()  # Excel keeps that one for itself
    for name, instead in names:
        plain = _IN_SHEETS.sub(" ", name).strip(" '")
        plain = _cut_units(plain, _LONGEST_SHEET) or instead[:_LONGEST_SHEET]
        chosen, number = plain, last.get(plain, 2)
        while chosen.casefold() in used:
            tail = f" {number}"
            chosen, number = _cut_units(plain, _LONGEST_SHEET - len(tail)) + tail, number + 1
        last[plain] = number
        used.add(chosen.casefold())
        made.append(chosen)
    return made


def file_names(names: Iterable[str], ending: str) -> list[str]:
    """Names every file system takes, with `ending`; what would be alike is numbered."""
    used, made, last = set[str](), [], dict[str, int]()
    for name in names:
        plain = safe_name(name)
        chosen, number = plain, last.get(plain, 2)
        while chosen.casefold() in used:
            chosen, number = f"{plain}（{number}）", number + 1
        last[plain] = number
        used.add(chosen.casefold())
        made.append(chosen + ending)
    return made


def safe_name(name: str) -> str:
    """A name without what file systems do not take."""
    plain = unicodedata.normalize("NFC", name)
    plain = "".join(" " if unicodedata.category(each)[0] == "C" or each.isspace() else each for each in plain)
    plain = " ".join(_IN_FILES.sub("_", plain).split())
    plain = plain.encode()[:_LONGEST_FILE].decode("utf-8", "ignore").strip(" .") or "未命名"
    return f"{plain}_" if _DEVICES.match(plain) else plain


def _cut_units(text: str, most: int) -> str:
    """At most so many UTF-16 units, which is what Excel counts."""
    if max(text, default="") <= "\uffff":
        return text[:most].strip(" '")
    return text.encode("utf-16-le")[: most * 2].decode("utf-16-le", "ignore").strip(" '")
