"""Classes with independent work, and copies as students make them: new names, moved comments, new lines."""

import ast
import random

import records
from answers import WRONG_ANSWERS
from correct_answers import CORRECT_ANSWERS
from sample_classes import people

from nst_course.exercises import EXERCISES
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy

TEXTS = {
    name: [text for x, _, text in CORRECT_ANSWERS if x == name]
    + [mistake.source(name) for mistake in exercise.mistakes]
    + [answer.source for answer in WRONG_ANSWERS if answer.exercise == name]
    for name, exercise in EXERCISES.items()
}
WORDS = "here now first then the a sum all of layer matrix picture again small big number shape rows take"
SYLLABLES = "ba co du fe gi ka lo mu ne pi ra so tu ve"


class OtherNames(ast.NodeTransformer):
    """Renames local variables; arguments stay, since they belong to the exercise."""

    def __init__(self, tree, name):
        bound = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        arguments = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
        defined = {n.name for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        self.new = {old: name() for old in sorted(bound - arguments - defined - set(EXERCISES))}

    def visit_Name(self, node):
        return ast.Name(self.new.get(node.id, node.id), node.ctx)


def random_word(rng):
    return "".join(rng.choices(SYLLABLES.split(), k=rng.randint(1, 2)))


def random_sentence(rng):
    return " ".join(rng.choices(WORDS.split(), k=rng.randint(4, 7)))


def with_other_names(source, rng):
    """The text with renamed local variables."""
    tree = ast.parse(source)
    return ast.unparse(OtherNames(tree, lambda: random_word(rng)).visit(tree)) + "\n"


def with_comments(source, comments, rng):
    """The text with these comments on some of its lines."""
    lines = source.splitlines()
    for comment in comments:
        at = rng.randint(1, len(lines)) if len(lines) > 1 else 0
        lines.insert(at, f"    # {comment}" if at else f"# {comment}")
    return "\n".join(lines) + "\n"


def own_work(rng, obvious):
    """One student's work: {exercise: (text, comments)}, partly the obvious solution."""
    return {
        name: (
            EXERCISES[name].solution if rng.random() < obvious else rng.choice(TEXTS[name]),
            [random_sentence(rng) for _ in range(rng.choice([0, 0, 1, 2]))],
        )
        for name in EXERCISES
    }


def copied(work, rng, changes=0):
    """A copy: new names, comments reordered and moved; an extra line in some functions."""
    copy = {}
    for name, (text, comments) in work.items():
        text = with_other_names(text, rng)
        copy[name] = (text, rng.sample(comments, len(comments)))
    for name in rng.sample(list(copy), changes):
        text, comments = copy[name]
        head, _, rest = text.partition("\n")
        if head.startswith("def "):
            copy[name] = (f"{head}\n    {random_word(rng)} = {rng.randint(2, 9)}\n{rest}", comments)
    return copy


def record_of(student, work, rng):
    """The record of a file with this work."""
    entries = [records.entry(x, source=with_comments(text, comments, rng)) for x, (text, comments) in work.items()]
    return records.record(student, entries)


def class_with_copies(count, pairs=0, seed=0, obvious=0.4, changes=0, own_names=True):
    """(grades, set of pairs of students of whom one copied from the other)."""
    rng = random.Random(seed)
    students = [student for student, _ in people(count)]
    works = [own_work(rng, obvious) for _ in students]
    if own_names:
        works = [{x: (with_other_names(text, rng), said) for x, (text, said) in work.items()} for work in works]
    chosen = rng.sample(range(count), 2 * pairs)
    told = set()
    for a, b in zip(chosen[::2], chosen[1::2], strict=True):
        works[b] = copied(works[a], rng, changes)
        told.add(frozenset((students[a], students[b])))
    held = [record_of(student, work, rng) for student, work in zip(students, works, strict=True)]
    return grade_students(held, Policy()), told
