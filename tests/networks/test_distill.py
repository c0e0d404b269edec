"""Training on a small scale: it learns, is saved, resumes, and refuses unsuitable input."""

import re
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from nst_course.errors import NstError
from nst_course.networks import load_network
from nst_course.networks.distill.__main__ import distill, run_lessons
from nst_course.networks.distill.student import Student, gram_through, lens
from nst_course.networks.distill.teacher import (
    TAUGHT_LAYERS,
    evenly_scaled,
    first_guess,
    informative_channels,
    second_moments,
)
from nst_course.networks.distill.training import Checkpoints, gram_errors
from nst_course.networks.distill.training_pictures import Crops, Dreams, read_folder
from nst_course.networks.vgg import Network, apply_lens

SEEN = (8, 10, 12, 16, 16)  # channels of a student in these tests


@pytest.fixture(scope="module")
def painted():
    """Photographs and art, all painted here: (list, list) of uint8 (H, W, 3)."""
    from samples import small_builtin

    return [small_builtin("louvre", 160), small_builtin("still_life", 160)], [
        small_builtin("mosaic", 160),
        small_builtin("ink", 160),
    ]


@pytest.fixture
def crops(painted):
    return Crops(*painted, np.random.default_rng(5), side=64)


@pytest.fixture(scope="module")
def teacher():
    """A random network with VGG-19's topology, wider than the student, with equal mean activations."""
    from nst_course.networks.vgg import channel_counts, kernel_shapes

    rng = np.random.default_rng(8)
    return {
        layer: (
            rng.normal(0, np.sqrt(2 / np.prod(shape[:3])), shape).astype("float32"),
            np.zeros(shape[-1:], "float32"),
        )
        for layer, shape in kernel_shapes(channel_counts((16, 20, 24, 32, 32))).items()
    }


class TestPictures:
    def test_crops_are_pictures_and_differ(self, crops):
        batch = crops.batch(12)
        assert batch.shape == (12, 64, 64, 3)
        assert batch.dtype == np.float32
        assert batch.min() >= 0
        assert batch.max() <= 1
        assert len({crop.tobytes() for crop in batch}) == 12

    def test_the_same_seed_gives_the_same_crops(self, painted):
        one, two = (Crops(*painted, np.random.default_rng(3), 32).batch(6) for _ in range(2))
        np.testing.assert_array_equal(one, two)

    def test_noise_has_unit_variance(self, crops):
        assert np.mean([crops.noise().std() for _ in range(40)]) == pytest.approx(1, abs=0.1)

    def test_folders_without_pictures(self, tmp_path):
        with pytest.raises(NstError, match=r"--photos.*nowhere"):
            read_folder(tmp_path / "nowhere", "--photos")
        with pytest.raises(NstError, match=r"--art"):
            read_folder(tmp_path, "--art")
        (tmp_path / "notes.jpg").write_text("no picture at all")
        with pytest.raises(NstError, match=r"--art"):
            read_folder(tmp_path, "--art")

    def test_other_files_are_skipped(self, tmp_path):
        (tmp_path / "notes.txt").write_text("about these pictures")
        Image.new("RGB", (40, 30), "red").save(tmp_path / "red.png")
        assert [picture.shape for picture in read_folder(tmp_path, "--art")] == [(30, 40, 3)]


class TestTeacher:
    def test_rescaling_changes_nothing_but_the_scale(self, teacher, crops):
        pictures = crops.batch(4)
        even, means = evenly_scaled(teacher, pictures)
        before, after = (Network(w, TAUGHT_LAYERS, name="teacher")(pictures) for w in (teacher, even))
        for layer in TAUGHT_LAYERS:
            np.testing.assert_allclose(after[layer] * means[layer], before[layer], rtol=1e-3, atol=1e-3 * means[layer])
            assert float(tf.reduce_mean(after[layer])) == pytest.approx(1, rel=1e-3)

    def test_informative_channels_predict_the_others(self):
        """Six channels that are mixtures of channels 1 and 4: these two, or two equally good ones, explain all."""
        rng = np.random.default_rng(2)
        free = rng.normal(size=(500, 2))
        a = free @ rng.normal(size=(2, 6))
        a[:, [1, 4]] = 10 * free
        moments = a.T @ a / len(a)
        channels, head = informative_channels(moments, 2)
        assert len(set(channels)) == 2
        np.testing.assert_allclose(a[:, channels] @ head.T, a, atol=0.05)

    def test_a_student_as_wide_as_the_teacher_equals_the_teacher(self, teacher, crops):
        pictures = crops.batch(6)
        even, _ = evenly_scaled(teacher, pictures)
        moments = second_moments(Network(even, TAUGHT_LAYERS, name="teacher"), pictures)
        guess = first_guess(even, moments, (16, 20, 24, 32, 32))
        a_T, a = Network(even, TAUGHT_LAYERS, name="teacher")(pictures), Student(guess)(pictures)
        for layer in ("block1_conv2", "block3_conv1"):
            error = tf.norm(apply_lens(guess[layer][2], a[layer]) - a_T[layer]) / tf.norm(a_T[layer])
            assert float(error) < 0.05


