"""Where lessons lie: in a copy of the repository, or inside the installed package. -> paths."""

from pathlib import Path

from ..errors import NstError, check_choice

PACKAGE = Path(__file__).parents[1]


def repository_notebooks(start="."):
    """The folder `notebooks` with the lessons' sources: of the repository around `start`, else around the package."""
    start = Path(start).resolve()
    for folder in (start, *start.parents, PACKAGE.parent):
        if (folder / "notebooks" / "source").is_dir():
            return folder / "notebooks"
    raise NstError(f"There is no folder notebooks/source in {start} or above it: go into a copy of the repository.")


def student_notebooks():
    """The student editions that came with the package, in the order of the course."""
    for folder in (PACKAGE / "lessons" / "notebooks", PACKAGE.parent / "notebooks"):  # a wheel; a repository
        if found := sorted(folder.glob("*.ipynb")):
            return found
    raise NstError(
        "This copy of nst_course came without its notebooks: install it anew, or run nst build in its folder."
    )


def source_files(notebooks, names=()):
    """The sources of the lessons named, or of all, in the order of the course."""
    files = {path.stem: path for path in sorted((notebooks / "source").glob("*.py"))}
    if not files:
        raise NstError(f"There is no lesson in {notebooks / 'source'}: put one there, such as 1_layers.py.")
    return [files[check_choice(Path(name).stem, "lesson", tuple(files))] for name in names] or list(files.values())
