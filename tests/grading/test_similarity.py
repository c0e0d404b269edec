"""Similarity beyond chance: copies are found however disguised, independent work is not reported."""

import random
import time

import numpy as np
import pytest
import records
from copied_work import (
    class_with_copies,
    copied,
    own_work,
    random_sentence,
    record_of,
    with_comments,
    with_other_names,
)
from msgspec.structs import replace
from sample_classes import ordinary_class, people

from nst_course.exercises import EXERCISES
from nst_course.grading.grades import grade_students
from nst_course.grading.policy import Policy
from nst_course.grading.similarity import (
    BIN,
    EvidenceKind,
    SharedThing,
    course_fingerprint,
    expected_by_chance,
    find_similar_groups,
    fingerprint,
    rank_scores,
)


def student_sets(groups):
    return {frozenset(group.students) for group in groups}


def with_mistake(record, mistake):
    """The record with a named mistake in its first exercise."""
    first, *others = record.exercises
    return replace(record, exercises=(replace(first, mistake=mistake), *others))


def obvious_class(count, text):
    """Everybody hands in `text(exercise, rng)`, with their own comments."""
    rng = random.Random(5)
    works = [{x: (text(x, rng), [random_sentence(rng)] * rng.randint(0, 1)) for x in EXERCISES} for _ in range(count)]
    students = [student for student, _ in people(count)]
    return grade_students([record_of(s, work, rng) for s, work in zip(students, works, strict=True)], Policy())


@pytest.mark.parametrize("count", [8, 30, 200])
def test_the_obvious_solution_is_not_reported(count):
    assert find_similar_groups(obvious_class(count, lambda x, rng: EXERCISES[x].solution)) == []
    assert find_similar_groups(obvious_class(count, lambda x, rng: with_other_names(EXERCISES[x].solution, rng))) == []


def test_untouched_stubs_are_not_reported():
    assert find_similar_groups(obvious_class(40, lambda x, rng: EXERCISES[x].stub)) == []


def test_what_many_write_is_not_reported():
    """Half of the class learned the other common way."""
    other = {
        "gram_matrix": "def gram_matrix(A):\n    return A @ tf.transpose(A)\n",
        "total_cost": "def total_cost(J_content, J_style, alpha=10, beta=40):\n    return tf.add_n([J_content])\n",
    }

    def text(exercise, rng):
        return other.get(exercise, EXERCISES[exercise].solution) if rng.random() < 0.5 else EXERCISES[exercise].stub

    assert find_similar_groups(obvious_class(40, text)) == []


def test_a_copy_is_found():
    """With new names, moved comments, and an extra line in each function."""
    rng = random.Random(3)
    works = [own_work(rng, 0.3) for _ in range(60)]
    works[41] = copied(works[7], rng, changes=6)
    held = [record_of(s, work, rng) for (s, _), work in zip(people(60), works, strict=True)]
    (group,) = find_similar_groups(grade_students(held, Policy()))
    assert set(group.students) == {held[7].student, held[41].student}
    assert group.share > 0.8
    assert len(group.exercises) >= 3
    assert EvidenceKind.COMMENTS in {one.kind for one in group.evidence}


def test_three_copies_of_one_source_are_one_group():
    rng = random.Random(4)
    works = [own_work(rng, 0.2) for _ in range(50)]
    works[10], works[20] = copied(works[0], rng), copied(works[0], rng)
    held = [record_of(s, work, rng) for (s, _), work in zip(people(50), works, strict=True)]
    assert student_sets(find_similar_groups(grade_students(held, Policy()))) == {
        frozenset(held[i].student for i in (0, 10, 20))
    }


def test_the_same_rare_mistake_is_evidence():
    rng = random.Random(6)
    works = [own_work(rng, 0.2) for _ in range(50)]
    works[1] = copied(works[0], rng)
    held = [record_of(s, work, rng) for (s, _), work in zip(people(50), works, strict=True)]
    held[:2] = [with_mistake(record, "mean for sum") for record in held[:2]]
    (group,) = find_similar_groups(grade_students(held, Policy()))
    (mistakes,) = (one for one in group.evidence if one.kind is EvidenceKind.MISTAKES)
    assert SharedThing("mean for sum", "compute_content_cost", 2) in mistakes.things
    assert mistakes.class_size == 50


