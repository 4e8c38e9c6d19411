"""Debian roots to build and try in: made by debootstrap from where this machine gets its own packages.

Standard library only. Everything here needs root.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# What a root needs to reach the network the way this machine does.
_NETWORK = ("/etc/resolv.conf", "/etc/hosts", "/etc/ssl/certs/ca-certificates.crt")


class Stop(Exception):
    """What was to be done in a root did not work; the text says what."""


class NoRoot(Stop):
    """No clean root can be made on this machine."""


def mirror() -> str:
    """Where this machine's own packages of Debian come from."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI) $(LABEL)", "Created-By: Packages"]
    for line in subprocess.check_output(command, text=True).splitlines():
        address, _, label = line.partition(" ")
        if label == "Debian":
            return address
    raise NoRoot("这台机器的软件源里没有 Debian，不知道从哪里取软件包")


def make(root: Path, release: str, include: Sequence[str] = ()) -> None:
    """A minimal Debian of that release, unless it is there already."""
    if (root / "usr/bin/apt-get").exists():
        return
    extra = [f"--include={','.join(include)}"] if include else []
    root.parent.mkdir(parents=True, exist_ok=True)
    try:
        if not shutil.which("debootstrap"):
            apt = ["apt-get", "-qq", "-y", "--no-install-recommends", "-oDPkg::Lock::Timeout=300"]
            run([*apt, "update"])
            run([*apt, "install", "debootstrap"])
        half = root.with_name(f"{root.name}.half")  # what was interrupted must not pass for done
        shutil.rmtree(half, ignore_errors=True)
        run(["debootstrap", "--variant=minbase", *extra, release, str(half), mirror()])
        half.replace(root)
    except Stop as stop:
        raise NoRoot(str(stop)) from None
    (root / "etc/apt/apt.conf.d/90small").write_text(
        'APT::Install-Recommends "false";\nAPT::Sandbox::User "root";\nAcquire::Languages "none";\n'
    )


def copy_of(release: str, root: Path, cache: Path | None) -> None:
    """A minimal Debian at `root`; with `cache`, a copy of the one kept there."""
    if cache is None:
        make(root, release)
        return
    kept = cache / release
    make(kept, release)
    run(["cp", "-a", f"{kept}/.", str(root)])


def run(command: Sequence[str], **more: object) -> None:
    """Run a command outside; its words only when it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)  # type: ignore[call-overload]
    if done.returncode != 0:
        raise Stop(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


@contextlib.contextmanager
def entered(root: Path) -> Iterator[Root]:
    """The root with /proc and /dev, which are taken away again at the end."""
    for name in _NETWORK:
        if Path(name).exists() and (root / name[1:]).parent.is_dir():
            (root / name[1:]).unlink(missing_ok=True)
            shutil.copy(name, root / name[1:])
    try:
        run(["mount", "-t", "proc", "proc", str(root / "proc")])
        run(["mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", str(root / "dev")])
    except Stop as stop:
        raise NoRoot(str(stop)) from None
    try:
        for name in ("null", "zero", "random", "urandom", "full", "tty"):
            run(["cp", "-a", f"/dev/{name}", str(root / "dev")])
        (root / "dev/shm").mkdir(mode=0o1777)
        (root / "dev/fd").symlink_to("/proc/self/fd")
        yield Root(root)
    finally:
        end_all(root)
        for name in ("dev", "proc"):
            run(["umount", "--lazy", str(root / name)])


def end_all(root: Path) -> None:
    """End every process that runs in this root, and none outside: services that a desktop started."""
    for number in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 - names are all that is wanted
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if Path(f"/proc/{number}/root").readlink() == root.resolve():
                os.kill(int(number), signal.SIGKILL)


class Root:
    """Runs commands in a root, in an environment of their own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def command(self, *command: str) -> list[str]:
        """What runs `command` inside."""
        return ["chroot", str(self.path), *command]

    def environment(self, **more: str) -> dict[str, str]:
        """Nothing of ours but where pip finds packages."""
        pip = {name: text for name, text in os.environ.items() if name in {"PIP_INDEX_URL", "PIP_CERT"}}
        base = {"PATH": PATH, "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        return base | pip | more

    def has(self, program: str) -> bool:
        """Whether a program of that name would be found inside."""
        return any((self.path / folder / program).exists() for folder in ("usr/local/bin", "usr/bin", "bin"))

    def run(self, *command: str, **more: str) -> str:
        """Run it to its end; what it said. Raises `Stop` with that when it fails."""
        done = subprocess.run(
            self.command(*command), env=self.environment(**more), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise Stop(
                f"{' '.join(command)}（{done.returncode}）\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
            )
        return done.stdout + done.stderr

    def install(self, *packages: str) -> None:
        """Install Debian packages, without what they only recommend."""
        self.run("apt-get", "update", "-qq")
        self.run("apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages)
