"""Saved files show the run, pictures exactly and videos in order, and never overwrite other files."""

import hashlib
import io
import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from samples import names, noise, smooth

from nst_course.errors import NstError
from nst_course.images import encode_picture, load_picture, read_metadata, read_picture
from nst_course.studio.export import (
    LONGEST_VIDEO,
    MAX_FRAMES,
    Exporter,
    ExportKind,
    encode_png,
    encode_settings,
    encode_video,
    plan_video,
)
from nst_course.studio.named_picture import NamedPicture, PictureOrigin

imageio_ffmpeg = pytest.importorskip("imageio_ffmpeg")
gif, mp4 = partial(encode_video, ExportKind.GIF), partial(encode_video, ExportKind.MP4)

METADATA = {
    "version": "0",
    "content": "photo.jpg",
    "styles": ["swirl", "drawing.png"],
    "sha256": {"photo.jpg": "of the file that was uploaded", "swirl": None, "drawing.png": None},
    "settings": {"alpha": 0.05, "seed": 3},
    "changes": [[12, {"alpha": 0.2}]],
}


@dataclass(frozen=True)
class Snapshot:
    step: int
    picture: np.ndarray = field(repr=False)


def level(index, count):
    """The gray of a snapshot, which identifies it."""
    return round(240 * index / max(1, count - 1))


