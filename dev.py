#!/usr/bin/env python3
"""自评通的开发入口：准备环境、运行、测试。只用标准库，Python 3.11 以上。

  python3 dev.py setup          准备好运行所需的一切（setup --test：连同测试所需）
  python3 dev.py run            以 2022 年样例打开程序；没有显示器时在 out/ 生成样例成果
  python3 dev.py run 参数…      把参数原样交给程序，例如 run --help
  python3 dev.py test [参数…]   全部检查与测试；参数交给 pytest，例如 test -k amount
  python3 dev.py bench [参数…]  性能测量
  python3 dev.py package        打包到 out/package/：程序文件夹，以及 .deb 或 Windows 安装程序

Windows 上写 py dev.py …
"""

from __future__ import annotations

import compileall
import contextlib
import hashlib
import importlib.util
import io
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SRC = ROOT / "src"
OUT = ROOT / "out"
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
LOCKS = {"run": ROOT / "requirements.lock", "test": ROOT / "requirements-dev.lock"}
# Debian packages: what Qt loads, without a display and for a window; a Chinese font; for the tests.
LIBRARIES = (
    "libgl1 libegl1 libxkbcommon0 libfontconfig1 libglib2.0-0 libdbus-1-3 "
    "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 "
    "libxcb-xkb1 libxcb-render-util0 libxcb-image0 libxcb-randr0 libxcb-util1"
)
FONT = "fonts-wqy-microhei"
SYSTEM = {"run": LIBRARIES, "test": f"{LIBRARIES} {FONT} xvfb openbox xdotool"}
SAMPLE = OUT / "样例-2022.zpt"
SAMPLE_ARGS = ["--unit", "石家庄市科学技术协会", "--year", "2022", "--sample"]


class Stop(Exception):
    """Ends dev.py; the text says what went wrong and what to do."""


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def call(command: Sequence[str | Path], trouble: str, output: int | None = None) -> None:
    if subprocess.run(command, cwd=ROOT, stdout=output, check=False).returncode != 0:
        raise Stop(trouble)


def missing_packages(wanted: list[str], dpkg_lines: str) -> list[str]:
    """Those of `wanted` without a line “name installed”; newer releases call some libraries …t64."""
    lines = set(dpkg_lines.splitlines())
    return [name for name in wanted if not {f"{name} installed", f"{name}t64 installed"} & lines]


def query_dpkg(names: list[str]) -> str:
    command = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names]
    command += [f"{name}t64" for name in names]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def wanted_packages(profile: str) -> list[str]:
    wanted = SYSTEM[profile].split()
    if importlib.util.find_spec("ensurepip") is None:
        wanted.append("python3-venv")
    fonts = shutil.which("fc-list") and subprocess.check_output(["fc-list", ":lang=zh"])
    return wanted if fonts else [*wanted, FONT]


def install_system_packages(profile: str) -> None:
    if sys.platform != "linux":
        return
    if not shutil.which("dpkg-query"):
        say(f"不是 Debian 系的 Linux，系统库请自行安装，名称类似：{SYSTEM[profile]} {FONT}")
        return
    wanted = wanted_packages(profile)
    missing = missing_packages(wanted, query_dpkg(wanted))
    if not missing:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    by_hand = f"请以管理员身份运行：apt-get install {' '.join(missing)}"
    if as_root and not shutil.which("sudo"):
        raise Stop(f"缺少系统软件包，而这里没有 sudo。{by_hand}")
    say(f"安装系统软件包（apt-get）：{' '.join(missing)}")
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-oDPkg::Lock::Timeout=300"]
    call([*apt, "update"], f"软件包目录更新失败。请检查网络和软件源后重试；或{by_hand}")
    install = [*apt, "install", "-y", "--no-install-recommends", *missing]
    call(install, f"系统软件包没有装上。{by_hand}", output=subprocess.DEVNULL)  # errors come on stderr


def tool(name: str) -> str:
    """A program of the virtual environment."""
    return str(VENV / "Scripts" / f"{name}.exe" if WINDOWS else VENV / "bin" / name)


