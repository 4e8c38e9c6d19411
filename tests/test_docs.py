"""What is written about the program is true: pages are up to date, commands and modules are there."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest

import dev
from app.cli import VERBS, main

ROOT = dev.ROOT
READMES = ("README.md", "README.en.md")
PAPERS = (
    *READMES,
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
)
OMITTED = "……"
TEXTS = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".cfg", ".json", ".svg", ".sh", ".lock", ""}
# Written in pieces, so that this file does not find itself.
MACHINE = ("/" + "work/", "/" + "root/", "bash" + "_jobs", "/home" + "/", "C:" + "\\Users")
INSIDE = re.compile(
    "sub-?agent|claude|chatgpt|\\bLLM\\b|shared/(?:design|domain)|\\bissues? #?[0-9]+\\b"
    "|(?:definitions|guide) §|(?:look|reliability|formulas|definitions|platform|experience)\\.md",
    re.IGNORECASE,
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def files() -> list[str]:
    """What is or would be in the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode != 0:
        pytest.skip("not a git repository")
    return [name for name in found.stdout.splitlines() if (ROOT / name).is_file()]


def texts() -> dict[str, str]:
    own = Path(__file__).relative_to(ROOT).as_posix()
    return {name: read(name) for name in files() if Path(name).suffix in TEXTS and name != own}


# generated page


def test_ratios_page_is_what_the_edition_gives() -> None:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    assert generate.main(["--check"]) == 0, "run: python docs/generate.py"
    edition = generate.load_edition(generate.EDITION)
    for entry in (*edition.ratios, *edition.checks):
        assert f"名称：`{entry.key}`" in read("docs/ratios.md")


# READMEs


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md"])
def test_commands_of_dev_exist(name: str) -> None:
    found = re.findall(r"\b(?:python3|py) dev\.py(?: (\w+))?", read(name))
    assert found
    assert set(found) <= set(dev.VERBS)


@pytest.mark.parametrize("name", READMES)
@pytest.mark.parametrize("verb", ["run", "test", "setup", "bench"])
def test_readmes_have_the_four_commands(name: str, verb: str) -> None:
    assert f"python3 dev.py {verb}" in read(name)
    assert "py dev.py run" in read(name)


def test_readme_names_every_verb_of_the_command_line() -> None:
    for verb in VERBS:
        assert f"zipingtong {verb}" in read("README.md") or f"`{verb}`" in read("README.md")


@pytest.mark.parametrize("name", READMES)
def test_examples_give_what_is_shown(name, tmp_path, monkeypatch, capfd, qapp) -> None:
    """With the tests' own Qt application, or the export of a PDF would make one that has no windows."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))
    (block,) = re.findall(r"```console\n(.*?)```", read(name), re.DOTALL)
    examples = re.findall(r"^\$ zipingtong (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
    assert len(examples) >= 4
    for command, shown in examples:
        main(shlex.split(command))
        out, err = capfd.readouterr()
        wanted = ".*".join(re.escape(part) for part in shown.rstrip("\n").split(OMITTED))
        assert re.fullmatch(wanted, (out + err).rstrip("\n"), re.DOTALL), command


@pytest.mark.parametrize("name", PAPERS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", read(name)):
        if "://" not in target:
            assert ((ROOT / name).parent / target).exists(), target


# CONTRIBUTING


def test_module_map_names_every_module_and_no_other() -> None:
    named = re.findall(r"^- `((?:app|ui)/[\w/]+\.py)`：\S", read("CONTRIBUTING.md"), re.MULTILINE)
    there = [path.relative_to(ROOT / "src").as_posix() for path in (ROOT / "src").rglob("*.py")]
    assert sorted(named) == sorted(name for name in there if not name.endswith("__init__.py"))


_WHOLE = {  # what is inside of a file of its own, and what such a file begins with
    "level": ("scheme", ""),
    "item": ("department", 'key = "own"\nlabel = "自己的"\ntitle = "自己的"\n'),
    "line": (
        "layout",
        'key = "own"\nlabel = "自己的"\ntitle = "自己的"\nwidths = [9, 9, 9, 9, 9, 9, 9, 9, 9]\n',
    ),
}


def _as_entries(text: str) -> str:
    """A file of one scheme, department or layout as entries of a single file."""
    for inner, (outer, begin) in _WHOLE.items():
        if f"[[{inner}]]" in text:
            return f"[[{outer}]]\n{begin}" + text.replace(f"[[{inner}]]", f"[[{outer}.{inner}]]")
    return text


def test_recipes_are_editions_that_stand(tmp_path: Path) -> None:
    """Every TOML block, laid over the shipped edition, loads and compiles."""
    from app.calculation.prepare import compile_edition
    from app.storage.editions import load_edition

    blocks = re.findall(r"^ *```toml\n(.*?)^ *```", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 7
    for number, block in enumerate(blocks):
        text = "\n".join(line.removeprefix("   ") for line in block.splitlines()) + "\n"
        if "extends" not in tomllib.loads(text):
            head = f'id = "try-{number}"\ntitle = "试"\nyears = [2030, 2031]\nextends = "cn-2022"\n'
            text = head + _as_entries(text).replace("[[column]]\n", '[[column]]\ntable = "project"\n')
            text = text.replace("weight = 5\n", "weight = 100\n")  # one indicator of many, here all there are
        path = tmp_path / f"try-{number}.toml"
        path.write_text(text, "utf-8")
        compile_edition(load_edition(path))


def test_paths_in_contributing_exist() -> None:
    for path in re.findall(r"`((?:tests|src|docs|resources)/[\w/.-]*\w)`", read("CONTRIBUTING.md")):
        assert (ROOT / path).exists() or path == "resources/editions/cn-2027.toml", path


# the whole repository


def test_nothing_tells_of_this_machine() -> None:
    found = [(name, mark) for name, text in texts().items() for mark in MACHINE if mark in text]
    assert found == []


def test_nothing_tells_how_it_was_made() -> None:
    found = [(name, match[0]) for name, text in texts().items() if (match := INSIDE.search(text))]
    assert found == []


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_lock_files_name_no_index(name: str) -> None:
    assert not re.search(r"https?:|--(?:extra-)?index-url|--find-links|--trusted-host", read(name))
    assert "--hash=sha256:" in read(name)
