"""A folder with pictures, and a way to run the command in this process."""

import sys

import numpy as np
import pytest
from PIL import Image

from nst_course import cli


@pytest.fixture
def folder(tmp_path, monkeypatch, pictures):
    """A folder with photo.jpg and painting.png, made the current one."""
    monkeypatch.chdir(tmp_path)
    for name, picture in zip(("photo.jpg", "painting.png"), pictures, strict=True):
        Image.fromarray((255 * picture).astype(np.uint8)).save(name, quality=95)
    return tmp_path


@pytest.fixture
def nst(capsys, monkeypatch):
    """Runs the command in this process; returns (exit code, stdout, stderr)."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["nst", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return (stopped.value.code or 0, *capsys.readouterr())

    return run
