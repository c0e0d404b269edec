"""The README's promises, checked."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands():
    """The lines of the README's first two blocks of commands."""
    return [block.strip() for block in re.findall(r"^```\n(pip .*?)^```", README, re.DOTALL | re.MULTILINE)]


def test_two_commands_install_and_do_something():
    first, second = commands()
    assert first == "pip install -e . && nst stylize"
    assert re.fullmatch(r"pip install -e \"\.\[test\]\" && pytest.*", second)


@pytest.mark.slow
def test_first_command_makes_a_picture(tmp_path):
    """Without the installation, which the tests themselves need; as on a machine without VGG-19's weights."""
    from nst_course.images import read_metadata, read_picture

    nst = Path(sys.executable).with_name("nst")
    bare = {name: value for name, value in os.environ.items() if not name.startswith("NST_")}
    bare["KERAS_HOME"] = str(tmp_path / "keras")
    done = subprocess.run([nst, "stylize"], cwd=tmp_path, capture_output=True, text=True, env=bare)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "louvre_swirl.png" in done.stdout
    assert "pocket (built in)" in done.stdout
    picture = read_picture(tmp_path / "louvre_swirl.png").rgb
    assert picture.shape == (384, 512, 3)
    assert picture.std() > 0.1
    assert read_metadata(tmp_path / "louvre_swirl.png")["content"] == "louvre"


def test_options_named_in_the_readme_exist():
    from nst_course.cli.stylize import stylize

    known = {"--help"}
    for parameter in inspect.signature(stylize, eval_str=True).parameters.values():
        for option in getattr(parameter.annotation, "__metadata__", ()):
            # Until Typer reads the annotation, it takes the first name for the default.
            known.update([option.default, *(getattr(option, "param_decls", None) or ())])
    assert set(re.findall(r"nst stylize[^`\n]*?(--[a-z0-9-]+)", README)) <= known


def test_the_readme_names_all_built_in_pictures():
    from nst_course.images import CONTENT, STYLE

    named = re.search(r"built-in content pictures are (.*?) Any", README, re.DOTALL)[1]
    assert set(re.findall(r"`(\w+)`", named)) == {*CONTENT, *STYLE}


def test_pictures_shown_exist():
    for path in re.findall(r"\]\((images/[^)]+)\)", README):
        assert (ROOT / path).is_file()


def test_the_report_shown_is_what_the_check_prints():
    """For the mistake that the lessons warn about: channels mixed up by a reshape."""
    import nst_course as nst
    from nst_course import costs
    from nst_course.exercises import EXERCISES
    from nst_course.exercises.exercise import function_from

    shown = re.search(r"^```\n(✗ .*?)\n```", README, re.DOTALL | re.MULTILINE)[1]
    mixed = """def compute_layer_style_cost(a_S, a_G):
    _, n_H, n_W, n_C = a_G.shape
    G_S, G_G = (gram_matrix(tf.reshape(a, [n_C, n_H * n_W])) for a in (a_S, a_G))
    return tf.reduce_sum((G_S - G_G) ** 2) / (4 * n_C**2 * (n_H * n_W) ** 2)
"""
    name = "compute_layer_style_cost"
    said = str(nst.check.compute_layer_style_cost(function_from(mixed, name, vars(costs))))
    number = r"\d+\.\d+"  # with a GPU's TF32, the last digits differ
    assert re.split(rf" *{number} *", said) == re.split(rf" *{number} *", shown)
    assert [float(n) for n in re.findall(number, said)] == pytest.approx(
        [float(n) for n in re.findall(number, shown)], rel=0.02
    )
    known = sum(len(exercise.mistakes) for exercise in EXERCISES.values())
    stated = int(re.search(r"more than (\d+) that we know", README)[1])
    assert stated < known < stated + 20


def test_lessons_and_points_are_those_of_the_exercises():
    from nst_course.exercises import EXERCISES

    for exercise in EXERCISES.values():
        row = next(line for line in README.splitlines() if f"`{exercise.name}`" in line and line.startswith("| "))
        names, points = (cell.strip() for cell in row.split("|")[2:4])
        assert dict(zip(names.split(", "), points.split(", "), strict=True))[f"`{exercise.name}`"] == str(
            exercise.points
        )
        assert f"notebooks/solutions/{exercise.lesson}.ipynb" in row
        assert (ROOT / f"notebooks/solutions/{exercise.lesson}.ipynb").is_file()
