"""Notebook -> the same notebook executed, with reproducible outputs.

Live figures need a kernel, so an executed notebook keeps only their text.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from ..errors import NstError
from .editions import KERNEL_METADATA

CELL_TIMEOUT = 600  # seconds
MAX_WIDGET_STATE = 200_000  # bytes of widget state to keep, so that static viewers can show the widgets
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def execute(notebook: Any, name: str, folder: Path) -> Any:
    """The executed notebook, run in `folder`. Raises NstError if a cell fails or writes to stderr."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=40"],  # the kernel's own warnings are not the lesson's
    )
    try:
        # The kernel's stderr is for server logs; what cells write to stderr is in their outputs.
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0"}
        client.execute(env=environment, stderr=subprocess.DEVNULL)
    except (CellControlSignal, CellTimeoutError, DeadKernelError) as error:
        raise NstError(f"{name} fails in {failing_cell(notebook, error)}: fix its source and build again.") from None
    for number, output in numbered_outputs(notebook):
        if output.output_type == "stream" and output.name == "stderr":
            raise NstError(f"{name} writes to stderr in cell {number} ({first_line(output.text)}): remove the cause.")
    return make_reproducible(notebook, name)


def numbered_outputs(notebook: Any) -> Iterator[tuple[int, Any]]:
    """(number of the cell from 1, output) for all outputs."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            yield number, output


def failing_cell(notebook: Any, error: Exception) -> str:
    """'cell 7 (ValueError: …)': the cell that contains an error, else the one after the last that was executed."""
    for number, output in numbered_outputs(notebook):
        if output.output_type == "error":
            return f"cell {number} ({output.ename}: {first_line(output.evalue)})"
    last = max((n for n, cell in enumerate(notebook.cells, 1) if cell.get("execution_count")), default=0)
    return f"cell {last + 1} ({first_line(str(error))})"


def first_line(text: str) -> str:
    return text.strip().split("\n")[0][:100]


def make_reproducible(notebook: Any, name: str) -> Any:
    """The notebook without times, versions, and memory addresses, and with stable widget ids."""
    notebook = without_live_widgets(notebook)
    course = notebook.metadata.get("nst_course")
    state = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    text = json.dumps(notebook, ensure_ascii=False)
    for number, model in enumerate(state):
        text = text.replace(model, uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{number}").hex)
    result = nbformat.from_dict(json.loads(re.sub(r"(?<= at )0x[0-9a-f]{6,}", "0x0", text)))
    widgets = result.metadata.get("widgets")
    result.metadata = nbformat.from_dict({**KERNEL_METADATA, **({"nst_course": course} if course else {})})
    if widgets and len(json.dumps(widgets)) <= MAX_WIDGET_STATE:
        result.metadata.widgets = widgets
    for cell in result.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if "widgets" not in result.metadata and "data" in output:
                output.data.pop(WIDGET_VIEW, None)
    return result


def without_live_widgets(notebook: Any) -> Any:
    """Removes the views that need a kernel, those containing an anywidget; their text and all other views stay.

    Without a kernel, a page could show only empty frames in their place, and their scripts are long.
    """
    saved = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {})
    state: dict[str, Any] = saved.get("state", {})
    kept: set[str] = set()
    for data in [output.data for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]:
        if WIDGET_VIEW not in data:
            continue
        models = reachable_models(state, data[WIDGET_VIEW]["model_id"])
        if any(state[model]["model_module"] == "anywidget" for model in models):
            del data[WIDGET_VIEW]
        else:
            kept |= models
    if kept:
        saved["state"] = {model: value for model, value in state.items() if model in kept}
    else:
        notebook.metadata.pop("widgets", None)
    return notebook


def reachable_models(state: dict[str, Any], model: str) -> set[str]:
    """The ids of a widget model and of all models it consists of."""
    found: set[str] = set()
    waiting = [model]
    while waiting:
        current = waiting.pop()
        if current in state and current not in found:
            found.add(current)
            waiting += re.findall(r"IPY_MODEL_(\w+)", str(state[current]["state"]))
    return found