def stamp_path(profile: str) -> Path:
    return VENV / f"ready-{profile}"


def stamp_text(profile: str) -> str:
    """Changes whenever the environment has to be looked at again."""
    place = f"{ROOT} {platform.machine()} {sys.version_info[:2]} {SYSTEM[profile]}"
    texts = [LOCKS[profile].read_bytes(), (ROOT / "pyproject.toml").read_bytes(), place.encode()]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()


def is_ready(profile: str) -> bool:
    """What serves the tests serves a run too."""
    for each in {profile, "test"}:
        with contextlib.suppress(OSError):
            if stamp_path(each).read_text() == stamp_text(each):
                return True
    return False


def venv_fits(config: str) -> bool:
    """Whether a pyvenv.cfg is of the Python that runs now (a system upgrade leaves a broken one)."""
    found = re.search(r"^version\s*=\s*(\d+)\.(\d+)", config, re.MULTILINE)
    return found is not None and (int(found[1]), int(found[2])) == sys.version_info[:2]


def make_venv() -> None:
    config = VENV / "pyvenv.cfg"
    if config.exists() and venv_fits(config.read_text(encoding="utf-8")) and Path(tool("python")).exists():
        return
    say("建立 Python 虚拟环境 .venv")
    call([sys.executable, "-m", "venv", "--clear", VENV], "虚拟环境没有建成。请删去 .venv 目录后重试。")


def setup(profile: str = "run") -> None:
    if not is_ready(profile):
        install(profile)
    compile_sources()


def install(profile: str) -> None:
    install_system_packages(profile)
    make_venv()
    for each in LOCKS:
        stamp_path(each).unlink(missing_ok=True)
    say("安装 Python 依赖和本项目（下载约 130 MB，网速慢时要几分钟）")
    pip = [tool("python"), "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-input"]
    locked = [*pip, "--only-binary=:all:", "--require-hashes", "-r", str(LOCKS[profile])]
    call(locked, "Python 依赖没有装上。请检查网络或换用国内镜像；仍不行请删去 .venv 后重试。")
    call([*pip, "--no-deps", "--no-build-isolation", "-e", ROOT], "本项目没有装上，原因见上。")
    say("编译字节码")
    # Some packages carry templates that are not quite Python: silent, and no error.
    subprocess.run([tool("python"), "-m", "compileall", "-qq", "-j", "2", VENV], check=False)
    for each in {profile, "run"}:
        stamp_path(each).write_text(stamp_text(each))


def compile_sources() -> None:
    """Bytecode of src: Python itself may be told not to write any."""
    compiled = VENV / "src-compiled"
    last = compiled.stat().st_mtime if compiled.exists() else 0.0
    if any(path.stat().st_mtime > last for path in SRC.rglob("*.py")):
        compileall.compile_dir(SRC, quiet=2)  # an error in a source file shows when it is imported
        compiled.touch()


def has_display(env: Mapping[str, str], system: str = sys.platform) -> bool:
    if env.get("QT_QPA_PLATFORM", "").partition(":")[0] in {"offscreen", "minimal"}:
        return False
    return system != "linux" or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


@contextlib.contextmanager
def virtual_display() -> Iterator[dict[str, str]]:
    """The environment of a fresh Xvfb with a window manager; both end with the block."""
    reader, writer = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    started = [subprocess.Popen(xvfb, pass_fds=[writer], stderr=subprocess.DEVNULL)]
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:  # Xvfb chooses a free number and says it when it is ready
            number = answer.readline().strip()
        if not number:
            raise Stop("虚拟显示器 Xvfb 没有启动。请单独运行 Xvfb :99 看它报什么错。")
        env = {**os.environ, "DISPLAY": f":{number}", "XDG_SESSION_TYPE": "x11"}
        env.pop("WAYLAND_DISPLAY", None)
        null = subprocess.DEVNULL
        started.append(subprocess.Popen(["openbox", "--sm-disable"], env=env, stdout=null, stderr=null))
        answers = ["xdotool", "get_num_desktops"]
        for _ in range(100):  # until the window manager answers
            if subprocess.run(answers, env=env, capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.05)
        yield env
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def do_setup(arguments: list[str]) -> int:
    setup("test" if "--test" in arguments else "run")
    say("环境已就绪，可以运行：python3 dev.py run")
    return 0


