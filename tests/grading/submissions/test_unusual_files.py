"""Whatever is handed in, reading identifies it; nothing is executed, nothing raises, nothing takes long."""

import time
import tracemalloc

import pytest
from broken import BROKEN, write_all

from nst_course.grading.notes import sentence
from nst_course.grading.submissions import find_submissions
from nst_course.grading.submissions.reader import read_submission


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """{student: the only submission} of a class of all broken notebooks."""
    folder = tmp_path_factory.mktemp("class")
    write_all(folder)
    return {
        submission.student: submission for submission in find_submissions(folder, tmp_path_factory.mktemp("unpacked"))
    }


def test_there_are_enough_of_them(course):
    assert len([b for b in BROKEN.values() if b.verdict != "passed"]) >= 40
    assert course.keys() == BROKEN.keys()


@pytest.mark.parametrize("what", BROKEN)
def test_its_outcome(course, what):
    expected, submission = BROKEN[what], course[what]
    start = time.process_time()
    reading = read_submission(submission.path, submission.file) if not submission.problem else None
    assert time.process_time() - start < 5
    problem = reading.problem if reading else submission.problem
    assert bool(problem) == (expected.outcome == "problem")
    told = [problem]
    if reading and not problem:
        gram = reading.exercises["gram_matrix"]
        assert list(reading.exercises) == ["gram_matrix"]
        assert gram.found == (expected.outcome == "found")
        told = [*map(str, (*gram.notes, *reading.notes)), *map(sentence, reading.review)]
        if gram.found:
            for piece in gram.pieces:
                compile(piece, "piece", "exec")
            assert "def gram_matrix" in gram.source or reading.renamed
    assert expected.says in " ".join(told)
    assert all("\n" not in sentence for sentence in told)


@pytest.mark.parametrize("what", [what for what, broken in BROKEN.items() if broken.data() is not None])
def test_bytes_are_read_like_files(course, what):
    submission = course[what]
    if not submission.problem and ".zip" not in submission.file:
        assert read_submission(BROKEN[what].data(), submission.file) == read_submission(
            submission.path, submission.file
        )


def test_no_file_takes_much_memory():
    """Tested with the largest that are read: a valid one of 12 MB, and code at the limit."""
    for what in ("12 MB of pictures", "a cell too long elsewhere", "millions of parts"):
        data = BROKEN[what].data()
        tracemalloc.start()
        read_submission(data, "3_gram_matrix.ipynb")
        assert tracemalloc.get_traced_memory()[1] < 100 * 2**20
        tracemalloc.stop()
