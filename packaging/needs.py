"""What a bundle on Linux asks of the system: shared libraries it does not carry, and how new a libc."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

# Library → Debian package, with its name in releases after 2023, when some were renamed.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libstdc++.so.6": "libstdc++6",
    "libxcb.so.1": "libxcb1",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
# Asked for only by plugins that Qt does without where they do not load.
OPTIONAL = {
    "libcups.so.2": "libcups2 | libcups2t64",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
_LIBC = re.compile(r"(libc|libm|libpthread|libdl|librt|libutil|ld-linux-x86-64)\.so\.\d")


def missing(bundle: Path) -> dict[str, list[Path]]:
    """Libraries that are not in the bundle, with the files that ask for them; those of the libc left out."""
    carried = {path.name for path in bundle.rglob("*.so*")}
    found: dict[str, list[Path]] = {}
    for path in programs(bundle):
        for name in re.findall(r"NEEDED.*\[(.+)\]", _run("readelf", "-d", path)):
            if name not in carried and not _LIBC.fullmatch(name):
                found.setdefault(name, []).append(path)
    return found


def libc(bundle: Path) -> str:
    """The oldest glibc under which everything in the bundle loads."""
    versions = {(0, 0)}
    for path in programs(bundle):
        found = re.findall(r"\bGLIBC_(\d+)\.(\d+)", _run("readelf", "-V", path))
        versions |= {(int(major), int(minor)) for major, minor in found}
    return ".".join(map(str, max(versions)))


def depends(bundle: Path) -> list[str]:
    """What a Debian package of the bundle depends on; raises `LookupError` for a library nobody names."""
    lacking = missing(bundle)
    unknown = [
        f"{name} ({paths[0].name})" for name, paths in lacking.items() if name not in PACKAGES | OPTIONAL
    ]
    if unknown:
        raise LookupError(f"不知道这些库在哪个软件包里，请写进 packaging/needs.py：{'、'.join(unknown)}")
    return [f"libc6 (>= {libc(bundle)})", *sorted({PACKAGES[name] for name in lacking if name in PACKAGES})]


def programs(bundle: Path) -> list[Path]:
    """Executables and libraries, each once."""
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if ".so" in path.name or path.parent == bundle]


def _run(*command: str | Path) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
    )
    return done.stdout
