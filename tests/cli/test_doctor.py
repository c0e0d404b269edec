"""`nst doctor` and the findings behind it."""

import sys

import pytest

from nst_course import cli, doctor
from nst_course.networks import vgg19


def findings(weights=None):
    return findings_of(doctor.examine(weights))


def findings_of(examined):
    return {finding.name: finding for finding in examined}


def test_with_the_weights_there_is_no_problem(weights):
    found = findings(weights)
    for name in ("Python", "tensorflow", "keras", "Precision", "VGG-19", "Free memory", "Free disk"):
        assert name in found
    assert vgg19.md5_checksum(weights) in found["VGG-19"].value
    assert "GFLOP/s" in found["Precision"].value
    assert not found["VGG-19"].remedy


@pytest.fixture
def bare(monkeypatch, tmp_path):
    """A machine without VGG-19's weights and without NST_NETWORK."""
    monkeypatch.delenv(vgg19.VARIABLE, raising=False)
    monkeypatch.delenv("NST_NETWORK", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))


def test_without_weights_there_is_no_problem(bare):
    """The pocket network takes their place."""
    found = doctor.check_vgg19()
    assert not found.remedy
    assert "--network vgg19" in found.value
    assert doctor.check_default_network().value.startswith("pocket")


def test_the_variable_chooses_the_network(bare, monkeypatch):
    monkeypatch.setenv("NST_NETWORK", "vgg19")
    value = doctor.check_default_network().value
    assert value.startswith("vgg19")
    assert "NST_NETWORK" in value
    monkeypatch.setenv("NST_NETWORK", "vgg")
    assert "NST_NETWORK is 'vgg'" in doctor.check_default_network().remedy


def test_the_pocket_network_is_checked(monkeypatch, tmp_path):
    assert not doctor.check_pocket_network().remedy
    (tmp_path / "pocket.npz").write_bytes(b"no weights")
    monkeypatch.setattr(doctor.pocket, "BUILT_IN", tmp_path / "pocket.npz")
    assert str(tmp_path / "pocket.npz") in doctor.check_pocket_network().remedy


def test_damaged_weights(tmp_path):
    bad = tmp_path / "bad.h5"
    bad.write_bytes(b"nothing")
    assert str(bad) in doctor.check_vgg19(bad).remedy


def test_little_memory(monkeypatch):
    import psutil

    memory = psutil.virtual_memory()
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=10**8))
    assert doctor.check_memory().remedy


def test_only_usable_cores_are_counted(monkeypatch):
    monkeypatch.setattr(doctor.os, "sched_getaffinity", lambda process: {3, 5, 7}, raising=False)
    assert doctor.core_count() == doctor.describe_machine()["cores"] == 3
    assert findings_of(doctor.check_devices())["Processor"].value.startswith("3 cores")


@pytest.mark.parametrize(("system", "word"), [("Windows", "WSL2"), ("Linux", "and-cuda")])
def test_a_gpu_that_tensorflow_does_not_see(monkeypatch, system, word):
    import tensorflow as tf

    monkeypatch.setattr(doctor.platform, "system", lambda: system)
    monkeypatch.setattr(doctor.shutil, "which", lambda name: name)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    assert word in findings_of(doctor.check_devices())["GPU"].remedy


def test_a_missing_package(monkeypatch):
    def missing(name):
        raise doctor.PackageNotFoundError(name)

    monkeypatch.setattr(doctor, "version", missing)
    assert all("pip install -e ." in finding.remedy for finding in doctor.check_packages())


@pytest.mark.parametrize(("remedy", "code"), [("Do this.", 1), ("", 0)])
def test_command(monkeypatch, capsys, remedy, code):
    monkeypatch.setattr(doctor, "examine", lambda weights: [doctor.Finding("Thing", "value [bold]", remedy)])
    monkeypatch.setattr(sys, "argv", ["nst", "doctor"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out = capsys.readouterr().out
    assert (stopped.value.code or 0) == code
    assert "value [bold]" in out
    assert remedy in out
