"""What of the widgets is kept in an executed notebook: notebook -> the same without those that only live ones show."""

import re

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"


def without_live(notebook):
    """Takes away the views that need a kernel, with an anywidget in them; their text stays. The others keep theirs.

    A page without a kernel could show nothing of them but empty frames, and their scripts are long.
    """
    saved = notebook.metadata.get("widgets", {}).get(STATE, {})
    state, kept = saved.get("state", {}), set()
    for data in [output.data for cell in notebook.cells for output in cell.get("outputs", ()) if "data" in output]:
        if VIEW not in data:
            continue
        found = reachable(state, data[VIEW]["model_id"])
        if any(state[model]["model_module"] == "anywidget" for model in found):
            del data[VIEW]
        else:
            kept |= found
    if kept:
        saved["state"] = {model: value for model, value in state.items() if model in kept}
    else:
        notebook.metadata.pop("widgets", None)
    return notebook


def reachable(state, model, found=()):
    """The models that a model consists of, and itself."""
    found = {*found, model} if model in state else {*found}
    parts = re.findall(r"IPY_MODEL_(\w+)", str(state[model]["state"])) if model in state else []
    for part in parts:
        if part not in found:
            found = reachable(state, part, found)
    return found
