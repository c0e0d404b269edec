"""Notebook -> the same with outputs, which hold nothing that changes from run to run by itself."""

import json
import os
import re
import subprocess
import uuid

import nbformat

from ..errors import NstError
from .editions import METADATA
from .widgets import STATE, VIEW, without_live

TIMEOUT = 600  # seconds for a cell
WIDGETS = 200_000  # bytes of widgets' state that are kept, so that static viewers show them


def execute(notebook, name, folder):
    """The executed notebook, run with `folder` as working folder. Raises NstError when a cell fails or uses stderr."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=TIMEOUT,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=40"],  # the kernel's own warnings are not the lesson's
    )
    try:
        # What the kernel itself says on stderr is for those who run servers; what cells say there is in their outputs.
        environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0"}
        client.execute(env=environment, stderr=subprocess.DEVNULL)
    except (CellControlSignal, CellTimeoutError, DeadKernelError) as error:
        raise NstError(f"{name} fails in {culprit(notebook, error)}: mend its source and build again.") from None
    for number, output in outputs(notebook):
        if output.output_type == "stream" and output.name == "stderr":
            raise NstError(f"{name} writes to stderr in cell {number} ({first_line(output.text)}): keep it quiet.")
    return settled(notebook, name)


def outputs(notebook):
    """(number of the cell from 1, output) of all outputs."""
    for number, cell in enumerate(notebook.cells, 1):
        for output in cell.get("outputs", ()):
            yield number, output


def culprit(notebook, error):
    """'cell 7 (ValueError: …)': the cell that holds an error, else the one after the last that was executed."""
    for number, output in outputs(notebook):
        if output.output_type == "error":
            return f"cell {number} ({output.ename}: {first_line(output.evalue)})"
    done = max((n for n, cell in enumerate(notebook.cells, 1) if cell.get("execution_count")), default=0)
    return f"cell {done + 1} ({first_line(str(error))})"


def first_line(text):
    return text.strip().split("\n")[0][:100]


def settled(notebook, name):
    """The notebook without times, versions, addresses in memory, and with the same widget names at each run."""
    notebook = without_live(notebook)
    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    text = json.dumps(notebook, ensure_ascii=False)
    for number, model in enumerate(state):
        text = text.replace(model, uuid.uuid5(uuid.NAMESPACE_URL, f"{name}/{number}").hex)
    settled = nbformat.from_dict(json.loads(re.sub(r"(?<= at )0x[0-9a-f]{6,}", "0x0", text)))
    widgets = settled.metadata.get("widgets")
    settled.metadata = nbformat.from_dict(METADATA)
    if widgets and len(json.dumps(widgets)) <= WIDGETS:
        settled.metadata.widgets = widgets
    for cell in settled.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", ()):
            if "widgets" not in settled.metadata and "data" in output:
                output.data.pop(VIEW, None)
    return settled
