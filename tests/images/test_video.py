import numpy as np
import pytest
from PIL import Image

from nst_course.errors import NstError
from nst_course.images.io import read_picture
from nst_course.images.video import VideoWriter, check_video

imageio_ffmpeg = pytest.importorskip("imageio_ffmpeg")


def frame(brightness, height=48, width=64):
    return np.full((height, width, 3), (brightness, 0.5, 1 - brightness), np.float32)


def gif(path):
    """(size, milliseconds of a frame, its frames as arrays)."""
    with Image.open(path) as image:
        pictures = []
        for index in range(image.n_frames):
            image.seek(index)
            pictures.append(np.asarray(image.convert("RGB")) / 255)
        return image.size, image.info["duration"], pictures


def mp4(path):
    """(ffmpeg's account of the file, its frames as arrays)."""
    reader = imageio_ffmpeg.read_frames(str(path))
    about = next(reader)
    width, height = about["size"]
    return about, [np.frombuffer(data, np.uint8).reshape(height, width, 3) / 255 for data in reader]


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_frames_gif_and_mp4_show_the_same_pictures(tmp_path):
    levels = [0.0, 0.3, 0.6, 1.0]
    with VideoWriter(tmp_path / "frames", tmp_path / "a.gif", str(tmp_path / "a.mp4"), fps=10) as film:
        for level in levels:
            film.add(frame(level))
        assert names(tmp_path) == ["frames"]  # GIF and MP4 do not appear before they are whole
    assert names(tmp_path) == ["a.gif", "a.mp4", "frames"]
    assert names(tmp_path / "frames") == [f"0000{i}.png" for i in (1, 2, 3, 4)]
    size, duration, pictures = gif(tmp_path / "a.gif")
    about, video = mp4(tmp_path / "a.mp4")
    assert (size, duration, about["size"], about["fps"]) == ((64, 48), 100, (64, 48), 10)
    assert about["codec"] == "h264"
    assert about["pix_fmt"].startswith("yuv420p")
    assert len(pictures) == len(video) == 4
    for level, in_gif, in_mp4 in zip(levels, pictures, video, strict=True):
        assert abs(in_gif - frame(level)).max() < 0.02
        assert abs(in_mp4 - frame(level)).max() < 0.04


