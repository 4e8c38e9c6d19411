#!/usr/bin/env python3
"""Builds the package in a Debian 11 root, so that the program starts on glibc 2.28: `old_glibc.py [FOLDER]`.

Debian 11 has Python 3.9 and an SQLite without STRICT tables: both are built from the sources of Debian 12.
Needs root, debootstrap and about 4 GB; the first run takes about 15 minutes, later ones use the root again.
The result lies in out/old-glibc/.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import needs
import roots

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "out" / "old-glibc"
RELEASE, SOURCES = "bullseye", "bookworm"
TOOLS = "build-essential git pkg-config tcl libbz2-dev libffi-dev liblzma-dev libssl-dev zlib1g-dev"
# Debian 11 has glibc 2.31, but what is built there asks for nothing newer than 2.28 when five functions of
# mathematics are taken in their older form and one function for waiting is left out.
OLD = "".join(
    f'__asm__(".symver {name},{name}@GLIBC_2.2.5");\n' for name in ("exp", "exp2", "log", "log2", "pow")
)
NEWEST = "2.28"
# A shared libpython, which PyInstaller wants; tests only as far as they train the optimiser.
BUILD = r"""
set -eu
cd /build
rm -rf sqlite python; mkdir sqlite python
tar xf "$(ls sqlite3_*.orig.tar.xz | sort -V | tail -n 1)" -C sqlite --strip-components=1
tar xf "$(ls python3.11_*.orig.tar.gz | sort -V | tail -n 1)" -C python --strip-components=1
(cd sqlite
 ./configure -q --prefix=/usr/local --disable-tcl --disable-static --disable-readline \
     CFLAGS="-O2 -include /build/old.h -DSQLITE_SECURE_DELETE -DSQLITE_ENABLE_COLUMN_METADATA"
 make -s install)
(cd python
 ./configure -q --prefix=/usr/local --enable-shared --without-static-libpython --enable-optimizations \
     ac_cv_func_sem_clockwait=no CFLAGS="-include /build/old.h" \
     CPPFLAGS=-I/usr/local/include LDFLAGS="-L/usr/local/lib -Wl,-rpath,/usr/local/lib"
 make -s -j"$(nproc)" PROFILE_TASK="-m test --pgo test_json test_re test_dict test_list test_tuple test_set \
     test_unicode test_dataclasses test_functools test_decimal test_sqlite3 test_pathlib test_datetime"
 make -s install)
rm -rf sqlite python
ldconfig
"""


def main(arguments: list[str]) -> int:
    """Make the root, Python in it, then the package; says where it is."""
    folder = Path(arguments[0] if arguments else ROOT / "out" / "roots" / RELEASE).resolve()
    try:
        roots.make(folder, RELEASE, ["ca-certificates", "xz-utils"])
        with roots.entered(folder) as root:
            done, wanted = folder / "build/done", hashlib.sha256((BUILD + OLD).encode()).hexdigest()
            if not done.exists() or done.read_text() != wanted:
                print("· 编译 SQLite 和 Python（约 10 分钟）", flush=True)
                root.install(*TOOLS.split())
                fetch_sources(folder / "build")
                (folder / "build/old.h").write_text(OLD)
                root.run("sh", "-c", BUILD)
                done.write_text(wanted)
            print("· 打包（约 5 分钟）", flush=True)
            copy_tree(folder / "src")
            root.run("sh", "-c", "cd /src && python3.11 dev.py package")
    except roots.Stop as stop:
        print(f"✗ {stop}", file=sys.stderr)
        return 1
    newest = needs.libc(folder / "src/out/package/zipingtong")
    if tuple(map(int, newest.split("."))) > tuple(map(int, NEWEST.split("."))):
        print(f"✗ 打包的程序要 glibc {newest}，应当不超过 {NEWEST}", file=sys.stderr)
        return 1
    OUT.mkdir(parents=True, exist_ok=True)
    for package in (folder / "src/out/package").glob("*.deb"):
        print(f"· {shutil.copy(package, OUT)}")
    return 0


def fetch_sources(folder: Path) -> None:
    """The sources of Python and SQLite as Debian 12 has them, checked by apt."""
    folder.mkdir(exist_ok=True)
    (folder / "lists/partial").mkdir(parents=True, exist_ok=True)
    listed = folder / "debian.sources"
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    listed.write_text(
        f"Types: deb-src\nURIs: {roots.mirror()}\nSuites: {SOURCES}\nComponents: main\nSigned-By: {keyring}\n"
    )
    options = {
        "Dir::Etc::sourcelist": str(listed),
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": str(folder / "lists"),
        "APT::Sandbox::User": "root",
    }
    apt = ["apt-get", "-qq", *(f"-o{name}={value}" for name, value in options.items())]
    roots.run([*apt, "update"])
    roots.run([*apt, "source", "--download-only", "python3.11", "sqlite3"], cwd=folder)


def copy_tree(target: Path) -> None:
    """What is in the working tree and belongs to the repository; the environment inside stays."""
    target.mkdir(exist_ok=True)
    for old in target.iterdir():
        if old.name != ".venv":
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.check_output(command, cwd=ROOT, text=True).split("\0"):
        if name and (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
