"""The .deb: the bundle under /usr/lib, a command, a menu entry, icons, the type of `.zpt` files."""

from __future__ import annotations

import gzip
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import needs
import pictures

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SIGN = ROOT / "resources" / "icons" / "app" / "zipingtong.svg"
HOME = "usr/lib/zipingtong"
DOCUMENT = "application-x-zipingtong"
RECOMMENDS = "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei | fonts-arphic-uming"
ALWAYS = ["xkb-data"]  # read by a library that we carry
DESCRIPTION = """自评通：部门整体支出绩效自评的填报、核对与成文
 部门整体支出绩效自评的预算、决算、“三公”经费和项目只填一遍，比率当场算出，
 勾稽关系当场核对，需要的表打印、导出成 PDF 或 Excel。
 .
 Self-evaluation of a department's whole expenditure, for Chinese public bodies."""


def make(bundle: Path, version: str, out: Path) -> Path:
    """Write `zipingtong_VERSION_amd64.deb` into `out`; gives its path."""
    tree = out.parent / "build" / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(bundle, tree / HOME, symlinks=True)
    lay_out(tree)
    write_control(tree, version, needs.depends(bundle))
    _set_modes(tree)
    package = out / f"zipingtong_{debian_version(version)}_{architecture()}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return package


def debian_version(version: str) -> str:
    """As Debian sorts it: 0.2.0~rc1 comes before 0.2.0."""
    return re.sub(r"(?<=\d)\.?(a|b|rc|dev)(?=\d)", r"~\1", version)


def architecture() -> str:
    """Debian's name of this machine's kind."""
    return subprocess.check_output(["dpkg", "--print-architecture"], text=True).strip()


def lay_out(tree: Path) -> None:
    """Everything beside the bundle itself."""
    _copy(HERE / "linux" / "zipingtong.desktop", tree / "usr/share/applications/zipingtong.desktop")
    _copy(HERE / "linux" / "zipingtong.xml", tree / "usr/share/mime/packages/zipingtong.xml")
    command = tree / "usr/bin/zipingtong"
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/{HOME}/zipingtong")
    icons = tree / "usr/share/icons/hicolor"
    for kind, name in (("apps", "zipingtong"), ("mimetypes", DOCUMENT)):
        _copy(SIGN, icons / "scalable" / kind / f"{name}.svg")
        for size in pictures.SIZES:
            _write(icons / f"{size}x{size}" / kind / f"{name}.png", pictures.png(SIGN, size))
    papers = tree / "usr/share/doc/zipingtong"
    _write(papers / "copyright", copyright_text().encode())
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    _write(papers / "changelog.gz", gzip.compress(changes, 9, mtime=0))


def copyright_text() -> str:
    """Debian's copyright file, our own licence's words put in."""
    words = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[2]
    licence = "\n".join(f" {line}" if line.strip() else " ." for line in words.strip().splitlines())
    return (HERE / "linux" / "copyright").read_text(encoding="utf-8").replace("@LICENSE@", licence)


def control(version: str, depends: list[str], size: int) -> str:
    """The control file; `size` in KiB."""
    fields = {
        "Package": "zipingtong",
        "Version": debian_version(version),
        "Section": "misc",
        "Priority": "optional",
        "Architecture": architecture(),
        "Maintainer": "自评通 contributors <zipingtong@localhost>",
        "Installed-Size": str(size),
        "Depends": ", ".join([*depends, *ALWAYS]),
        "Recommends": RECOMMENDS,
        "Suggests": ", ".join(needs.OPTIONAL.values()),
        "Description": DESCRIPTION,
    }
    return "".join(f"{name}: {text}\n" for name, text in fields.items())


def write_control(tree: Path, version: str, depends: list[str]) -> None:
    """DEBIAN/control and the sums of all files."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files)  # noqa: S324 - dpkg's own form
    _write(tree / "DEBIAN/control", control(version, depends, size).encode())
    _write(tree / "DEBIAN/md5sums", "".join(sums).encode())


def _set_modes(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        if path.is_symlink():
            continue
        runs = path.is_dir() or path == tree / HOME / "zipingtong"
        path.chmod(0o755 if runs else 0o644)


def _copy(source: Path, target: Path) -> None:
    _write(target, source.read_bytes())


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
