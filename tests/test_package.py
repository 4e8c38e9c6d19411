"""What is packaged and how, as far as that can be told without building; building is tried by .ci/run."""

from __future__ import annotations

import ast
import configparser
import importlib.metadata
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from runpy import run_path

import pytest
from defusedxml.ElementTree import parse

import dev
from app.storage.schema import APPLICATION_ID

sys.path.insert(0, str(dev.ROOT / "packaging"))

import contents
import debian
import needs
import pictures
import windows

PACKAGING = dev.ROOT / "packaging"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


@pytest.fixture
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read(PACKAGING / "linux/zipingtong.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


# version


def test_the_version_is_written_once() -> None:
    assert contents.version() == importlib.metadata.version("zipingtong") == contents.installed_version()


@pytest.mark.parametrize("name", ["README.md", "README.en.md"])
def test_readmes_name_the_packages_of_this_version(name: str) -> None:
    named = re.findall(r"zipingtong_(.+?)_(?:amd64|setup)", (dev.ROOT / name).read_text("utf-8"))
    assert named and set(named) == {contents.version()}


def test_windows_shows_the_version_in_both_its_forms() -> None:
    text = windows.version_resource("1.2.3")
    ast.parse(text)
    assert "filevers=(1, 2, 3, 0)" in text
    assert "StringStruct('ProductVersion', '1.2.3')" in text


def test_the_recipe_is_python_and_its_files_are_there() -> None:
    tree = ast.parse((PACKAGING / "zipingtong.spec").read_text("utf-8"))
    called = {
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "id")
    }
    assert {"Analysis", "PYZ", "EXE", "COLLECT"} <= called
    assert (PACKAGING / "entry.py").is_file()
    assert (dev.ROOT / "tests/bench/start.py").is_file()


# what goes in


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6\\plugins\\imageformats\\qsvg.dll", True),
        ("PySide6/Qt/plugins/printsupport/libcupsprintersupport.so", True),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/imageformats/libqpdf.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/designer_zh_CN.qm", False),
        ("pandas/_libs/lib.cpython-311-x86_64-linux-gnu.so", True),
        ("pandas/tests/io/data/x.csv", False),
        ("numpy/_core/include/numpy/arrayobject.h", False),
        ("zipingtong-0.1.0.dist-info/METADATA", True),
        ("resources/editions/cn-2022/ratios.toml", True),
    ],
)
def test_what_is_kept(target: str, kept: bool) -> None:
    assert contents.keeps(target, f"/somewhere/{target}") is kept


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("libxcb-cursor.so.0", True),
        ("libxkbcommon-x11.so.0", True),
        ("libpython3.11.so.1.0", True),
        ("libsqlite3.so.0", True),
        ("libstdc++.so.6", False),
        ("libfontconfig.so.1", False),
        ("libxcb.so.1", False),
        ("libcups.so.2", False),
        ("libGL.so.1", False),
    ],
)
def test_libraries_of_the_system_that_travel_along(name: str, carried: bool) -> None:
    assert contents.keeps(name, f"/usr/lib/x86_64-linux-gnu/{name}") is carried
    assert contents.keeps(name, f"/lib/x86_64-linux-gnu/{name}") is carried


def test_a_library_built_for_the_package_travels_along_whatever_its_name() -> None:
    assert contents.keeps("libother.so.1", "/usr/local/lib/libother.so.1")


def test_libraries_of_qt_that_only_plugins_left_out_ask_for_stay_out() -> None:
    lib = "PySide6/Qt/lib/libQt6{}.so.6".format
    found = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/w/libqxcb.so", "BINARY"),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlite.so", "/w/libqsqlite.so", "BINARY"),
        *((lib(name), f"/w/libQt6{name}.so.6", "BINARY") for name in ("Gui", "Core", "Sql")),
        ("libQt6Core.so.6", lib("Core"), "SYMLINK"),
        ("libQt6Sql.so.6", lib("Sql"), "SYMLINK"),
    ]
    asks = {"/w/libqxcb.so": ["libQt6Gui.so.6"], "/w/libQt6Gui.so.6": ["/w/libQt6Core.so.6", "libGL.so.1"]}
    left = [target for target, _, _ in contents.kept(found, lambda path: asks.get(path, []))]
    assert left == ["PySide6/Qt/plugins/platforms/libqxcb.so", lib("Gui"), lib("Core"), "libQt6Core.so.6"]


