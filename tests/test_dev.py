"""The parts of dev.py that decide; what it installs and starts is tried by running it."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

import dev


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the stamps depend on, with an empty environment beside it."""
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_bytes((dev.ROOT / name).read_bytes())
    (tmp_path / ".venv").mkdir()
    (tmp_path / "src").mkdir()
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "SRC", tmp_path / "src")
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    locks = {"run": tmp_path / "requirements.lock", "test": tmp_path / "requirements-dev.lock"}
    monkeypatch.setattr(dev, "LOCKS", locks)
    return tmp_path


def make_ready(profile: str) -> None:
    dev.stamp_path(profile).write_text(dev.stamp_text(profile))


# system packages


def test_a_package_counts_only_when_installed() -> None:
    lines = "libgl1 installed\nlibegl1 config-files\n"
    assert dev.missing_packages(["libgl1", "libegl1", "xvfb"], lines) == ["libegl1", "xvfb"]


def test_renamed_libraries_count_under_their_new_name() -> None:
    assert dev.missing_packages(["libglib2.0-0"], "libglib2.0-0t64 installed\n") == []


def test_nothing_known_to_dpkg_means_all_missing() -> None:
    assert dev.missing_packages(["a", "b"], "") == ["a", "b"]


def test_a_chinese_font_of_any_name_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.subprocess, "check_output", lambda _: b"/fonts/simsun.ttc: SimSun\n")
    assert dev.FONT not in dev.wanted_packages("run")
    monkeypatch.setattr(dev.subprocess, "check_output", lambda _: b"")
    assert dev.FONT in dev.wanted_packages("run")
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    assert dev.FONT in dev.wanted_packages("run")


def test_a_python_without_ensurepip_needs_the_venv_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda _: None)
    assert "python3-venv" in dev.wanted_packages("run")


def test_only_the_tests_need_a_virtual_display() -> None:
    assert "xvfb" in dev.SYSTEM["test"].split()
    assert "xvfb" not in dev.SYSTEM["run"].split()
    assert set(dev.SYSTEM["run"].split()) < set(dev.SYSTEM["test"].split())


@pytest.mark.skipif(sys.platform != "linux", reason="apt")
def test_without_root_and_sudo_the_command_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: "x" if name == "dpkg-query" else None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(dev, "query_dpkg", lambda _: "")
    with pytest.raises(dev.Stop, match="apt-get install libgl1"):
        dev.install_system_packages("run")


# stamps


@pytest.mark.usefixtures("tree")
def test_a_fresh_environment_is_not_ready() -> None:
    assert not dev.is_ready("run")
    assert not dev.is_ready("test")


@pytest.mark.usefixtures("tree")
def test_ready_for_a_run_is_not_ready_for_the_tests() -> None:
    make_ready("run")
    assert dev.is_ready("run")
    assert not dev.is_ready("test")


@pytest.mark.usefixtures("tree")
def test_ready_for_the_tests_is_ready_for_a_run() -> None:
    make_ready("test")
    assert dev.is_ready("run")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_file_ends_readiness(tree: Path, name: str) -> None:
    make_ready("run")
    with (tree / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert not dev.is_ready("run")


@pytest.mark.usefixtures("tree")
def test_another_python_ends_readiness(monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready("run")
    monkeypatch.setattr(dev.sys, "version_info", (3, 99, 0))
    assert not dev.is_ready("run")


def test_a_moved_tree_ends_readiness(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_ready("run")
    monkeypatch.setattr(dev, "ROOT", tree / ".." / tree.name)
    assert not dev.is_ready("run")


def test_an_environment_fits_only_its_own_python() -> None:
    major, minor = sys.version_info[:2]
    assert dev.venv_fits(f"home = /usr/bin\nversion = {major}.{minor}.4\n")
    assert not dev.venv_fits(f"version = {major}.{minor + 1}.0\n")
    assert not dev.venv_fits("home = /usr/bin\n")


def test_sources_are_compiled_once_and_again_after_a_change(tree: Path) -> None:
    source, marker = tree / "src" / "a.py", tree / ".venv" / "src-compiled"
    source.write_text("x = 1\n")
    dev.compile_sources()
    assert list((tree / "src" / "__pycache__").glob("a.*.pyc"))
    before = marker.stat().st_mtime_ns
    dev.compile_sources()
    assert marker.stat().st_mtime_ns == before
    os.utime(source, ns=(before + 10**9, before + 10**9))
    dev.compile_sources()
    assert marker.stat().st_mtime_ns > before


# display


@pytest.mark.parametrize(
    ("system", "env", "expected"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ""}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("linux", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
        ("win32", {}, True),
        ("win32", {"QT_QPA_PLATFORM": "offscreen:enable_fonts"}, False),
        ("darwin", {}, True),
    ],
)
def test_display(system: str, env: dict[str, str], *, expected: bool) -> None:
    assert dev.has_display(env, system) is expected


@pytest.mark.window
@pytest.mark.skipif(sys.platform != "linux", reason="Xvfb")
def test_the_virtual_display_has_a_window_manager_and_ends() -> None:
    with dev.virtual_display() as env:
        number = env["DISPLAY"]
        found = dev.subprocess.run(["xdotool", "get_num_desktops"], env=env, capture_output=True, check=False)
        assert found.returncode == 0
        assert number != os.environ.get("DISPLAY")
    ended = dev.subprocess.run(["xdotool", "getdisplaygeometry"], env=env, capture_output=True, check=False)
    assert ended.returncode != 0


# verbs and files


def test_unknown_verbs_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["frobnicate"]) == 2
    assert "dev.py setup" in capsys.readouterr().out
    assert dev.main([]) == 0


def test_packaging_is_done_by_the_environments_python(monkeypatch: pytest.MonkeyPatch) -> None:
    class Done:
        returncode = 3

    ready, started = [], []
    monkeypatch.setattr(dev, "setup", ready.append)
    monkeypatch.setattr(dev.subprocess, "run", lambda command, **_: started.append(command) or Done)
    assert dev.main(["package"]) == 3
    assert ready == ["test"]  # PyInstaller stands in the lock file of the tests
    assert started == [[dev.tool("python"), "packaging/build.py"]]
    assert (dev.ROOT / "packaging/build.py").is_file()


def test_another_python_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 10, 0))
    assert dev.main(["setup"]) == 1
    assert "3.11" in capsys.readouterr().err


@pytest.mark.parametrize("profile", ["run", "test"])
def test_locks_pin_what_the_project_asks_for(profile: str) -> None:
    lock = dev.LOCKS[profile].read_text(encoding="utf-8")
    pinned = {line.partition("==")[0] for line in lock.splitlines() if "==" in line}
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    if profile == "test":
        wanted += [name for name in project["dependency-groups"]["dev"] if isinstance(name, str)]
    names = {name.partition("=")[0].partition(">")[0].lower() for name in wanted}
    assert names <= pinned
    assert lock.count("--hash=sha256:") > len(pinned)


def test_both_locks_agree() -> None:
    run, test = (
        set(dev.LOCKS[profile].read_text(encoding="utf-8").splitlines()) for profile in ("run", "test")
    )
    assert {line for line in run if "==" in line} <= test


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_locks_name_no_server(name: str) -> None:
    text = (dev.ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
