#!/usr/bin/env python3
"""Installs a .deb in a clean minimal Debian without Python, and uses it: `try_deb.py [PACKAGE]`.

Self-test, the window from its menu entry, a document by double click, what libraries resolve, removal without
traces. Needs root; debootstrap is installed when it is missing. `--quick` leaves out the windows, `--keep`
leaves the root for a look, `--cache FOLDER` keeps an untouched root for the next time. Where no root can be
made, the self-test runs on this machine with an empty environment instead.
"""

from __future__ import annotations

import argparse
import configparser
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import roots
from debian import HOME

OUT = Path(__file__).resolve().parents[1] / "out"
FONT = "fonts-wqy-microhei"
DESKTOP = "xvfb xdotool openbox xdg-utils desktop-file-utils shared-mime-info libglib2.0-bin imagemagick"
SAMPLE = ["new", "/srv/样例 二.zpt", "--unit", "某某局", "--year", "2022", "--sample"]


def main(arguments: list[str]) -> int:
    """Try everything; exit code 1 at the first thing that does not hold."""
    given = _parse(arguments)
    package = given.package or max((OUT / "package").glob("*.deb"), default=None)
    if package is None:
        print("✗ 没有 .deb，先运行 dev.py package", file=sys.stderr)
        return 1
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="zipingtong-root-", dir=given.place))
    try:
        roots.copy_of(given.release, folder, given.cache)
        with roots.entered(folder) as root:
            try_package(root, package, quick=given.quick)
    except roots.NoRoot as stop:
        print(f"· 做不出干净的 Debian：{stop}", file=sys.stderr)
        return try_here(package)
    except roots.Stop as stop:
        print(f"✗ {stop}", file=sys.stderr)
        return 1
    finally:
        if not given.keep and not any((folder / name).is_mount() for name in ("dev", "proc")):
            shutil.rmtree(folder)
    print(f"✓ 全部通过（{given.release}，{time.monotonic() - began:.0f} 秒）")
    return 0


def try_here(package: Path) -> int:
    """The next best: the program taken out of the package, run on this machine without its Python."""
    say("改在这台机器上自检", "不用它的 Python，不装软件包")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "--extract", str(package), folder], check=True)
        command = [f"{folder}/{HOME}/zipingtong", "--self-test"]
        bare = {"PATH": "/nonexistent", "HOME": folder, "LANG": "C.UTF-8"}
        return subprocess.run(command, env=bare, check=False).returncode


def try_package(root: roots.Root, package: Path, *, quick: bool) -> None:
    """What a user does with it, from installing to removing."""
    if root.has("python3"):
        raise roots.Stop("这个根里有 Python，试不出什么")
    before = files(root.path)
    shutil.copy(package, root.path / "srv" / package.name)
    root.run("apt-get", "update", "-qq")
    told = root.run("apt-get", "install", "-qq", "-y", "--no-install-recommends", f"/srv/{package.name}")
    say("已安装", f"依赖包 {told.count('Setting up ') - 1} 个，没有 Python：{not root.has('python3')}")
    without_font(root)
    root.install(FONT)
    for line in root.run("zipingtong", "--self-test").strip().splitlines():
        print(f"    {line}")
    if left := list((root.path / "tmp").iterdir()):
        raise roots.Stop(f"自检留下了 {left}")
    libraries(root)
    if not quick:
        root.install(*DESKTOP.split())
        windows(root)
    remove(root, before)