def test_what_the_sources_import_is_not_left_out() -> None:
    """Names of modules that src or a test of the frozen program would miss."""
    texts = "\n".join(path.read_text("utf-8") for path in (dev.ROOT / "src").rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) ([\w.]+)", texts, re.MULTILINE))
    assert "PySide6.QtPrintSupport" in imported
    assert imported.isdisjoint(contents.MODULES_OUT)


def test_every_library_qt_wants_is_carried_or_depended_upon() -> None:
    depended = {name for names in needs.PACKAGES.values() for name in names.split(" | ")}
    for package in dev.LIBRARIES.split():
        library = re.sub(r"-?\d+$", "", package)
        carried = any(contents.SYSTEM_LIBRARIES.fullmatch(f"{library}.so.{n}") for n in (0, 1, 4))
        assert package in depended or carried, package


def test_every_package_has_its_licence(tmp_path: Path) -> None:
    contents.write_licences(tmp_path)
    named = {path.name for path in tmp_path.iterdir() if any(path.rglob("*"))}
    assert {
        "Python",
        "Qt",
        "numpy",
        "pandas",
        "pypdf",
        "pypdfium2",
        "pyqtgraph",
        "rapidfuzz",
        "xlsxwriter",
    } <= named


# Linux


def test_menu_entry_opens_what_it_is_given(entry) -> None:
    assert entry["Exec"] == "zipingtong %f"
    assert entry["Name"] == "自评通"
    assert entry["Terminal"] == "false"
    assert entry["Icon"] == "zipingtong"
    assert all(entry[name].endswith(";") for name in ("Categories", "MimeType", "Keywords"))
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", PACKAGING / "linux/zipingtong.desktop"], check=True)


def test_the_type_of_documents_is_theirs_by_name_and_content(entry) -> None:
    (kind,) = parse(PACKAGING / "linux/zipingtong.xml").getroot()
    assert entry["MimeType"] == f"{kind.get('type')};" == "application/x-zipingtong;"
    assert kind.find(f"{MIME}glob").get("pattern") == "*.zpt"
    assert kind.find(f"{MIME}icon").get("name") == debian.DOCUMENT
    head = kind.find(f"{MIME}magic/{MIME}match")
    own = head.find(f"{MIME}match")
    assert (head.get("offset"), head.get("value")) == ("0", "SQLite format 3")
    assert (own.get("offset"), int(own.get("value"), 16)) == ("68", APPLICATION_ID)


def test_control_says_what_it_needs() -> None:
    text = debian.control("1.2.3", ["libc6 (>= 2.28)", "libglib2.0-0 | libglib2.0-0t64"], 1000)
    fields = dict(re.findall(r"^([\w-]+): (.*(?:\n .*)*)", text, re.MULTILINE))
    assert fields["Version"] == "1.2.3"
    assert fields["Depends"] == "libc6 (>= 2.28), libglib2.0-0 | libglib2.0-0t64, xkb-data"
    assert "fonts-noto-cjk | fonts-wqy-microhei" in fields["Recommends"]
    assert "libcups2" not in fields["Depends"] and "libcups2" in fields["Suggests"]
    assert "python" not in text.lower()


def test_copyright_has_our_whole_licence() -> None:
    text = debian.copyright_text()
    assert "@" not in text
    assert "WITHOUT WARRANTY OF ANY KIND" in text
    assert all(not line or line[0] == " " or ": " in f"{line} " for line in text.splitlines())


@pytest.mark.skipif(not (shutil.which("dpkg-deb") and shutil.which("readelf")), reason="no Debian tools")
def test_a_package_of_a_small_bundle(tmp_path: Path) -> None:
    bundle = tmp_path / "out" / "package" / "zipingtong"
    (bundle / "_internal").mkdir(parents=True)
    shutil.copy("/bin/true", bundle / "zipingtong")
    (bundle / "_internal" / "text").write_text("x")
    (bundle / "_internal" / "link").symlink_to("text")
    made = debian.make(bundle, "1.2.3", bundle.parent)
    told = subprocess.check_output(["dpkg-deb", "--contents", made], text=True)
    lines = {line.split()[5]: line for line in told.splitlines()}
    assert all(line.split()[1] == "root/root" for line in lines.values())
    assert lines["./usr/lib/zipingtong/zipingtong"].startswith("-rwxr-xr-x")
    assert lines["./usr/lib/zipingtong/_internal/text"].startswith("-rw-r--r--")
    assert lines["./usr/lib/zipingtong/_internal/link"].endswith("-> text")
    assert lines["./usr/bin/zipingtong"].endswith("-> /usr/lib/zipingtong/zipingtong")
    for name in (
        "applications/zipingtong.desktop",
        "mime/packages/zipingtong.xml",
        "doc/zipingtong/copyright",
    ):
        assert f"./usr/share/{name}" in lines
    for kind, name in (("apps", "zipingtong"), ("mimetypes", "application-x-zipingtong")):
        assert f"./usr/share/icons/hicolor/48x48/{kind}/{name}.png" in lines
        assert f"./usr/share/icons/hicolor/scalable/{kind}/{name}.svg" in lines
    depends = subprocess.check_output(["dpkg-deb", "--field", made, "Depends"], text=True)
    assert re.match(r"libc6 \(>= 2\.\d+\)", depends)


