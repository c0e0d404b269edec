"""Executed notebooks: failures are one sentence, outputs are reproducible, live widgets leave only their text."""

import nbformat
import pytest

from nst_course.errors import NstError
from nst_course.lessons.execute import WIDGET_STATE, WIDGET_VIEW, execute, without_live_widgets


def view(model, text):
    data = {WIDGET_VIEW: {"model_id": model}, "text/plain": text}
    cell = nbformat.v4.new_code_cell("show()")
    cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    return cell


def model(module, *children):
    return {"model_module": module, "state": {"children": [f"IPY_MODEL_{child}" for child in children]}}


def test_of_live_widgets_only_the_text_is_kept():
    notebook = nbformat.v4.new_notebook(cells=[view("a1", "a slider"), view("b1", "an explorer")])
    state = {
        "a1": model("@jupyter-widgets/controls", "a2"),
        "a2": model("@jupyter-widgets/controls"),
        "b1": model("@jupyter-widgets/controls", "b2"),
        "b2": model("@jupyter-widgets/controls", "b3", "b1"),
        "b3": model("anywidget"),
        "c1": model("anywidget"),  # shown nowhere
    }
    notebook.metadata.widgets = {WIDGET_STATE: {"state": state}}
    kept = without_live_widgets(notebook)
    assert set(kept.metadata.widgets[WIDGET_STATE].state) == {"a1", "a2"}
    assert WIDGET_VIEW in kept.cells[0].outputs[0].data
    assert dict(kept.cells[1].outputs[0].data) == {"text/plain": "an explorer"}


def test_notebooks_without_widgets_are_unchanged():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_markdown_cell("text")])
    assert without_live_widgets(notebook) == notebook


def test_no_widget_state_is_left_if_all_widgets_are_live():
    notebook = nbformat.v4.new_notebook(cells=[view("a1", "an explorer")])
    notebook.metadata.widgets = {WIDGET_STATE: {"state": {"a1": model("anywidget")}}}
    assert "widgets" not in without_live_widgets(notebook).metadata


def notebook_of(*sources):
    cells = [nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("1 / 0", r"cell 2 \(ZeroDivisionError: division by zero\)"),
        ("import sys; print('a warning', file=sys.stderr)", r"stderr in cell 2 \(a warning\)"),
        ("import os; os._exit(1)", "cell"),
    ],
)
def test_a_failing_lesson_is_one_sentence(tmp_path, code, says):
    with pytest.raises(NstError, match=says):
        execute(notebook_of("x = 1", code), "3_gram_matrix", tmp_path)


@pytest.mark.slow
def test_outputs_are_the_same_in_each_run(tmp_path):
    widget = "import ipywidgets as w; w.HBox([w.IntSlider(3), w.Label('words')])"
    sources = ("for i in range(30): print(i, flush=True)", "object()", widget)
    first, second = (execute(notebook_of(*sources), "lesson", tmp_path) for _ in range(2))
    assert first == second
    assert len(first.cells[0].outputs) == 1
    assert first.cells[1].outputs[0].data["text/plain"] == "<object at 0x0>"
    model = first.cells[2].outputs[0].data[WIDGET_VIEW]["model_id"]
    (state,) = first.metadata.widgets.values()
    assert model in state["state"]
    assert set(state["state"][model]["state"]["children"]) <= {f"IPY_MODEL_{name}" for name in state["state"]}


@pytest.mark.slow
def test_large_widget_state_is_dropped(tmp_path):
    notebook = execute(notebook_of("import ipywidgets as w; w.Label(300_000 * 'x')"), "lesson", tmp_path)
    assert "widgets" not in notebook.metadata
    assert WIDGET_VIEW not in notebook.cells[0].outputs[0].data
