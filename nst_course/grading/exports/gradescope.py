"""Gradescope: results.json, the metadata of a submission, and the autograder zip that an instructor uploads.

The formats: https://gradescope-autograders.readthedocs.io/en/latest/specs/ and …/submission_metadata/
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ...errors import NstError
from ..escaping import single_line
from . import Export, register

if TYPE_CHECKING:
    import zipfile

    from ..grades import ExerciseGrade, StudentGrade
    from ..policy import Policy
    from ..submissions import Submission

PACKAGE = Path(__file__).parents[2]
AUTOGRADER = Path(__file__).with_name("autograder")
SCRIPTS = ("setup.sh", "run_autograder")
# In addition to TensorFlow itself (230 MB of data, and as much of its 370 MB of code as is used) and the trusted half
# of the grader, within the 768 MB of Gradescope's default container.
CONTAINER_MEMORY_MB = 250
ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can hold: the same course and policy give the same bytes


@register
@dataclass
class GradescopeExport(Export):
    """results.json for the one student that Gradescope grades at a time."""

    name: ClassVar[str] = "gradescope"
    help: ClassVar[str] = "One student: write Gradescope's results.json."
    single_student: ClassVar[bool] = True
    attempt: int = field(default=1, init=False)

    def claim(self, submissions: Sequence[Submission], source: Path) -> list[Submission]:
        """All files, assigned to the student named in Gradescope's metadata."""
        metadata = read_submission_metadata(Path(source).parent / "submission_metadata.json")
        self.attempt = metadata.attempt
        student = metadata.student or "student"
        return [
            replace(found, student=student, name=metadata.name or student, time=metadata.time, ids=metadata.ids)
            for found in submissions
        ]

    def write(self, grades: Sequence[StudentGrade], policy: Policy, out: Path) -> list[str]:
        results = gradescope_results(grades[0], policy, self.attempt)
        self.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
        return []


@dataclass(frozen=True)
class SubmissionMetadata:
    """Who handed in, when, and on which attempt; fields the file doesn't give are empty."""

    student: str = ""
    name: str = ""
    time: str = ""
    attempt: int = 1
    ids: dict[str, str] = field(default_factory=dict)


def read_submission_metadata(path: Path) -> SubmissionMetadata:
    """The metadata of a submission; missing or broken fields are empty, so that no student suffers from them."""
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        users = [user for user in content.get("users") or [] if isinstance(user, dict)]
        first = users[0] if users else {}  # a group is listed under its first member
        number, email, name = (single_line(first.get(key) or "") for key in ("id", "email", "name"))
        return SubmissionMetadata(
            student=email or name,
            name=", ".join(single_line(user["name"]) for user in users if user.get("name")),
            time=str(content.get("created_at") or ""),
            attempt=1 + len(content.get("previous_submissions") or []),
            ids={key: value for key, value in (("gradescope", number), ("email", email)) if value},
        )
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return SubmissionMetadata()


def gradescope_results(grade: StudentGrade, policy: Policy, attempt: int = 1) -> dict[str, Any]:
    """The content of results.json: one test per exercise, and the score after lateness.

    Students see points and feedback immediately, but never the grader's output. All text is escaped HTML.
    """
    tests = [exercise_test(number, result, policy) for number, result in enumerate(grade.exercises.values(), 1)]
    return {
        "score": grade.total,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "output": html_paragraphs([f"Attempt {attempt}."]),
        "output_format": "html",
        "test_output_format": "html",
        "test_name_format": "text",
        "tests": tests + staff_tests(grade),
    }


def exercise_test(number: int, result: ExerciseGrade, policy: Policy) -> dict[str, Any]:
    """One exercise."""
    from ..records import Verdict
    from ..reports.feedback import exercise_feedback, render_plain

    feedback = exercise_feedback(result, policy)
    return {
        "number": str(number),
        "name": f"{feedback.title} ({result.exercise})",
        "status": "passed" if result.verdict is Verdict.PASSED else "failed",
        "score": result.total,
        "max_score": result.max_points,
        "output": html_paragraphs(render_plain(feedback)),
        "visibility": "visible",
    }


def staff_tests(grade: StudentGrade) -> list[dict[str, Any]]:
    """What only the course staff sees, if anything."""
    from ..notes import sentence

    if not grade.review:
        return []
    output = html_paragraphs(map(sentence, grade.review))
    return [{"name": "Needs a look", "output": output, "visibility": "hidden"}]


def html_paragraphs(lines: Iterable[str]) -> str:
    """Lines of text as escaped HTML, a paragraph each."""
    return "".join(f"<p>{html.escape(single_line(line))}</p>" for line in lines)


def write_autograder_zip(path: Path, policy: Policy) -> None:
    """Writes the zip to upload: the package, its requirements, the policy, two scripts.

    The policy in it lists the exercises explicitly, since there is no class to infer them from, uses the memory the
    container has, and has no submission times, which Gradescope provides. Raises NstError if the zip can't be written
    or the package isn't installed.
    """
    import zipfile

    from ...exercises import EXERCISES
    from ...images import replacing
    from ..policy import policy_text

    memory = min(policy.memory_mb, CONTAINER_MEMORY_MB)
    adapted = replace(policy, exercises=tuple(policy.exercises or EXERCISES), memory_mb=memory)
    with replacing(path, (".zip",)) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in SCRIPTS:
            script = (AUTOGRADER / name).read_bytes().replace(b"\r\n", b"\n")  # also from a checkout on Windows
            add_file(archive, name, script, mode=0o755)
        add_file(archive, "policy.toml", policy_text(adapted).encode())
        add_file(archive, "requirements.txt", package_requirements().encode())
        for name, content in package_files():
            add_file(archive, name, content)


def add_file(archive: zipfile.ZipFile, name: str, content: bytes, mode: int = 0o644) -> None:
    """Adds a file with Unix permissions."""
    from zipfile import ZIP_DEFLATED, ZipInfo

    info = ZipInfo(name, ZIP_TIME)
    info.external_attr = (0o100000 | mode) << 16
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, content)


def package_files() -> Iterator[tuple[str, bytes]]:
    """(name in the zip, content) of each file of the package, without notebooks and compiled Python."""
    for path in sorted(PACKAGE.rglob("*")):
        relative = path.relative_to(PACKAGE.parent)
        if path.is_file() and path.suffix not in (".ipynb", ".pyc") and "__pycache__" not in relative.parts:
            yield relative.as_posix(), path.read_bytes()


def package_requirements() -> str:
    """What the package needs, for pip. The container has no GPU, and TensorFlow for the CPU is half the size."""
    from importlib import metadata

    try:
        lines = metadata.requires(PACKAGE.name) or []
    except metadata.PackageNotFoundError as error:
        raise NstError(
            "The package nst_course isn't installed: run pip install -e . in the course's folder, then try again."
        ) from error
    needed = sorted(line for line in lines if "extra ==" not in line)
    return "\n".join(line.replace("tensorflow>", "tensorflow-cpu>") for line in needed) + "\n"
