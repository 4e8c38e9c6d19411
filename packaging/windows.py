"""What only Windows has: the version resource of the executables, and the installer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCRIPT = HERE / "windows" / "zipingtong.iss"
_RESOURCE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1,
                    subtype=0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable('080404B0', [
      StringStruct('CompanyName', '自评通 contributors'),
      StringStruct('FileDescription', '自评通'),
      StringStruct('FileVersion', '{version}'),
      StringStruct('InternalName', 'zipingtong'),
      StringStruct('LegalCopyright', 'MIT License'),
      StringStruct('OriginalFilename', 'zipingtong.exe'),
      StringStruct('ProductName', '自评通'),
      StringStruct('ProductVersion', '{version}'),
    ])]),
    VarFileInfo([VarStruct('Translation', [0x0804, 1200])])
  ]
)
"""


def version_resource(version: str) -> str:
    """PyInstaller's description of what the Explorer shows of an executable."""
    numbers = numbers_of(version)
    return _RESOURCE.format(version=version, numbers=numbers)


def numbers_of(version: str) -> tuple[int, ...]:
    """Four numbers, as Windows wants them; what is not yet a release counts as its release."""
    release = re.sub(r"(?<=\d)\.?[a-z].*", "", version)
    return (*map(int, release.split(".")), 0, 0, 0, 0)[:4]


def make_installer(version: str, out: Path) -> Path | None:
    """Run Inno Setup where it is installed; None where it is not, which is told."""
    compiler = shutil.which("ISCC") or _usual_place()
    if compiler is None:
        print("· 没有找到 Inno Setup 6（ISCC.exe），没有做安装程序；程序文件夹可以直接使用")
        return None
    numbers = ".".join(map(str, numbers_of(version)))
    command = [compiler, "/Qp", f"/DVersion={version}", f"/DNumbers={numbers}", f"/DOut={out}", str(SCRIPT)]
    subprocess.run(command, check=True)
    return out / f"zipingtong_{version}_setup.exe"


def _usual_place() -> str | None:
    for name in ("ProgramFiles(x86)", "ProgramFiles", "LOCALAPPDATA"):
        for folder in ("Inno Setup 6", "Programs/Inno Setup 6"):
            path = Path(os.environ.get(name, "")) / folder / "ISCC.exe"
            if path.is_file():
                return str(path)
    return None