def test_precision_and_recall():
    """Classes in which a tenth of the students copied; two fifths of all functions are the obvious solution."""
    hit = missed = wrong = 0
    for seed in range(6):
        class_, pairs = class_with_copies(80, 4, seed, changes=seed % 3)
        found = student_sets(find_similar_groups(class_))
        hit, missed, wrong = hit + len(found & pairs), missed + len(pairs - found), wrong + len(found - pairs)
    print(f"found {hit} of {hit + missed}, and {wrong} that did not copy")
    assert hit / (hit + missed) >= 0.8
    assert hit / (hit + wrong) >= 0.95


@pytest.mark.parametrize("count", [8, 25, 120])
def test_independent_work_is_left_alone(count):
    """Functions are variants and mistakes, identical if two students chose the same one."""
    groups = [find_similar_groups(grade_students(ordinary_class(count, seed), Policy())) for seed in range(10)]
    groups += [find_similar_groups(class_with_copies(count, 0, seed, own_names=False)[0]) for seed in range(10)]
    assert sum(map(len, groups)) <= 1


def test_small_classes_are_not_compared():
    same = [records.all_right(name) for name in "abcdefg"]
    assert find_similar_groups(grade_students(same, Policy())) == []
    assert find_similar_groups([]) == []


def test_order_does_not_matter():
    class_, _ = class_with_copies(60, 3, 2)
    groups = find_similar_groups(class_)
    assert groups
    assert find_similar_groups(class_[::-1]) == groups


def test_hostile_text_does_no_harm():
    held = [records.hostile(at, text) for at, text in enumerate(records.HOSTILE)]
    nested = "def gram_matrix(A):\n    return " + "(" * 5000 + "A" + ")" * 5000
    held += [
        records.record(name, [records.entry(source=nested), records.entry("total_cost", source=nested)])
        for name in "ab"
    ]
    find_similar_groups(grade_students(held, Policy()))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_fingerprints_ignore_names_comments_and_spacing(exercise):
    rng = random.Random(1)
    text = EXERCISES[exercise].solution
    disguised = with_comments(with_other_names(text, rng), [random_sentence(rng)], rng)
    assert disguised != text
    assert fingerprint(disguised).ngrams == fingerprint(text).ngrams
    assert not fingerprint(disguised).ngrams - course_fingerprint(exercise).ngrams
    assert fingerprint(EXERCISES[exercise].mistakes[0].source(exercise)).ngrams != fingerprint(text).ngrams


def test_hints_belong_to_what_the_course_hands_out():
    assert fingerprint("B = tf.transpose(A)").ngrams <= course_fingerprint("gram_matrix").ngrams


def test_strings_hold_no_comments():
    text = 'x = \'a # not a comment at all\'  # But this is ONE, really!\ny = """# nor this one here"""\n'
    assert fingerprint(text).comments == {"but this is one really"}
    assert fingerprint("def broken(:  # so say we all\n").comments == {"so say we all"}


def test_expected_by_chance_agrees_with_shuffling():
    """Shuffle each exercise separately, and count how many sums reach a pair's sum."""
    rng = np.random.default_rng(1)
    likeness = rng.exponential(1, (3, 400)) * (rng.random((3, 400)) < 0.5)
    rows = np.array([rank_scores(one) for one in likeness])
    marks, sums = expected_by_chance(rows), rows.sum(axis=0)
    shuffled = np.concatenate([sum(rng.permutation(row) for row in rows) for _ in range(500)])
    for pair in np.argsort(sums)[[200, 300, 390]]:
        low, high = ((shuffled >= sums[pair] + slack).sum() / 500 for slack in (3 * BIN, -3 * BIN))
        assert 0.9 * low <= marks[pair] <= 1.1 * high


def test_rank_scores_are_shares_of_pairs():
    assert np.allclose(np.exp(-rank_scores(np.array([3.0, 0, 1, 3]))), [0.5, 1, 0.75, 0.5])


def test_a_large_class_is_fast():
    class_, _ = class_with_copies(500, 10, 1)
    fingerprint.cache_clear()
    start = time.process_time()
    assert find_similar_groups(class_)
    assert time.process_time() - start < 3  # of both cores together