def without_font(root: roots.Root) -> None:
    """Without a Chinese font nothing crashes; what cannot be printed says so."""
    done = subprocess.run(
        root.command("zipingtong", "--self-test"),
        env=root.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    told = [line for line in lines if "字体" in line]
    if done.returncode != 1 or len(told) != 2 or "Traceback" in done.stderr:
        raise roots.Stop(f"没有中文字体时（{done.returncode}）：\n{done.stdout}{done.stderr}")
    for line in told:
        say("没有中文字体时", line)


def libraries(root: roots.Root) -> None:
    """Every library in the bundle loads, but for those of plugins that may be missing."""
    script = f"find /{HOME} -type f \\( -name '*.so*' -o -name zipingtong \\) -exec ldd {{}} + 2>&1"
    path = f"/{HOME}/_internal"
    lines = root.run("sh", "-c", script, LD_LIBRARY_PATH=path).splitlines()
    lacking = sorted({line.split()[0] for line in lines if "not found" in line})
    from needs import OPTIONAL

    if set(lacking) - OPTIONAL.keys():
        raise roots.Stop(f"缺少库：{'、'.join(lacking)}")
    say("库都在", f"只缺可有可无的 {'、'.join(lacking) or '（无）'}")


def windows(root: roots.Root) -> None:
    """The menu entry's command, and the document by what a double click does."""
    root.run("zipingtong", *SAMPLE)
    root.run("desktop-file-validate", "/usr/share/applications/zipingtong.desktop")
    kind = (
        root.run("gio", "info", "-a", "standard::content-type", SAMPLE[1]).split("content-type:")[1].strip()
    )
    default = root.run("xdg-mime", "query", "default", kind).strip()
    if (kind, default) != ("application/x-zipingtong", "zipingtong.desktop"):
        raise roots.Stop(f"双击打不开：类型 {kind}，程序 {default}")
    say("文件类型", f"{kind} → {default}")
    with display(root) as number:
        entry = configparser.ConfigParser(interpolation=None)
        entry.read(root.path / "usr/share/applications/zipingtong.desktop", encoding="utf-8")
        command = entry["Desktop Entry"]["Exec"].split()[0]
        shown(root, number, [command], "自评通", "menu")
        shown(root, number, ["gio", "open", SAMPLE[1]], "某某局 2022", "double-click")


@contextlib.contextmanager
def display(root: roots.Root) -> Iterator[str]:
    """A fresh Xvfb inside; it chooses a number that nobody uses, and says it when it is ready."""
    reader, writer = os.pipe()
    xvfb = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    null = subprocess.DEVNULL
    server = subprocess.Popen(root.command(*xvfb), env=root.environment(), pass_fds=[writer], stderr=null)
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            raise roots.Stop("虚拟显示器 Xvfb 没有启动")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def shown(root: roots.Root, number: str, command: list[str], title: str, name: str) -> None:
    """Start it, wait for its window, keep a picture of that, close it as a person would."""
    environment = root.environment(DISPLAY=number)
    began = time.monotonic()
    log = (root.path / f"srv/{name}.log").open("w")
    started = subprocess.Popen(root.command(*command), env=environment, stdout=log, stderr=log)
    find = root.command("xdotool", "search", "--onlyvisible", "--name", title)
    try:
        while time.monotonic() - began < 30:
            found = subprocess.run(find, env=environment, capture_output=True, text=True, check=False)
            if found.stdout.strip():
                break
            time.sleep(0.05)
        else:
            raise roots.Stop(
                f"{' '.join(command)} 没有打开窗口：{(root.path / f'srv/{name}.log').read_text()}"
            )
        took = time.monotonic() - began
        time.sleep(2)
        root.run("import", "-window", "root", f"/srv/{name}.png", DISPLAY=number)
        OUT.mkdir(exist_ok=True)
        shutil.copy(root.path / f"srv/{name}.png", OUT / f"try-{name}.png")
        say(f"{' '.join(command)}：窗口出现", f"{took:.2f} 秒；图在 out/try-{name}.png")
    finally:
        end_program(root.path)
        with contextlib.suppress(subprocess.TimeoutExpired):
            started.wait(10)
        started.kill()  # an old gio waits for a session that there is none of
        started.wait()
        log.close()


def end_program(folder: Path) -> None:
    """End the program as a session that is closed does, in this root only."""
    for number in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 - names are all that is wanted
        with contextlib.suppress(OSError):  # it has ended meanwhile
            inside = Path(f"/proc/{number}/root").readlink() == folder.resolve()
            if inside and Path(f"/proc/{number}/comm").read_text().strip() == "zipingtong":
                os.kill(int(number), signal.SIGTERM)


def remove(root: roots.Root, before: set[str]) -> None:
    """Purge it: nothing of it is left, the user's documents are."""
    root.run("apt-get", "purge", "-qq", "-y", "zipingtong")
    gone = sorted(name for name in before - files(root.path) if name.split("/")[0] in {"usr", "opt", "etc"})
    if gone:
        raise roots.Stop(f"删除时带走了：{'、'.join(gone[:10])}")
    added = files(root.path) - before
    ours = {name for name in added if "zipingtong" in name or name.endswith(".zpt")}
    left = sorted(name for name in ours if name.split("/")[0] not in {"root", "srv", "var"})
    if left:
        raise roots.Stop(f"删除后还留着：{'、'.join(left[:10])}")
    kept = sum(name.endswith((".zpt", "settings.json")) for name in ours)
    say("已删除", f"程序什么都没有留下；用户的文档、备份、设置 {kept} 个文件还在")


def files(folder: Path) -> set[str]:
    """Everything on the root's own disk."""
    command = ["find", str(folder), "-xdev", "-printf", "%P\n"]
    return set(subprocess.check_output(command, text=True).splitlines())


def say(what: str, told: str) -> None:
    print(f"✓ {what}：{told}", flush=True)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="在干净的 Debian 里装上、用过、再删掉 .deb")
    parser.add_argument("package", type=Path, nargs="?", help="不写就用 out/package 里的")
    parser.add_argument("--release", default="bookworm", help="Debian 的版本，如 bullseye")
    parser.add_argument("--quick", action="store_true", help="只装、自检、删")
    parser.add_argument("--keep", action="store_true", help="留着那个根")
    parser.add_argument("--cache", type=Path, help="干净的根留在这里，下次不再下载")
    parser.add_argument("--place", type=Path, help="根放在哪个文件夹里，默认是临时文件夹")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