class TestFolding:
    def test_gram_distances_through_a_lens_match_those_through_the_head(self):
        rng = np.random.default_rng(4)
        head = rng.normal(size=(20, 6)).astype("float32")
        a = tf.constant(rng.random((2, 5, 7, 6)), tf.float32)
        R = lens(head).astype("float32")
        by_head, by_lens = gram_through(head, a), gram_through(R, a)
        distances = [float(tf.reduce_sum(tf.square(g[0] - g[1]))) for g in (by_head, by_lens)]
        # Divided by n_C², as in the style cost, they agree.
        assert distances[1] / 6**2 == pytest.approx(distances[0] / 20**2, rel=1e-4)
        contents = [float(tf.reduce_sum(tf.square(apply_lens(m, a[:1]) - apply_lens(m, a[1:])))) for m in (head, R)]
        assert contents[1] / 6 == pytest.approx(contents[0] / 20, rel=1e-4)


class TestDreams:
    def test_they_come_closer_to_their_style(self, teacher, crops):
        even, _ = evenly_scaled(teacher, crops.batch(4))
        moments = second_moments(Network(even, TAUGHT_LAYERS, name="teacher"), crops.batch(4))
        student = Student(first_guess(even, moments, SEEN))
        dreams = Dreams(student, crops, 3)
        dreams.visit([0, 1])
        dreams.age.assign([0, 0, 0])
        S = dreams.state["S"].numpy()

        def distance(picture):
            return sum(map(float, gram_errors(student(S[:2]), student(picture), EYES).values()))

        EYES = {layer: tf.eye(student.layers[layer][1].shape[0]) for layer in TAUGHT_LAYERS}
        dreams.alpha.assign([0, 0, 0])
        dreams.tv.assign([0, 0, 0])
        before = distance(dreams.state["picture"].numpy()[:2])
        for _ in range(15):
            pictures = dreams.visit([0, 1])
        assert distance(pictures) < 0.5 * before
        assert pictures.numpy().min() >= 0
        assert pictures.numpy().max() <= 1
        assert dreams.age.numpy().tolist() == [15, 15, 0]


class TestCheckpoints:
    @pytest.fixture
    def training(self):
        """The parts of a training that are saved."""
        student = tf.Module()
        student.kernel = tf.Variable([1.0, 2.0])
        parts = {"dreams": tf.Module(), "optimizer": tf.Module(), "step": tf.Variable(7), "seconds": tf.Variable(1.5)}
        return SimpleNamespace(student=student, **parts)

    def test_a_saved_training_is_resumed(self, training, tmp_path):
        Checkpoints(tmp_path / "kept", training, {"seed": 0}).save()
        training.student.kernel.assign([0, 0])
        training.step.assign(0)
        assert Checkpoints(tmp_path / "kept", training, {"seed": 0}).resumed
        assert training.student.kernel.numpy().tolist() == [1, 2]
        assert int(training.step) == 7

    def test_an_interrupted_training_loses_nothing(self, training, tmp_path):
        def run(seconds):
            training.student.kernel.assign([3, 4])
            yield {"block1_conv1": 0.5}
            raise KeyboardInterrupt

        training.run = run
        with pytest.raises(KeyboardInterrupt):
            run_lessons(training, 1, Checkpoints(tmp_path / "kept", training, {"seed": 0}))
        training.student.kernel.assign([0, 0])
        assert Checkpoints(tmp_path / "kept", training, {"seed": 0}).resumed
        assert training.student.kernel.numpy().tolist() == [3, 4]

    def test_damaged_checkpoints(self, training, tmp_path):
        Checkpoints(tmp_path / "kept", training, {"seed": 0}).save()
        for file in (tmp_path / "kept").glob("ckpt-*.index"):
            file.write_bytes(b"damaged")
        with pytest.raises(NstError, match=r"'.*kept'"):
            Checkpoints(tmp_path / "kept", training, {"seed": 0})


