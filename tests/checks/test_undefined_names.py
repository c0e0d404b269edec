"""Cells run out of order, in a real IPython shell: a card if it helps, otherwise Python's own traceback."""

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from nst_course.checks import watch_names


@pytest.fixture
def run():
    shell = InteractiveShell.instance()
    watch_names(shell)

    def run(cell):
        with capture_output() as captured:
            result = shell.run_cell(cell)
        cards = [output.data["text/plain"] for output in captured.outputs if "text/html" in output.data]
        return result, cards, captured.stdout

    yield run
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def test_an_exercise_that_was_not_run(run):
    result, cards, out = run("gram_matrix(3)")
    assert not result.success  # Run all stops here, as with any error
    assert len(cards) == 1
    assert "gram_matrix" in cards[0]
    assert "def gram_matrix" in cards[0]
    assert "Traceback" not in out


def test_any_other_name_of_a_cell_above(run):
    _, cards, _ = run("print(network)")
    assert "network" in cards[0]
    assert "Traceback" not in cards[0]


def test_the_course_under_another_value(run):
    run("nst = 3")
    _, cards, _ = run("nst.check.gram_matrix(1)")
    assert "import nst_course as nst" in cards[0]
    assert "int" in cards[0]


@pytest.mark.parametrize(
    "cell",
    ["def f():\n    return a_name_of_mine\nf()", "(1).check", "def f():\n    x += 1\nf()", "1 / 0"],
)
def test_other_errors_stay_pythons(run, cell):
    result, cards, out = run(cell)
    assert not result.success
    assert not cards
    assert "Error" in out
