"""What goes into the bundle and what stays out. The reasons stand in docs/decisions.md."""

from __future__ import annotations

import os
import re
import sys
import sysconfig
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Entry = tuple[str, str, str]  # where it goes, where it comes from, what it is
RESOURCES = ("editions", "icons", "manual", "samples")

# Imported by names put together at run time: by pyqtgraph, when the first chart is drawn.
MODULES_IN = ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets")
# Imported by what we use, never needed by how we use it.
MODULES_OUT = (
    "PySide6.QtConcurrent", "PySide6.QtDesigner", "PySide6.QtHelp", "PySide6.QtNetwork", "PySide6.QtQml",
    "PySide6.QtQuick", "PySide6.QtSql", "PySide6.QtSvgWidgets", "PySide6.QtTest", "PySide6.QtUiTools",
    "PySide6.QtXml",
    "_hashlib", "_ssl", "ssl",  # nothing speaks TLS; hashes come from Python's own modules
    "IPython", "OpenGL", "PIL", "docutils", "fsspec", "jinja2", "lxml", "matplotlib", "numba", "openpyxl",
    "pyarrow", "scipy", "sqlalchemy", "tables", "xlrd",
    "_pytest", "hypothesis", "pytest", "pytestqt",
    "distutils", "ensurepip", "lib2to3", "pkg_resources", "pydoc_data", "readline", "setuptools", "tkinter",
    "numpy.distutils", "numpy.f2py", "numpy.testing.tests", "pandas.tests",
    "pyqtgraph.console", "pyqtgraph.examples", "pyqtgraph.jupyter", "pyqtgraph.opengl",
)  # fmt: skip

# What PyInstaller does before the program begins, for things we do not do; importing it delays the start.
HOOKS_OUT = ("pyi_rth_multiprocessing", "pyi_rth_pkgutil", "pyi_rth_pyqtgraph_multiprocess")
# Of Qt's plugins these are kept, of its translations this one.
PLUGINS = (
    "iconengines/*svgicon*",
    "imageformats/*qsvg*",
    "platforminputcontexts/*compose*", "platforminputcontexts/*ibus*",
    "platforms/*qminimal.*", "platforms/*qoffscreen*", "platforms/*qwayland-generic*", "platforms/*qwindows*",
    "platforms/*qxcb*",
    "platformthemes/*xdgdesktopportal*",
    "printsupport/*",
    "styles/*",
    "wayland-decoration-client/*bradient*",
    "wayland-shell-integration/*xdg-shell*",
)  # fmt: skip
TRANSLATIONS = ("qtbase_zh_CN.qm",)

# Libraries of the system that travel with the program: Python's own, and the small ones without which Qt
# shows no window and which an office machine without network may lack. All others (fonts, X11, OpenGL,
# C++, CUPS) belong to the system: an older copy of those beside a newer driver does not start.
SYSTEM_LIBRARIES = re.compile(
    r"lib(python3|sqlite3|ffi|mpdec|expat|bz2|lzma|uuid|xkbcommon|xkbcommon-x11"
    r"|xcb-(cursor|icccm|image|keysyms|randr|render|render-util|shape|shm|sync|util|xfixes|xkb))[-.0-9]*\.so[.0-9]*"
)
_QT_LIBRARY = re.compile(r"(^|[/\\\\])(lib)?Qt6\w+(\.so\.6|\.dll)$")
_SYSTEM = re.compile(r"/(usr/)?lib(32|64)?/")
_LICENCE = re.compile(r"LICEN[CS]E|COPYING|NOTICE|LGPL|GPL", re.IGNORECASE)
_DATA_OUT = re.compile(
    r"(^|/)(tests?|testing|examples|include|__pycache__)/|\.(pyi|pxd|h|c|cpp|hpp|lib|a|pyx)$"
    r"|(^|/)PySide6/Qt/(qml|metatypes|libexec|resources)/"
    r"|\.dist-info/(?!METADATA)"
    r"|(^|/)pyqtgraph/icons/peegee|opengl32sw\.dll$"
)


def version() -> str:
    """The program's version, written once, in pyproject.toml."""
    data = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(data["project"]["version"])


def resources() -> list[tuple[str, str]]:
    """(folder, where it goes) of what comes with the program, as far as it is there."""
    there = [name for name in RESOURCES if (ROOT / "resources" / name).is_dir()]
    licences = (str(ROOT / "out" / "build" / "licences"), "licences")
    return [licences, *((str(ROOT / "resources" / name), f"resources/{name}") for name in there)]


def keeps(target: str, source: str) -> bool:
    """Whether a file that PyInstaller found belongs into the bundle."""
    name = target.replace("\\", "/")
    if match := re.search(r"PySide6/(?:Qt/)?plugins/(.*)", name):
        return any(Path(match[1]).match(pattern) for pattern in PLUGINS)
    if match := re.search(r"PySide6/(?:Qt/)?translations/(.*)", name):
        return match[1] in TRANSLATIONS
    if _DATA_OUT.search(name):
        return False
    if _SYSTEM.match(source) and re.search(r"\.so(\.|$)", name) and "lib-dynload" not in name:
        return SYSTEM_LIBRARIES.fullmatch(Path(source).name) is not None
    return True


def kept(found: Iterable[Entry], needed: Callable[[str], Iterable[str]]) -> list[Entry]:
    """The entries that stay, less those libraries of Qt that only plugins left out ask for.

    `needed` gives the names of the libraries that a file is linked to.
    """
    entries = [entry for entry in found if entry[2] == "SYMLINK" or keeps(entry[0], entry[1])]
    library = {Path(e[0]).name: e for e in entries if _QT_LIBRARY.search(e[0]) and e[2] != "SYMLINK"}
    asked = [
        entry for entry in entries if entry[2] in {"BINARY", "EXTENSION"} and entry not in library.values()
    ]
    reached: set[str] = set()
    while asked:
        names = {Path(name).name for name in needed(asked.pop()[1])} & library.keys() - reached
        reached |= names
        asked += [library[name] for name in names]
    gone = {name for name in library if name not in reached}
    links = {entry[0] for entry in entries if entry[2] != "SYMLINK"}
    return [
        entry
        for entry in entries
        if Path(entry[0]).name not in gone and (entry[2] != "SYMLINK" or _target(entry) in links)
    ]


def _target(link: Entry) -> str:
    """What a symbolic link in the bundle leads to, from the bundle's top."""
    return os.path.normpath(Path(link[0]).parent / link[1])


def installed_version() -> str:
    """What the virtual environment says of us; the frozen program repeats it."""
    from importlib.metadata import version as known

    return known("zipingtong")


def write_licences(folder: Path) -> None:
    """The licence texts of Python and of every package in the bundle, each in a folder of its own."""
    from importlib.metadata import PackageNotFoundError, distribution

    for text in (ROOT / "packaging" / "licences").iterdir():  # Qt's, which its wheels do not bring
        (folder / "Qt").mkdir(parents=True, exist_ok=True)
        (folder / "Qt" / text.name).write_bytes(text.read_bytes())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for name in re.findall(r"^([\w.-]+)==", lock, re.MULTILINE):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue  # for another system
        for file in files:
            if ".dist-info" in file.parts[0] and _LICENCE.search("/".join(file.parts[1:])):
                target = folder.joinpath(name, *file.parts[1:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(Path(str(file.locate())).read_bytes())
    for place in (Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"):
        if place.is_file():
            (folder / "Python").mkdir(parents=True, exist_ok=True)
            (folder / "Python" / "LICENSE.txt").write_bytes(place.read_bytes())
            break
