"""nbgrader's metadata of a cell, schema 3, so that the course also works under nbgrader. cell -> metadata."""

import hashlib

VERSION = 3
TASK = {"grade": False, "locked": False, "solution": True, "task": False}
CHECK = {"grade": True, "locked": True, "solution": False, "task": False}


def task_metadata(name):
    """Of the cell in which the student writes the function; it cannot be deleted."""
    return {"nbgrader": TASK | {"schema_version": VERSION, "grade_id": name}, "tags": ["graded"], "deletable": False}


def check_metadata(name, points):
    """Of the cell that checks it and is worth its points; a student cannot change or delete it."""
    graded = CHECK | {"schema_version": VERSION, "grade_id": f"check_{name}", "points": points}
    return {"nbgrader": graded, "editable": False, "deletable": False}


def add_checksum(cell):
    """What nbgrader adds in the student version, to see later whether a cell was changed."""
    if "nbgrader" in cell.metadata:
        cell.metadata.nbgrader.update(checksum=checksum(cell), cell_type=cell.cell_type)


def checksum(cell):
    """MD5 in hexadecimal, as nbgrader.utils.compute_checksum has it."""
    data = cell.metadata["nbgrader"]
    parts = [cell.source, cell.cell_type, data["grade"], data["solution"], data["locked"], data["grade_id"]]
    if data["grade"]:
        parts.append(float(data["points"]))
    return hashlib.md5("".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()
