"""The command line in this process, and documents to try it on."""

from __future__ import annotations

from contextlib import suppress

import pytest

from app.cli import main
from tests.verbs.support import DONE, REFUSED, copied


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("ZIPINGTONG_HOME", str(tmp_path / "home"))


@pytest.fixture
def run(capsys):
    """Runs a verb and gives exit code, what it printed, what it complained."""

    def run(*arguments):
        capsys.readouterr()
        code = None
        with suppress(SystemExit):
            code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return (REFUSED if code is None else code), printed.out, printed.err

    return run


@pytest.fixture
def done(run):
    """Runs a verb that has to succeed and gives what it printed."""

    def done(*arguments):
        code, printed, complained = run(*arguments)
        assert (code, complained) == (DONE, "")
        return printed

    return done


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """An empty document of 2022 and one with the sample, made once."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZIPINGTONG_HOME", str(folder / "home"))
        assert main(["new", str(folder / "empty.zpt"), "--unit", "测试局", "--year", "2022"]) == DONE
        name = str(folder / "sample.zpt")
        assert main(["new", name, "--unit", "测试局", "--year", "2022", "--sample"]) == DONE
    return folder


@pytest.fixture
def empty(made, tmp_path):
    return copied(made / "empty.zpt", tmp_path)


@pytest.fixture
def sample(made, tmp_path):
    return copied(made / "sample.zpt", tmp_path)
