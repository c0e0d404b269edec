"""The owner of each file in all usual layouts; files that aren't student work are left out, doubts are reported."""

import os
import re
import shutil
import zipfile

import pytest
from broken import CELLS, RIGHT, notebook, zipped
from classroom import notebook as notebook_text
from classroom import right

from nst_course.errors import NstError
from nst_course.grading.notes import NoteCode
from nst_course.grading.submissions import find_submissions
from nst_course.grading.submissions.student_identity import parse_timestamp

BOOK = notebook(*CELLS)
OTHER = notebook("x = 1")
METADATA = """\
submission_11:
  :submitters:
  - :name: Jane Doe
    :sid: '77'
    :email: jane@uni.example
  - :name: Ümit Öz
    :email: umit@uni.example
  :created_at: 2026-11-30 17:18:23.214195000 Z
  :results: {score: 1}
submission_12:
  :submitters:
  - :name: Jane Doe
    :email: jd2@uni.example
  :created_at: 2026-12-01 18:00:00 +0100
"""


def lay(folder, files):
    """Writes {path: bytes or text}; a path ending in / is an empty folder."""
    for name, data in files.items():
        path = folder / name
        (path if name.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not name.endswith("/"):
            path.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


@pytest.fixture
def found(tmp_path):
    """files -> {file: Submission}."""

    def run(files, name="class", **more):
        source = lay(tmp_path / name, files)
        submissions = find_submissions(source, tmp_path / "unpacked", **more)
        assert all(s.path.exists() for s in submissions)
        assert submissions == sorted(submissions, key=lambda s: (s.student, s.file))
        return {s.file: s for s in submissions}

    return run


def students(found):
    return {file: s.student for file, s in found.items()}


def test_flat(found):
    assert students(found({"alice.ipynb": BOOK, "bob.py": RIGHT, "roster.csv": "a,b", "README.md": "x"})) == {
        "alice.ipynb": "alice",
        "bob.py": "bob",
    }


def test_flat_with_lessons_in_the_names(found):
    files = ["alice_3_gram_matrix", "alice - 4_style_cost (1)", "3_gram_matrix_bob", "Carl Öz 5_make_art-Copy1"]
    made = found({f"{name}.ipynb": BOOK for name in files})
    assert [made[f"{name}.ipynb"].student for name in files] == ["alice", "alice", "bob", "Carl Öz"]
    assert not any(s.review for s in made.values())


def test_one_students_own_folder(found):
    made = found({"3_gram_matrix.ipynb": BOOK, "4_style_cost (1).ipynb": BOOK, "picture.png": b"x"}, name="alice")
    assert set(students(made).values()) == {"alice"}
    assert len(made) == 2


def test_a_folder_per_student(found):
    files = {"alice/3.ipynb": BOOK, "alice/sub/4.ipynb": BOOK, "bob/x.py": RIGHT, "carl/": "", "dora/a/": ""}
    made = found({**files, "alice/figure.png": b"", "alice/helper.py": "x = 1", "alice/mine.py": RIGHT})
    assert students(made) == {
        "alice/3.ipynb": "alice",
        "alice/mine.py": "alice",
        "alice/sub/4.ipynb": "alice",
        "bob/x.py": "bob",
        "carl/": "carl",
        "dora/a/": "dora",
    }
    assert "empty" in made["carl/"].problem
    assert not any(s.assignment or s.review for s in made.values())


@pytest.mark.parametrize("inside", ["submitted/", ""])
def test_nbgrader(found, inside):
    files = {
        f"{inside}alice/3_gram_matrix/3_gram_matrix.ipynb": BOOK,
        f"{inside}alice/3_gram_matrix/timestamp.txt": "2026-11-30 18:05:01.123456 Europe/Berlin\n",
        f"{inside}bob/3_gram_matrix/3_gram_matrix.ipynb": BOOK,
        f"{inside}bob/3_gram_matrix/timestamp.txt": "2026-12-01 00:00:00 UTC",
        f"{inside}carl/3_gram_matrix/3_gram_matrix.ipynb": BOOK,
    }
    around = {"source/3_gram_matrix/3.ipynb": BOOK, "autograded/alice/3_gram_matrix/3.ipynb": BOOK, "gradebook.db": "x"}
    made = found(files | (around if inside else {}), name="course" if inside else "submitted")
    assert [(s.student, s.assignment, s.time) for s in made.values()] == [
        ("alice", "3_gram_matrix", "2026-11-30T18:05:01+01:00"),
        ("bob", "3_gram_matrix", "2026-12-01T00:00:00+00:00"),
        ("carl", "3_gram_matrix", ""),
    ]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-06-30 18:05:01.5 Europe/Berlin", "2026-06-30T18:05:01+02:00"),
        ("2026-06-30 18:05:01", "2026-06-30T18:05:01+00:00"),
        ("2026-06-30T18:05:01Z", "2026-06-30T18:05:01+00:00"),
        ("2026-06-30 18:05:01 -0430", "2026-06-30T18:05:01-04:30"),
        ("2026-06-30 18:05:01 Middle/Earth", ""),
        ("2026-06-30 18:05:01 ../../etc/passwd", ""),
        ("2026-06-30 18:05:01 +9999", ""),
        ("2026-13-30 18:05:01 UTC", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_times(text, time):
    """An uncertain time is dropped: a wrong one could cost points."""
    assert parse_timestamp(text) == time


def test_canvas(found):
    made = found(
        {
            "doejane_123_456_3_gram_matrix.ipynb": BOOK,
            "doejane_123_457_4_style_cost-1.ipynb": BOOK,
            "müllerjürgen_LATE_124_458_my notebook.ipynb": BOOK,
            "roejohn_125_459_text.html": "<html>",
            "poejack_126_460_work.zip": zipped({"a/3.ipynb": BOOK, "doejane_123_1_x.ipynb": BOOK}),
        }
    )
    assert [(s.student, s.ids["canvas"], s.late, bool(s.problem)) for s in made.values()] == [
        ("doejane", "123", False, False),
        ("doejane", "123", False, False),
        ("müllerjürgen", "124", True, False),
        ("poejack", "126", False, False),
        ("poejack", "126", False, False),
        ("roejohn", "125", False, True),
    ]
    assert not any(s.review for s in made.values())


def test_two_people_of_one_name_in_canvas(found):
    made = list(found({"doejane_1_5_a.ipynb": BOOK, "doejane_2_6_a.ipynb": BOOK, "roe_3_7_a.ipynb": BOOK}).values())
    assert [(s.student, s.name) for s in made] == [("doejane_1", "doejane"), ("doejane_2", "doejane"), ("roe", "roe")]
    assert [len(s.review) for s in made] == [1, 1, 0]


def test_moodle(found):
    files = {"Jane Doe_123_assignsubmission_file_/a.ipynb": BOOK, "Öz Ümit_124_assignsubmission_file_b.ipynb": BOOK}
    made = found(files)
    assert [(s.student, s.ids) for s in made.values()] == [
        ("Jane Doe", {"moodle": "123"}),
        ("Öz Ümit", {"moodle": "124"}),
    ]


@pytest.mark.parametrize("around", ["", "assignment_9_export/"])
def test_gradescope(found, around):
    files = {
        f"{around}submission_metadata.yml": METADATA,
        f"{around}submission_11/3.ipynb": BOOK,
        f"{around}submission_11/submission_metadata.yml": METADATA.replace("jane@", "eve@"),
        f"{around}submission_12/3.ipynb": BOOK,
    }
    source = found(files, name="assignment_9_export")
    assert set(source) == {f"submission_{n}/3.ipynb" for n in (11, 12)}


def test_gradescopes_people(tmp_path):
    files = {"submission_metadata.yml": METADATA, "submission_11/3.ipynb": BOOK, "submission_12/3.ipynb": BOOK}
    made = find_submissions(lay(tmp_path / "class", files), tmp_path / "unpacked")
    assert [(s.student, s.name, s.file, s.time) for s in made] == [
        ("jane@uni.example", "Jane Doe", "submission_11/3.ipynb", "2026-11-30T17:18:23+00:00"),
        ("jd2@uni.example", "Jane Doe", "submission_12/3.ipynb", "2026-12-01T18:00:00+01:00"),
        ("umit@uni.example", "Ümit Öz", "submission_11/3.ipynb", "2026-11-30T17:18:23+00:00"),
    ]
    assert made[0].ids == {"gradescope": "11", "email": "jane@uni.example", "sid": "77"}
    shared = [[note.values["name"] for note in s.review if note.code == NoteCode.SHARED_NAME] for s in made]
    assert shared == [["Jane Doe"], ["Jane Doe"], []]


@pytest.mark.parametrize("metadata", ["a: [", "[1, 2]", "submission_11: {':submitters': 7}", "!!python/object:os.x {}"])
def test_gradescopes_metadata_may_be_broken(found, metadata):
    made = found({"submission_metadata.yml": metadata, "submission_11/3.ipynb": BOOK})
    assert students(made) == {"submission_11/3.ipynb": "submission_11"}


@pytest.mark.parametrize("kind", ["zip", "gztar", "tar"])
@pytest.mark.parametrize("top", ["", "class/", "abc/"])
def test_the_same_in_an_archive(tmp_path, kind, top):
    files = {
        f"{top}alice/3.ipynb": BOOK,
        f"{top}bob/3.ipynb": BOOK,
        f"{top}bob/x.png": b"1",
        f"{top}carl/a.pdf": b"%PDF",
    }
    lay(tmp_path / "made", {**files, f"{top}__MACOSX/alice/._3.ipynb": b"x", f"{top}.DS_Store": b"x"})
    source = shutil.make_archive(str(tmp_path / "class"), kind, tmp_path / "made")
    made = find_submissions(source, tmp_path / "unpacked")
    assert [(s.student, s.file, bool(s.problem)) for s in made] == [
        ("alice", "alice/3.ipynb", False),
        ("bob", "bob/3.ipynb", False),
        ("carl", "carl/a.pdf", True),
    ]
    assert made[0].path.read_bytes() == BOOK


def test_a_single_notebook(tmp_path):
    lay(tmp_path, {"alice.ipynb": BOOK})
    assert [s.student for s in find_submissions(tmp_path / "alice.ipynb", tmp_path / "unpacked")] == ["alice"]


def test_files_left_by_systems_are_ignored(found):
    made = found(
        {
            "alice/3.ipynb": BOOK,
            "alice/.ipynb_checkpoints/3-checkpoint.ipynb": BOOK,
            "alice/__pycache__/x.py": RIGHT,
            "alice/.DS_Store": "x",
            "alice/~$3.ipynb": "x",
            "__MACOSX/alice/._3.ipynb": "x",
            ".git/x.ipynb": BOOK,
            "out/gradebook.csv": "x",
            "out/feedback/alice.ipynb": BOOK,
        }
    )
    assert list(made) == ["alice/3.ipynb"]


def test_excluded_paths_are_ignored(found, tmp_path):
    made = found({"alice.ipynb": BOOK, "results/records/a.json": "{}"}, excluded=[tmp_path / "class" / "results"])
    assert list(made) == ["alice.ipynb"]


@pytest.mark.parametrize("handed", ["a.html", "a.pdf", "a.txt", "a.docx", "a.rar", "picture.png"])
def test_something_else_than_a_notebook(found, handed):
    made = found({f"alice/{handed}": b"x", "bob/3.ipynb": BOOK, f"bob/{handed}": b"x"})
    assert list(made) == [f"alice/{handed}", "bob/3.ipynb"]
    assert "not a notebook" in made[f"alice/{handed}"].problem


def test_one_identity_from_two_places(found):
    made = found({"alice.ipynb": BOOK, "alice/3.ipynb": OTHER, "bob/3.ipynb": BOOK, "bob/4.ipynb": BOOK})
    assert students(made) == {
        "alice.ipynb": "alice",
        "alice/3.ipynb": "alice",
        "bob/3.ipynb": "bob",
        "bob/4.ipynb": "bob",
    }
    (note,) = made["alice.ipynb"].review
    assert (note.code, note.values["places"]) == (NoteCode.SEVERAL_PLACES, "'alice.ipynb' and 'alice/'")
    assert made["alice/3.ipynb"].review == made["alice.ipynb"].review
    assert not made["bob/3.ipynb"].review


def test_names_that_differ_in_capitals(found):
    made = found({"Alice/3.ipynb": BOOK, "alice /3.ipynb": BOOK, "bob/3.ipynb": BOOK})
    assert [[note.code for note in s.review] for s in made.values()] == [[NoteCode.SIMILAR_IDENTITIES]] * 2 + [[]]


def test_both_encodings_of_umlauts_are_one_name(found):
    """As written by a Mac, and by other systems."""
    made = found({"Mu\u0308ller/3.ipynb": BOOK, "M\u00fcller/4.ipynb": BOOK})
    assert {s.student for s in made.values()} == {"M\u00fcller"}


def test_too_many_files_of_one_person(found):
    made = found({f"alice/{n:03}.ipynb": BOOK for n in range(70)})
    assert len(made) == 60
    (note,) = made["alice/000.ipynb"].review
    assert (note.code, note.values) == (NoteCode.TOO_MANY_FILES, {"count": "70", "read": "60"})


def test_no_link_is_followed(found, tmp_path):
    lay(tmp_path, {"class/alice/3.ipynb": BOOK, "secret/solution.ipynb": BOOK})
    (tmp_path / "class" / "bob").symlink_to(tmp_path / "secret")
    (tmp_path / "class" / "alice" / "other").symlink_to(tmp_path / "secret")
    (tmp_path / "class" / "carl.ipynb").symlink_to(tmp_path / "secret" / "solution.ipynb")
    (tmp_path / "class" / "loop").symlink_to(tmp_path / "class")
    made = found({})
    assert {file: "link" in s.problem for file, s in made.items()} == {
        "alice/3.ipynb": False,
        "bob": True,
        "carl.ipynb": True,
        "loop": True,
    }


@pytest.mark.parametrize(
    "make",
    [
        lambda path: None,
        lambda path: path.mkdir(),
        lambda path: lay(path, {"roster.csv": "x", ".x/y.ipynb": BOOK}),
        lambda path: path.write_text("x"),
    ],
)
def test_nothing_to_grade_is_one_sentence(tmp_path, make):
    make(tmp_path / "class")
    with pytest.raises(NstError, match=re.escape(str(tmp_path / "class"))) as error:
        find_submissions(tmp_path / "class", tmp_path / "unpacked")
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_read(tmp_path, monkeypatch):
    """One student's folder is that student's problem; the whole class is an error in one sentence."""
    lay(tmp_path / "class", {"alice/3.ipynb": BOOK, "bob/3.ipynb": BOOK})
    scandir, closed = os.scandir, {str(tmp_path / "class" / "alice")}

    def refused(path):
        if str(path) in closed:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    made = find_submissions(tmp_path / "class", tmp_path / "unpacked")
    assert [(s.student, "Permission denied" in s.problem) for s in made] == [("alice", True), ("bob", False)]
    closed.add(str(tmp_path / "class"))
    with pytest.raises(NstError, match="Permission denied"):
        find_submissions(tmp_path / "class", tmp_path / "unpacked")


# What instructors' folders really contain.


def test_a_zip_for_each_assignment(tmp_path):
    """Canvas provides one per assignment: the people in them are the same."""
    (tmp_path / "in").mkdir()
    for number, exercise in enumerate(("compute_content_cost", "gram_matrix")):
        with zipfile.ZipFile(tmp_path / "in" / f"lesson{number}.zip", "w") as archive:
            for who, user in (("adamsamy", 11), ("brownbob", 12)):
                archive.writestr(f"{who}_{user}_{number}00_work.ipynb", notebook_text(right(exercise)))
    found = find_submissions(tmp_path / "in", tmp_path / "u")
    assert sorted((s.student, s.ids["canvas"]) for s in found) == [("adamsamy", "11")] * 2 + [("brownbob", "12")] * 2


def test_a_students_own_zip_stays_the_students(tmp_path):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "carla.zip", "w") as archive:
        archive.writestr("work/2_content_cost.ipynb", notebook_text(right("compute_content_cost")))
        archive.writestr("work/3_gram_matrix.ipynb", notebook_text(right("gram_matrix")))
    assert {s.student for s in find_submissions(tmp_path / "in", tmp_path / "u")} == {"carla"}


def test_a_program_without_an_exercise_is_student_work(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "alice.ipynb").write_text(notebook_text(right("gram_matrix")), encoding="utf-8")
    (tmp_path / "in" / "nina.py").write_text("print('hello')\n", encoding="utf-8")
    (tmp_path / "in" / "public_tests.py").write_text("def test_all():\n    pass\n", encoding="utf-8")
    assert {s.student for s in find_submissions(tmp_path / "in", tmp_path / "u")} == {"alice", "nina"}