def test_a_library_nobody_names_stops_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(needs, "missing", lambda _: {"libnew.so.1": [tmp_path / "plugin.so"]})
    with pytest.raises(LookupError, match=r"libnew\.so\.1"):
        needs.depends(tmp_path)


def test_a_library_of_a_plugin_that_may_be_missing_is_not_depended_upon(monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(needs, "missing", lambda _: {"libcups.so.2": [tmp_path], "libz.so.1": [tmp_path]})
    monkeypatch.setattr(needs, "libc", lambda _: "2.28")
    assert needs.depends(tmp_path) == ["libc6 (>= 2.28)", "zlib1g"]


# pictures


def test_the_icon_for_windows_holds_every_size() -> None:
    data = pictures.ico(debian.SIGN)
    _, kind, count = struct.unpack_from("<HHH", data)
    assert (kind, count) == (1, len(pictures.ICO_SIZES))
    for number, size in enumerate(pictures.ICO_SIZES):
        wide, _, _, _, _, _, length, offset = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        picture = data[offset : offset + length]
        assert wide == size % 256
        assert picture.startswith(b"\x89PNG") and struct.unpack_from(">II", picture, 16) == (size, size)


# Windows


def test_the_installer_is_for_one_user_and_keeps_documents() -> None:
    script = (PACKAGING / "windows/zipingtong.iss").read_text("utf-8-sig")
    assert "PrivilegesRequired=lowest" in script
    assert "Root: HKCU" in script and "HKLM" not in script
    assert r"Software\Classes\.zpt" in script
    assert '""%1""' in script
    # Nothing but the program's own folder may be deleted.
    assert "[UninstallDelete]" not in script
    assert re.findall(r'^Type: .*Name: "(.*)"', script, re.MULTILINE) == [r"{app}\_internal"]


def test_the_installer_reads_as_utf8() -> None:
    assert (PACKAGING / "windows/zipingtong.iss").read_bytes().startswith(b"\xef\xbb\xbf")


# -- where the program begins


def give_back(environ):
    run_path(str(PACKAGING / "entry.py"), run_name="entry")["give_back"](environ)


def test_programs_that_are_started_get_their_own_surroundings():
    environ = {
        "LD_LIBRARY_PATH": "/usr/lib/zipingtong/_internal",
        "LD_LIBRARY_PATH_ORIG": "/usr/local/lib",
        "QT_PLUGIN_PATH": "plugins",
        "QML2_IMPORT_PATH": "qml",
        "_PYI_ARCHIVE_FILE": "zipingtong",
        "LANG": "zh_CN.UTF-8",
    }
    give_back(environ)
    assert environ == {"LD_LIBRARY_PATH": "/usr/local/lib", "LANG": "zh_CN.UTF-8"}


def test_only_the_frozen_program_takes_away_its_own_path(monkeypatch):
    environ = {"LD_LIBRARY_PATH": "mine"}
    give_back(environ)
    assert environ == {"LD_LIBRARY_PATH": "mine"}
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    give_back(environ)
    assert environ == {}


@pytest.mark.parametrize(
    ("version", "sorted_as", "numbers"),
    [
        ("0.2.0", "0.2.0", (0, 2, 0, 0)),
        ("0.2.0rc1", "0.2.0~rc1", (0, 2, 0, 0)),
        ("1.0.dev3", "1.0~dev3", (1, 0, 0, 0)),
    ],
)
def test_versions_before_a_release(version, sorted_as, numbers):
    assert debian.debian_version(version) == sorted_as
    assert windows.numbers_of(version) == numbers