def snapshots(count, size=(24, 32)):
    """A run whose left half becomes brighter, and its right half darker."""
    out = []
    for i in range(count):
        picture = np.full((*size, 3), level(i, count), np.uint8)
        picture[:, size[1] // 2 :] = 255 - level(i, count)
        out.append(Snapshot(i, picture))
    return out


def gif_frames(data):
    """[(seconds, left gray, right gray)] of each frame."""
    with Image.open(io.BytesIO(data)) as image:
        out = []
        for index in range(image.n_frames):
            image.seek(index)
            shades = np.asarray(image.convert("RGB")).astype(float)
            out.append((image.info["duration"] / 1000, shades[:, :12].mean(), shades[:, -12:].mean()))
        return out


def mp4_frames(data, tmp_path):
    """(frames a second, [(left gray, right gray)] of each frame)."""
    (tmp_path / "read.mp4").write_bytes(data)
    reader = imageio_ffmpeg.read_frames(str(tmp_path / "read.mp4"))
    about = next(reader)
    width, height = about["size"]
    shades = [np.frombuffer(frame, np.uint8).reshape(height, width, 3).astype(float) for frame in reader]
    return about["fps"], [(s[:, :12].mean(), s[:, -12:].mean()) for s in shades]


# ---------------------------------------------------------------- bytes


def test_the_picture_is_exact_and_carries_its_metadata(tmp_path):
    (tmp_path / "a.png").write_bytes(encode_png(Snapshot(7, noise()), METADATA))
    np.testing.assert_array_equal(np.round(read_picture(tmp_path / "a.png").rgb * 255), noise())
    assert read_metadata(tmp_path / "a.png") == METADATA


def test_a_gif_shows_the_snapshots_in_order_and_stays_at_the_last():
    frames = gif_frames(gif(snapshots(9)))
    wanted = [level(i, 9) for i in range(9)]
    assert len(frames) >= 9
    for (_, left, right), gray in zip(frames, wanted, strict=False):
        assert abs(left - gray) < 6
        assert abs(right - (255 - gray)) < 6
    assert all(abs(left - wanted[-1]) < 6 for _, left, _ in frames[9:])
    assert all(seconds >= 0.4 for seconds, *_ in frames[:8])  # few snapshots: each shown long enough to see
    assert sum(seconds for seconds, *_ in frames[8:]) == pytest.approx(1.5, abs=0.3)


def test_an_mp4_shows_them_too(tmp_path):
    fps, frames = mp4_frames(mp4(snapshots(9), fps=10), tmp_path)
    assert fps == 2
    assert len(frames) == 8 + 3
    for i, (left, right) in enumerate(frames[:9]):
        assert abs(left - level(i, 9)) < 8
        assert abs(right - (255 - level(i, 9))) < 8


def test_a_video_of_one_snapshot():
    frames = gif_frames(gif(snapshots(1)))
    assert sum(seconds for seconds, *_ in frames) == pytest.approx(1.5, abs=0.1)


@pytest.mark.parametrize("fps", [1, 2, 5, 12, 24, 50])
@pytest.mark.parametrize("count", [1, 2, 3, 10, 47, 48, 100, 126, 127, 500, 5000])
def test_plan_video(count, fps):
    places, rate, holds = plan_video(count, fps)
    frames = len(places) - 1 + holds
    assert 1 <= rate <= fps
    assert frames <= MAX_FRAMES
    assert frames / rate <= LONGEST_VIDEO
    assert holds / rate == pytest.approx(1.5, abs=0.51)
    assert (places[0], places[-1]) == (0, count - 1)
    steps = np.diff(places)
    assert len(places) == 1 or (steps.min() >= 1 and steps.max() - steps.min() <= 1)  # evenly spaced, none twice
    assert len(places) == count or frames + 1 > min(MAX_FRAMES, rate * LONGEST_VIDEO)  # none left out unnecessarily


def test_a_long_run_becomes_a_short_video():
    frames = gif_frames(gif(snapshots(400, (24, 24)), fps=20))
    assert sum(seconds for seconds, *_ in frames) < LONGEST_VIDEO + 0.5
    lefts = [left for _, left, _ in frames]
    assert abs(lefts[0] - 0) < 6
    assert abs(lefts[-1] - 240) < 6
    assert np.diff(lefts).min() > -3


def test_settings():
    assert json.loads(encode_settings(METADATA)) == METADATA
    for value in (object(), float("nan")):
        with pytest.raises(NstError, match="settings"):
            encode_settings({"alpha": value})


@pytest.mark.parametrize("kind", [ExportKind.GIF, ExportKind.MP4])
def test_videos_that_cannot_be_made(kind, monkeypatch):
    video = partial(encode_video, kind)
    with pytest.raises(NstError, match="snapshot"):
        video([])
    with pytest.raises(NstError, match="fps=0"):
        video(snapshots(3), fps=0)

    def missing():
        raise RuntimeError("No ffmpeg exe could be found")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(NstError, match=rf"^'sea_ink\.{kind.name.lower()}' needs ffmpeg.*pip install"):
        video(snapshots(3), name=f"sea_ink.{kind.name.lower()}")


def test_no_room_for_temporary_files(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    with pytest.raises(NstError, match=r"(?i)temporary files"):
        gif(snapshots(2))


# ---------------------------------------------------------------- the exporter


PHOTO = NamedPicture("photo.jpg", smooth(), PictureOrigin.UPLOADED)
DRAWING = NamedPicture("drawing.png", 255 - smooth(), PictureOrigin.DRAWN)
SWIRL = NamedPicture.built_in("swirl")


def exporter(count=3, metadata=METADATA, pictures=(PHOTO, SWIRL, DRAWING)):
    def told(snapshot=None, name_of=lambda picture: picture.name):
        content, *styles = [name_of(picture) for picture in pictures] or [metadata["content"], *metadata["styles"]]
        sums = {name: sum_ for name, sum_ in metadata.get("sha256", {}).items() if name in (content, *styles)}
        return {**metadata, "content": content, "styles": styles, "sha256": sums}

    return Exporter(lambda: snapshots(count), told, lambda: pictures)


def test_files_for_a_browser():
    files = {kind: exporter().encode(kind) for kind in ("png", "gif", "mp4", "settings")}
    assert {name for name, _ in files.values()} == {f"photo_swirl_drawing.{s}" for s in ("png", "gif", "mp4", "json")}
    assert files["png"][1] == encode_png(snapshots(3)[-1], METADATA)
    assert files["gif"][1] == gif(snapshots(3))
    assert files["mp4"][1] == mp4(snapshots(3))
    assert json.loads(files["settings"][1]) == METADATA


def test_a_picture_of_an_earlier_snapshot(tmp_path):
    assert exporter().encode("png", snapshots(3)[1])[1] == encode_png(snapshots(3)[1], METADATA)
    assert exporter().save("png", tmp_path, snapshots(3)[0]).read_bytes() == encode_png(snapshots(3)[0], METADATA)


@pytest.mark.parametrize("kind", ["png", "gif", "mp4"])
def test_nothing_is_overwritten(tmp_path, kind):
    (tmp_path / f"photo_swirl_drawing.{kind}").write_bytes(b"precious")
    paths = [exporter().save(kind, tmp_path) for _ in range(2)]
    assert [path.name for path in paths] == [f"photo_swirl_drawing-{n}.{kind}" for n in (2, 3)]
    assert (tmp_path / f"photo_swirl_drawing.{kind}").read_bytes() == b"precious"
    assert paths[0].read_bytes() == paths[1].read_bytes() == exporter().encode(kind)[1]
    assert len(names(tmp_path)) == 3


def test_names_of_uploads_do_not_lead_elsewhere(tmp_path):
    (tmp_path / "in").mkdir()
    metadata = {**METADATA, "content": "../../a:b.jpg", "styles": ["..\\ink"]}
    path = exporter(metadata=metadata, pictures=()).save("png", tmp_path / "in")
    assert path.parent == tmp_path / "in"
    assert names(tmp_path) == ["in"]
    assert set(path.name).isdisjoint('<>:"/\\|?*')


@pytest.mark.parametrize("kind", ["png", "gif", "mp4", "settings"])
def test_unwritable_folders_are_reported_before_encoding(tmp_path, kind, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(NstError, match=r"file'"):
        exporter().save(kind, tmp_path / "file")

    def read_only(path, *_, **__):
        raise OSError(30, "Read-only file system")

    for write in ("touch", "write_bytes"):
        monkeypatch.setattr(Path, write, read_only)
    monkeypatch.setattr("nst_course.studio.export.VideoWriter", None)
    with pytest.raises(NstError, match=r"photo_swirl_drawing.*Read-only file system"):
        exporter().save(kind, tmp_path)
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize("kind", ["png", "gif", "mp4"])
def test_before_the_first_snapshot(tmp_path, kind):
    with pytest.raises(NstError):
        exporter(0).save(kind, tmp_path)
    assert names(tmp_path) == []


def test_an_unknown_kind(tmp_path):
    with pytest.raises(NstError, match="did you mean 'png'"):
        exporter().save("pngg", tmp_path)


class TestSettings:
    def test_the_pictures_go_beside_them(self, tmp_path):
        metadata = json.loads(exporter(0).save("settings", tmp_path).read_text())
        assert names(tmp_path) == ["drawing.png", "photo.png", "photo_swirl_drawing.json"]
        assert metadata["content"] == "photo.png"
        assert metadata["styles"] == ["swirl", "drawing.png"]
        named = dict.fromkeys(("content", "styles", "sha256"))
        assert {**metadata, **named} == {**METADATA, **named}
        for name, chosen in (("photo.png", PHOTO), ("drawing.png", DRAWING)):
            np.testing.assert_array_equal(np.round(load_picture(tmp_path / name).rgb * 255), chosen.pixels())
            assert metadata["sha256"][name] == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
        assert metadata["sha256"]["swirl"] is None
        assert "photo.jpg" not in metadata["sha256"]

    def test_other_files_are_never_overwritten_and_pictures_written_once(self, tmp_path):
        (tmp_path / "photo.png").write_bytes(b"precious")
        for _ in range(2):
            metadata = json.loads(exporter().save("settings", tmp_path).read_text())
            assert metadata["content"] == "photo-2.png"
        assert (tmp_path / "photo.png").read_bytes() == b"precious"
        assert [path.name for path in sorted(tmp_path.glob("*.png"))] == ["drawing.png", "photo-2.png", "photo.png"]

    def test_two_pictures_with_one_name(self, tmp_path):
        metadata = {**METADATA, "content": "a.jpg", "styles": ["a.jpg"]}
        two = [
            NamedPicture("a.jpg", smooth(), PictureOrigin.UPLOADED),
            NamedPicture("a.jpg", noise(), PictureOrigin.UPLOADED),
        ]
        saved = json.loads(exporter(metadata=metadata, pictures=two).save("settings", tmp_path).read_text())
        assert (saved["content"], saved["styles"]) == ("a.png", ["a-2.png"])
        for name, chosen in zip(("a.png", "a-2.png"), two, strict=True):
            assert (tmp_path / name).read_bytes() == encode_picture("a.png", chosen.pixels())

    def test_built_in_pictures_need_no_file(self, tmp_path):
        metadata = {"content": "louvre", "styles": ["swirl"], "settings": {}}
        louvre = NamedPicture.built_in("louvre")
        path = exporter(metadata=metadata, pictures=(louvre, SWIRL)).save("settings", tmp_path)
        assert names(tmp_path) == [path.name] == ["louvre_swirl.json"]
        assert json.loads(path.read_text()) == {**metadata, "sha256": {}}