@pytest.fixture
def folders(tmp_path, painted):
    """Two folders of training pictures, as the command's options."""
    for name, pictures in zip(("photos", "art"), painted, strict=True):
        (tmp_path / name).mkdir()
        for i, picture in enumerate(pictures):
            Image.fromarray(picture).save(tmp_path / name / f"{i}.png")
    return ["--photos", str(tmp_path / "photos"), "--art", str(tmp_path / "art")]


def command(*arguments):
    """`python -m nst_course.networks.distill` in a separate process."""
    words = [sys.executable, "-m", distill.__module__.removesuffix(".__main__"), *map(str, arguments)]
    return subprocess.run(words, capture_output=True, encoding="utf-8", timeout=600)


@pytest.mark.slow
def test_a_short_training_learns_is_saved_and_resumes(weights, folders, tmp_path):
    output = tmp_path / "own.npz"
    first = command("--teacher", weights, *folders, "--minutes", 0.15, "-o", output)
    assert first.returncode == 0, first.stderr
    assert output.stat().st_size < 3e6
    steps = int(re.search(r"after (\d+) steps", first.stdout)[1])
    network = load_network("auto", layers=["block5_conv1"], weights=str(output))
    assert network.name == "pocket"

    again = command("--teacher", weights, *folders, "--minutes", 0.25, "-o", output)
    assert again.returncode == 0, again.stderr
    assert f"Resuming at step {steps}" in again.stdout
    assert int(re.search(r"after (\d+) steps", again.stdout)[1]) > steps

    other = command("--teacher", weights, *folders, "--minutes", 0.25, "-o", output, "--seed", 1)
    assert other.returncode == 2
    assert " seed" in other.stderr
    assert "Traceback" not in other.stderr


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"--teacher": "nowhere.h5"}, "--teacher is 'nowhere.h5'"),
        ({"--teacher": "{tmp}/wrong.h5"}, "is not VGG-19's"),
        ({"--photos": "{tmp}/empty"}, "--photos"),
        ({"--minutes": "0"}, "--minutes is 0"),
        ({"--minutes": "nan"}, "--minutes is nan"),
        ({"-o": "{tmp}/no/own.npz"}, "own.npz"),
        ({"-o": "{tmp}/own.txt"}, ".npz"),
    ],
)
def test_refuses_in_one_sentence(folders, tmp_path, monkeypatch, capsys, change, sentence):
    import h5py

    from nst_course.networks.distill import __main__ as program

    (tmp_path / "empty").mkdir()
    with h5py.File(tmp_path / "wrong.h5", "w") as file:
        file["block1_conv1/kernel"] = np.zeros((5, 5, 3, 64), np.float32)
    options = {"--teacher": str(tmp_path / "wrong.h5"), "--minutes": "1", "-o": str(tmp_path / "own.npz")}
    options |= dict(zip(folders[::2], folders[1::2], strict=True))
    options |= {name: value.format(tmp=tmp_path) for name, value in change.items()}
    monkeypatch.setattr(sys, "argv", ["distill", *(word for pair in options.items() for word in pair)])
    with pytest.raises(SystemExit) as stopped:
        program.main()
    assert stopped.value.code == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert not (tmp_path / "own.npz").exists()


def test_an_existing_file_is_not_overwritten(folders, tmp_path, monkeypatch, capsys):
    from nst_course.networks.distill import __main__ as program

    (tmp_path / "own.npz").write_bytes(b"two hours of work")
    options = ["--teacher", "vgg.h5", *folders, "--minutes", "1", "-o", str(tmp_path / "own.npz")]
    monkeypatch.setattr(sys, "argv", ["distill", *options])
    with pytest.raises(SystemExit):
        program.main()
    assert "already" in capsys.readouterr().err
    assert (tmp_path / "own.npz").read_bytes() == b"two hours of work"
