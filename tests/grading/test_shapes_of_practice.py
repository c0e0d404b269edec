"""What instructors really have in a folder: nobody is lost, nobody is taken for somebody else."""

import zipfile

from classroom import notebook, right

from nst_course.grading.submissions import find


def test_a_zip_for_each_assignment(tmp_path):
    """Canvas gives one for each: the people in them are the same."""
    (tmp_path / "in").mkdir()
    for number, exercise in enumerate(("compute_content_cost", "gram_matrix")):
        with zipfile.ZipFile(tmp_path / "in" / f"lesson{number}.zip", "w") as archive:
            for who, user in (("adamsamy", 11), ("brownbob", 12)):
                archive.writestr(f"{who}_{user}_{number}00_work.ipynb", notebook(right(exercise)))
    found = find(tmp_path / "in", tmp_path / "u")
    assert sorted((s.student, s.ids["canvas"]) for s in found) == [("adamsamy", "11")] * 2 + [("brownbob", "12")] * 2


def test_a_students_own_zip_stays_the_students(tmp_path):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "carla.zip", "w") as archive:
        archive.writestr("work/2_content_cost.ipynb", notebook(right("compute_content_cost")))
        archive.writestr("work/3_gram_matrix.ipynb", notebook(right("gram_matrix")))
    assert {s.student for s in find(tmp_path / "in", tmp_path / "u")} == {"carla"}


def test_a_program_without_an_exercise_is_somebodys_work(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "alice.ipynb").write_text(notebook(right("gram_matrix")), encoding="utf-8")
    (tmp_path / "in" / "nina.py").write_text("print('hello')\n", encoding="utf-8")
    (tmp_path / "in" / "public_tests.py").write_text("def test_all():\n    pass\n", encoding="utf-8")
    assert {s.student for s in find(tmp_path / "in", tmp_path / "u")} == {"alice", "nina"}
