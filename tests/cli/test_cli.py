"""`nst` itself: its list of commands, each loaded only when it runs."""

import inspect
import subprocess
import sys
from importlib import import_module

import pytest

from nst_course import cli


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_the_list_matches_each_commands_own_help(name):
    entry = cli.COMMANDS[name]
    function = getattr(import_module(f"nst_course.cli.{entry.module}"), name)
    first, *_ = inspect.getdoc(function).split("\n\n")
    assert entry.summary == " ".join(first.split())


def test_the_list_has_every_command(nst, monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")
    code, out, _ = nst("--help")
    assert code == 0
    for name, entry in cli.COMMANDS.items():
        assert name in out
        assert entry.summary[:30] in out
    assert cli.COURSE in out


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_quick_commands_load_no_other_command(arguments):
    code = (
        "import sys; from nst_course import cli; sys.argv = ['nst', *sys.argv[1:]]\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "assert not {'tensorflow', 'numpy', 'nst_course.transfer', 'nst_course.grading'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True)


def test_a_misspelled_command_gets_the_nearest_suggestion(nst):
    code, _, err = nst("stilize")
    assert code == 2
    assert "'stylize'" in err


def test_version(nst):
    from nst_course import __version__

    assert __version__ in nst("--version")[1]