def do_run(arguments: list[str]) -> int:
    setup()
    program = tool("zipingtong")
    OUT.mkdir(exist_ok=True)
    if not has_display(os.environ):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        if not arguments:
            return show_without_display(program)
    elif not arguments:
        if not SAMPLE.exists():
            call([program, "new", SAMPLE, *SAMPLE_ARGS], "样例文件没有建成，原因见上。")
        arguments = [str(SAMPLE)]
    if not WINDOWS:
        sys.stdout.flush()
        os.execv(program, [str(program), *arguments])
    return subprocess.run([program, *arguments], check=False).returncode


def show_without_display(program: str) -> int:
    say("没有显示器：不打开窗口，在 out/ 目录生成样例成果")
    report, picture = OUT / "自评报告-2022.xlsx", OUT / "window.png"
    for old in (SAMPLE, report, picture):
        old.unlink(missing_ok=True)
    steps: dict[str, list[str | Path]] = {
        "新建样例文件": [program, "new", SAMPLE, *SAMPLE_ARGS],
        "导出工作簿": [program, "export", SAMPLE, "--to", report],
        "比率与问题": [program, "show", SAMPLE],
        "画出主窗口": [tool("python"), "-m", "ui.snapshot", SAMPLE, picture],
    }
    for title, command in steps.items():
        say(title)
        call(command, f"“{title}”没有完成，原因见上。")
    say("完成：" + "，".join(str(path.relative_to(ROOT)) for path in (SAMPLE, report, picture)))
    return 0


def do_test(arguments: list[str]) -> int:
    setup("test")
    steps = {
        "ruff check": [tool("ruff"), "check", "."],
        "ruff format": [tool("ruff"), "format", "--check", "--output-format=concise", "."],
        "mypy": [tool("mypy")],
        "lint-imports": [tool("lint-imports"), "--no-logo"],
        "pytest": [tool("python"), "-m", "pytest", *arguments],
    }
    own_display = sys.platform == "linux" and "QT_QPA_PLATFORM" not in os.environ
    failed, lines = 0, []
    for title, command in steps.items():
        say(title)
        begin = time.monotonic()
        with virtual_display() if title == "pytest" and own_display else contextlib.nullcontext() as env:
            code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        failed += code != 0
        lines.append(f"{'✗ 未通过' if code else '✓ 通过  '}  {title:<13} {time.monotonic() - begin:6.1f} 秒")
    print("", *lines, sep="\n")
    return 1 if failed else 0


def do_bench(arguments: list[str]) -> int:
    setup("test")
    shown = has_display(os.environ) or "QT_QPA_PLATFORM" in os.environ
    with contextlib.nullcontext() if shown else virtual_display() as env:
        command = [tool("python"), "tests/bench/run.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode


def do_package(_arguments: list[str]) -> int:
    setup("test")
    say("打包（约两分钟）")
    return subprocess.run([tool("python"), "packaging/build.py"], cwd=ROOT, check=False).returncode


VERBS = {"setup": do_setup, "run": do_run, "test": do_test, "bench": do_bench, "package": do_package}


def main(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack Chinese; that is no reason to stop
    if not arguments or arguments[0] not in VERBS:
        print(__doc__)
        return 0 if arguments in ([], ["-h"], ["--help"], ["help"]) else 2
    try:
        if not (3, 11) <= sys.version_info[:2] <= (3, 13):  # PySide6 6.9 has no wheels beyond
            now = platform.python_version()
            raise Stop(f"需要 Python 3.11 到 3.13，现在是 {now}。装好后指明版本，如 py -3.13 dev.py run")
        return VERBS[arguments[0]](arguments[1:])
    except Stop as stop:
        print(f"✗ {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("✗ 已中断", file=sys.stderr)
        return 130


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what we started is ended
    sys.exit(main(sys.argv[1:]))
