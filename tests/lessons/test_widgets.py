"""Of live widgets an executed notebook keeps the text alone; all others stay."""

import nbformat

from nst_course.lessons.execute import WIDGET_STATE, WIDGET_VIEW, without_live_widgets


def view(model, text):
    data = {WIDGET_VIEW: {"model_id": model}, "text/plain": text}
    cell = nbformat.v4.new_code_cell("show()")
    cell.outputs = [nbformat.v4.new_output("execute_result", data=data, execution_count=1)]
    return cell


def model(module, *children):
    return {"model_module": module, "state": {"children": [f"IPY_MODEL_{child}" for child in children]}}


def test_live_widgets_leave_their_text():
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


def test_notebooks_without_widgets_stay():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_markdown_cell("text")])
    assert without_live_widgets(notebook) == notebook


def test_nothing_is_left_where_all_are_live():
    notebook = nbformat.v4.new_notebook(cells=[view("a1", "an explorer")])
    notebook.metadata.widgets = {WIDGET_STATE: {"state": {"a1": model("anywidget")}}}
    assert "widgets" not in without_live_widgets(notebook).metadata