def test_an_mp4_can_play_while_it_loads(tmp_path):
    with VideoWriter(mp4=tmp_path / "a.mp4") as film:
        film.add(frame(0.5))
    data = (tmp_path / "a.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_growing_frames_keep_their_size_in_the_folder_and_share_one_in_the_video(tmp_path):
    with VideoWriter(tmp_path / "frames", tmp_path / "a.gif", tmp_path / "a.mp4") as film:
        for height, width in ((16, 20), (33, 41), (65, 81)):
            film.add(frame(0.5, height, width))
    assert [read_picture(path).size for path in film.paths] == [(16, 20), (33, 41), (65, 81)]
    assert gif(tmp_path / "a.gif")[0] == (81, 65)
    assert mp4(tmp_path / "a.mp4")[0]["size"] == (82, 66)  # even


def test_the_given_size_takes_precedence_and_a_gif_stays_small(tmp_path):
    with VideoWriter(gif=tmp_path / "a.gif", mp4=tmp_path / "a.mp4", size=(400, 1280)) as film:
        film.add(frame(0.5))
    assert gif(tmp_path / "a.gif")[0] == (640, 200)
    assert mp4(tmp_path / "a.mp4")[0]["size"] == (1280, 400)


def test_same_frames_same_bytes(tmp_path):
    for name in ("a", "b"):
        with VideoWriter(gif=tmp_path / f"{name}.gif", mp4=tmp_path / f"{name}.mp4") as film:
            film.add(frame(0.1))
            film.add(frame(0.9))
    for suffix in (".gif", ".mp4"):
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def run(tmp_path, error):
    with VideoWriter(tmp_path / "frames", tmp_path / "a.gif") as film:
        film.add(frame(0.2))
        film.add(frame(0.4))
        raise error


def test_an_interrupted_run_still_has_its_video(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, KeyboardInterrupt())
    assert len(gif(tmp_path / "a.gif")[2]) == 2
    assert names(tmp_path) == ["a.gif", "frames"]


def test_after_an_error_nothing_is_half_written(tmp_path):
    (tmp_path / "a.gif").write_bytes(b"an older film")
    with pytest.raises(ZeroDivisionError):
        run(tmp_path, ZeroDivisionError())
    assert (tmp_path / "a.gif").read_bytes() == b"an older film"
    assert names(tmp_path) == ["a.gif", "frames"]
    assert all(read_picture(path).size == (48, 64) for path in (tmp_path / "frames").iterdir())


def test_a_video_that_fails_while_it_is_written(tmp_path, monkeypatch):
    def lost(path):
        return 1, 0.1

    monkeypatch.setattr(imageio_ffmpeg, "count_frames_and_secs", lost)  # as on a full disk
    film = VideoWriter(gif=tmp_path / "a.gif")
    film.add(frame(0.2))
    film.add(frame(0.4))
    with pytest.raises(NstError, match=r"a\.gif.*lost frames"):
        film.close()
    assert names(tmp_path) == []


def test_without_frames_there_is_no_video(tmp_path):
    with VideoWriter(gif=tmp_path / "a.gif", mp4=tmp_path / "a.mp4"):
        pass
    assert names(tmp_path) == []


def test_without_targets_nothing_is_kept():
    with VideoWriter() as film:
        film.add(frame(0.5))
    assert film.paths == []


def test_waiting_frames_are_on_disk_and_then_deleted(tmp_path):
    with VideoWriter(gif=tmp_path / "a.gif") as film:
        film.add(frame(0.5))
        waiting = film.paths[0]
        assert waiting.exists()
    assert not waiting.parent.exists()


def test_bad_targets_are_refused_at_once(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "00001.png").write_bytes(b"precious")
    (tmp_path / "file").write_text("x")
    before = names(tmp_path)
    for targets, word in (
        ({"frames": tmp_path / "taken"}, "numbered frames"),
        ({"frames": tmp_path / "file"}, "folder"),
        ({"frames": tmp_path / "file" / "frames"}, "folder"),
        ({"gif": tmp_path / "a.mp4"}, r"a\.mp4.*\.gif"),
        ({"mp4": tmp_path / "a.gif"}, r"a\.gif.*\.mp4"),
        ({"mp4": tmp_path / "no" / "a.mp4"}, r"a\.mp4.*\bno'"),
        ({"gif": tmp_path / "a.gif", "fps": 0}, "fps=0"),
        ({"gif": tmp_path / "a.gif", "fps": 1000}, "fps=1000"),
    ):
        with pytest.raises(NstError, match=word):
            VideoWriter(**targets)
    assert names(tmp_path) == before
    assert (tmp_path / "taken" / "00001.png").read_bytes() == b"precious"


def test_a_folder_with_other_files_is_accepted(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "1.png").write_text("x")
    with VideoWriter(frames=tmp_path) as film:
        film.add(frame(0.5))
    assert names(tmp_path) == ["00001.png", "1.png", "notes.txt"]


def test_without_ffmpeg_the_error_says_what_to_install(tmp_path, monkeypatch):
    def missing():
        raise RuntimeError("No ffmpeg exe could be found")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(NstError, match="pip install"):
        VideoWriter(gif=tmp_path / "a.gif")
    with VideoWriter(frames=tmp_path / "frames") as film:  # PNG files need none
        film.add(frame(0.5))


def test_an_invalid_frame_is_refused(tmp_path):
    with pytest.raises(NstError, match="NaN"), VideoWriter(frames=tmp_path) as film:
        film.add(np.full((20, 20, 3), np.nan))
    assert names(tmp_path) == []


def test_checking_targets_leaves_nothing_behind(tmp_path, monkeypatch):
    check_video(tmp_path / "new" / "frames", tmp_path / "a.gif", tmp_path / "a.mp4")
    assert names(tmp_path) == []
    (tmp_path / "00001.png").write_text("x")
    check_video(tmp_path / "new")  # a numbered file next to the folder does not matter
    with pytest.raises(NstError, match="numbered frames"):
        check_video(tmp_path)


@pytest.mark.parametrize(("targets", "folders"), [({}, 0), ({"frames": "frames"}, 0), ({"gif": "a.gif"}, 1)])
def test_frames_wait_in_a_folder_only_when_needed(tmp_path, monkeypatch, targets, folders):
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(waiting))
    monkeypatch.chdir(tmp_path)
    with VideoWriter(**targets) as film:
        assert film.wanted == bool(targets)
        assert len(names(waiting)) == folders
    assert names(waiting) == []


def test_a_frame_that_cannot_be_saved_ends_the_video(tmp_path):
    film = VideoWriter(tmp_path / "frames", tmp_path / "a.gif")
    film.add(frame(0.2))
    film.paths[0].unlink()
    (tmp_path / "frames").rmdir()
    with pytest.raises(NstError, match=r"00002\.png.*frames'"):
        film.add(frame(0.4))
    assert not film.wanted
    film.add(frame(0.6))  # is not tried again
    with pytest.raises(NstError, match="gone or damaged"):
        film.close()
    assert names(tmp_path) == []


def test_the_video_contains_the_frames_saved_before(tmp_path):
    with VideoWriter(gif=tmp_path / "a.gif") as film:
        film.add(frame(0.2))
        with pytest.raises(NstError, match="NaN"):
            film.add(np.full((20, 20, 3), np.nan))
    assert len(gif(tmp_path / "a.gif")[2]) == 1


def test_a_video_that_ffmpeg_cannot_read_back(tmp_path, monkeypatch):
    def unreadable(path):
        raise RuntimeError("Could not get number of frames")

    monkeypatch.setattr(imageio_ffmpeg, "count_frames_and_secs", unreadable)
    with pytest.raises(NstError, match="lost frames"), VideoWriter(gif=tmp_path / "a.gif") as film:
        film.add(frame(0.2))
