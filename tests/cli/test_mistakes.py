"""One sentence for every mistake of `nst stylize`, exit code 2, nothing written."""

import pytest
from PIL import Image


def damaged(folder):
    """Files that are not pictures, each made from the good ones."""
    whole = (folder / "photo.jpg").read_bytes()
    (folder / "short.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("no picture")
    (folder / "folder.jpg").mkdir()
    Image.new("RGB", (1, 1)).save(folder / "one.png")
    frame = b"\xff\xc0\x00\x11\x08" + 2 * (40_000).to_bytes(2, "big")
    (folder / "huge.jpg").write_bytes(whole[:2] + frame + b"\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xd9")


BAD = [
    (["missing.jpg"], "missing.jpg"),
    (["short.jpg"], "short.jpg"),
    (["empty.jpg"], "empty.jpg"),
    (["text.jpg"], "text.jpg"),
    (["folder.jpg"], "folder.jpg"),
    (["one.png"], "1×1"),
    (["huge.jpg"], "40000×40000"),
    (["photo.jpg", "text.jpg"], "text.jpg"),
    (["photo.jpg", "painting.png", "--start", "nosuch.png"], "nosuch.png"),
    (["louvr"], "did you mean 'louvre'"),
    (["photo.jpg", "painting.png", "--start", "noize"], "did you mean 'noise'"),
    (["missing.jpg", "painting.png", "--frames", "frames"], "missing.jpg"),
    (["photo.jpg", "painting.png", "--frames", "photo.jpg"], "photo.jpg"),
    (["photo.jpg", "painting.png", "--style-layers", "block1_conv3"], "did you mean 'block1_conv"),
    (["photo.jpg", "painting.png", "--style-layers", "block1_conv1:x"], "--style-layers"),
    (["photo.jpg", "painting.png", "--content-layers", "block4_conv2:-1"], "block4_conv2 is -1"),
    (["photo.jpg", "painting.png", "--alpha=-3"], "alpha is -3"),
    (["photo.jpg", "painting.png", "--steps", "10,many"], "--steps"),
    (["photo.jpg", "painting.png", "--steps", "10,2.5"], "whole number"),
    (["photo.jpg", "painting.png", "--size", "3"], "size is 3"),
    (["photo.jpg", "painting.png", "--style-weights", "1,2"], "style_weights has length 2"),
    (["photo.jpg", "painting.png", "-o", "nowhere/out.png"], "nowhere"),
    (["photo.jpg", "painting.png", "-o", "out.xyz"], "out.xyz"),
    (["photo.jpg", "painting.png", "-o", "folder.jpg"], "folder.jpg"),
    (["photo.jpg", "painting.png", "--json", "nowhere/run.json"], "nowhere"),
    (["photo.jpg", "painting.png", "--gif", "a.mp4"], "a.mp4"),
    (["--again", "painting.png"], "painting.png"),
    (["photo.jpg", "painting.png", "--network", "pocket", "--content-layers", "block5_conv4"], "--network vgg19"),
    (["photo.jpg", "painting.png", "--network", "pocket", "--weights", "vgg.h5"], "are for the network vgg19"),
    (["photo.jpg", "painting.png", "--weights", "no.npz"], "no.npz"),
    (["photo.jpg", "painting.png", "--weights", "no.h5"], "no.h5"),
    (["photo.jpg", "painting.png", "--weights", "text.jpg"], "text.jpg"),
]


@pytest.mark.parametrize(("arguments", "part"), BAD, ids=[" ".join(a) for a, _ in BAD])
def test_one_sentence_for_every_mistake(folder, nst, arguments, part):
    damaged(folder)
    before = {p: p.is_file() and p.read_bytes() for p in folder.rglob("*")}
    code, _, err = nst("stylize", *arguments)
    assert code == 2
    assert err.startswith("nst: ")
    assert part in err
    assert err.count("\n") == 1
    assert "Traceback" not in err
    assert {p: p.is_file() and p.read_bytes() for p in folder.rglob("*")} == before


def test_no_weights_and_no_internet(folder, nst, monkeypatch):
    import keras

    def refuse(*args, **kwargs):
        raise OSError("no route to host")

    monkeypatch.setattr(keras.utils, "get_file", refuse)
    monkeypatch.setenv("KERAS_HOME", str(folder))
    monkeypatch.delenv("NST_VGG19_WEIGHTS", raising=False)
    code, _, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", "--network", "vgg19")
    assert code == 2
    assert "--network pocket" in err
    assert "--weights" in err
    assert "NST_VGG19_WEIGHTS" in err
    assert err.count("\n") == 1


def test_auto_works_without_weights_and_internet(folder, nst, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(folder))
    monkeypatch.delenv("NST_VGG19_WEIGHTS", raising=False)
    monkeypatch.delenv("NST_NETWORK", raising=False)
    quick = ("--size", "64", "--first-size", "64", "--steps", "2")
    code, out, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", *quick)
    assert (code, err) == (0, "")
    assert "Network    pocket (built in)" in out
    assert "--network vgg19" in out


@pytest.mark.usefixtures("small_network")
def test_too_little_memory(folder, nst, monkeypatch):
    import psutil

    memory = psutil.virtual_memory()
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=300_000_000))
    code, _, err = nst("stylize", "photo.jpg", "painting.png", "-o", "out.png", "--size", "2048")
    assert code == 2
    assert "try --size" in err
    assert not (folder / "out.png").exists()
