"""The source of a lesson: its cells, claims, and editions; a lesson is added by one file."""

import nbformat
import pytest

from nst_course.errors import NstError
from nst_course.lessons import build
from nst_course.lessons.build import DifferenceKind
from nst_course.lessons.card import lesson as show_card
from nst_course.lessons.editions import make_notebook
from nst_course.lessons.source import CellKind, Edition, read_lesson, source_files
from nst_course.lessons.start import Placement, fill_folder, student_notebooks

CLAIMS = """\
# %% [markdown]
# # 6 · Claims
#
# <!-- claim sum -->
# Two and two
# are 4.
# <!-- /claim -->
# Words after it.
#
# <!-- claim last -->
# The end.
# <!-- /claim -->

# %%
nst.studio.Studio()
"""


def test_claims_are_found_and_their_markers_stay_out_of_notebooks(tmp_path):
    path = tmp_path / "6_claims.py"
    path.write_text(CLAIMS, encoding="utf-8")
    lesson = read_lesson(path)
    assert lesson.claims == {"sum": "Two and two\nare 4.\n", "last": "The end.\n"}
    assert lesson.cells[0].text == "# 6 · Claims\n\nTwo and two\nare 4.\nWords after it.\n\nThe end."
    assert "claim sum" not in str(make_notebook(lesson, Edition.STUDENT))


@pytest.mark.parametrize("text", ["<!-- claim a -->\n# words", "words <!-- claim a -->", "words\n# <!-- /claim -->"])
def test_a_marker_without_its_counterpart_is_one_sentence(tmp_path, text):
    path = tmp_path / "6_claims.py"
    path.write_text(f"# %% [markdown]\n# # 6\n#\n# {text}\n\n# %%\n1\n", encoding="utf-8")
    with pytest.raises(NstError, match="counterpart"):
        read_lesson(path)


def test_a_lesson_has_title_exercises_and_editions(notebooks):
    layers, gram = map(read_lesson, source_files(notebooks))
    assert (layers.name, layers.title, layers.exercises) == ("1_layers", "1 · Layers", [])
    assert (gram.name, gram.exercises) == ("3_gram_matrix", ["gram_matrix"])
    assert [cell.kind for cell in gram.cells[:3]] == [CellKind.MARKDOWN, CellKind.CODE, CellKind.EXERCISE]
    assert gram.editions == tuple(Edition)


def test_only_lessons_with_live_figures_install_widgets_on_colab(notebooks, tmp_path):
    path = tmp_path / "6_claims.py"
    path.write_text(CLAIMS, encoding="utf-8")
    setups = [str(make_notebook(read_lesson(p), Edition.STUDENT)) for p in (*source_files(notebooks), path)]
    assert ["anywidget" in setup for setup in setups] == [False, False, True]


def test_a_lesson_is_added_by_one_file(notebooks, tmp_path, monkeypatch):
    """From its source alone it is built, compared and handed out, and gets a card with its title."""
    (notebooks / "source" / "6_video.py").write_text(CLAIMS.replace("6 · Claims", "6 · Video"), encoding="utf-8")
    build.build(notebooks, students_only=True, report=lambda path: None)
    missing = [DifferenceKind.MISSING] * 3  # the solution editions, which have to be executed
    assert [difference.kind for difference in build.differences(notebooks)] == missing
    handed_out = dict(fill_folder(tmp_path / "mine", notebooks=student_notebooks(notebooks.parent / "nst_course")))
    assert handed_out[tmp_path / "mine" / "6_video.ipynb"] is Placement.NEW
    cells = nbformat.read(tmp_path / "mine" / "6_video.ipynb", as_version=4).cells
    assert [cell.source.splitlines()[-1] for cell in cells if cell.cell_type == "code"] == [
        'nst.lesson("6_video", network=NETWORK)',
        "nst.studio.Studio()",
    ]
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.chdir(tmp_path / "mine")
    assert show_card("6_video").title == "6 · Video"
