"""Who is alike beyond chance: copies are found however they are dressed, and who works alone is left alone."""

import random
import time

import numpy as np
import pytest
import records
from classes import ordinary_class, people
from copied import alone, class_with_copies, commented, copied, record_of, renamed, sentence

from nst_course.exercises import EXERCISES
from nst_course.grading.alike import alike_groups
from nst_course.grading.alike.chance import BIN, expected_by_chance, ranks
from nst_course.grading.alike.normal import read
from nst_course.grading.alike.template import given
from nst_course.grading.grades import grades
from nst_course.grading.policy import Policy


def told(groups):
    return {frozenset(group.students) for group in groups}


def obvious_class(count, text):
    """Everybody hands in `text(exercise, rng)`, with names and comments of their own."""
    rng = random.Random(5)
    works = [{x: (text(x, rng), [sentence(rng)] * rng.randint(0, 1)) for x in EXERCISES} for _ in range(count)]
    students = [student for student, _ in people(count)]
    return grades([record_of(s, work, rng) for s, work in zip(students, works, strict=True)], Policy())


@pytest.mark.parametrize("count", [8, 30, 200])
def test_right_in_the_obvious_way_is_no_suspicion(count):
    assert alike_groups(obvious_class(count, lambda x, rng: EXERCISES[x].solution)) == []
    assert alike_groups(obvious_class(count, lambda x, rng: renamed(EXERCISES[x].solution, rng))) == []


def test_untouched_stubs_are_no_suspicion():
    assert alike_groups(obvious_class(40, lambda x, rng: EXERCISES[x].stub)) == []


def test_what_many_write_is_no_suspicion():
    """Half of the class learned the other common way."""
    other = {
        "gram_matrix": "def gram_matrix(A):\n    return A @ tf.transpose(A)\n",
        "total_cost": "def total_cost(J_content, J_style, alpha=10, beta=40):\n    return tf.add_n([J_content])\n",
    }

    def text(exercise, rng):
        return other.get(exercise, EXERCISES[exercise].solution) if rng.random() < 0.5 else EXERCISES[exercise].stub

    assert alike_groups(obvious_class(40, text)) == []


def test_a_copy_is_found():
    """With other names, comments in other places, and a line more in each function."""
    rng = random.Random(3)
    works = [alone(rng, 0.3) for _ in range(60)]
    works[41] = copied(works[7], rng, changes=6)
    held = [record_of(s, work, rng) for (s, _), work in zip(people(60), works, strict=True)]
    (group,) = alike_groups(grades(held, Policy()))
    assert set(group.students) == {held[7]["student"], held[41]["student"]}
    assert group.share > 0.8
    assert len(group.exercises) >= 3
    assert any("The same comments" in sentence for sentence in group.evidence)


def test_three_of_one_source_are_one_group():
    rng = random.Random(4)
    works = [alone(rng, 0.2) for _ in range(50)]
    works[10], works[20] = copied(works[0], rng), copied(works[0], rng)
    held = [record_of(s, work, rng) for (s, _), work in zip(people(50), works, strict=True)]
    assert told(alike_groups(grades(held, Policy()))) == {frozenset(held[i]["student"] for i in (0, 10, 20))}


def test_the_same_rare_mistake_is_told():
    rng = random.Random(6)
    works = [alone(rng, 0.2) for _ in range(50)]
    works[1] = copied(works[0], rng)
    held = [record_of(s, work, rng) for (s, _), work in zip(people(50), works, strict=True)]
    for record in held[:2]:
        record["exercises"][0]["mistake"] = "mean for sum"
    (group,) = alike_groups(grades(held, Policy()))
    assert any("“mean for sum” in compute_content_cost (2 of 50 students)" in text for text in group.evidence)


def test_precision_and_recall():
    """Classes in which a tenth copied; two fifths of all functions are written in the obvious way."""
    hit = missed = wrong = 0
    for seed in range(6):
        class_, pairs = class_with_copies(80, 4, seed, changes=seed % 3)
        found = told(alike_groups(class_))
        hit, missed, wrong = hit + len(found & pairs), missed + len(pairs - found), wrong + len(found - pairs)
    print(f"found {hit} of {hit + missed}, and {wrong} that did not copy")
    assert hit / (hit + missed) >= 0.8
    assert hit / (hit + wrong) >= 0.95


@pytest.mark.parametrize("count", [8, 25, 120])
def test_who_works_alone_is_left_alone(count):
    """Texts are those of variants and mistakes, the same letter by letter where two chose the same."""
    groups = [alike_groups(grades(ordinary_class(count, seed), Policy())) for seed in range(10)]
    groups += [alike_groups(class_with_copies(count, 0, seed, own_names=False)[0]) for seed in range(10)]
    assert sum(map(len, groups)) <= 1


def test_few_are_not_compared():
    same = [records.all_right(name) for name in "abcdefg"]
    assert alike_groups(grades(same, Policy())) == []
    assert alike_groups([]) == []


def test_order_does_not_matter():
    class_, _ = class_with_copies(60, 3, 2)
    groups = alike_groups(class_)
    assert groups
    assert alike_groups(class_[::-1]) == groups


def test_hostile_texts_do_no_harm():
    held = [records.hostile(at, text) for at, text in enumerate(records.HOSTILE)]
    nested = "def gram_matrix(A):\n    return " + "(" * 5000 + "A" + ")" * 5000
    held += [
        records.record(name, [records.entry(source=nested), records.entry("total_cost", source=nested)])
        for name in "ab"
    ]
    alike_groups(grades(held, Policy()))


@pytest.mark.parametrize("exercise", EXERCISES)
def test_marks_know_no_names_comments_and_spaces(exercise):
    rng = random.Random(1)
    text = EXERCISES[exercise].solution
    dressed = commented(renamed(text, rng), [sentence(rng)], rng)
    assert dressed != text
    assert read(dressed).marks == read(text).marks
    assert not read(dressed).marks - given(exercise).marks
    assert read(EXERCISES[exercise].mistakes[0].source(exercise)).marks != read(text).marks


def test_what_hints_say_is_given():
    assert read("B = tf.transpose(A)").marks <= given("gram_matrix").marks


def test_comments_are_not_looked_for_in_strings():
    text = 'x = \'a # not a comment at all\'  # But this is ONE, really!\ny = """# nor this one here"""\n'
    assert read(text).comments == {"but this is one really"}
    assert read("def broken(:  # so say we all\n").comments == {"so say we all"}


def test_chance_is_what_shuffling_gives():
    """Shuffling each exercise by itself, and counting how many sums reach a mark."""
    rng = np.random.default_rng(1)
    likeness = rng.exponential(1, (3, 400)) * (rng.random((3, 400)) < 0.5)
    rows = np.array([ranks(one) for one in likeness])
    marks, sums = expected_by_chance(rows), rows.sum(axis=0)
    shuffled = np.concatenate([sum(rng.permutation(row) for row in rows) for _ in range(500)])
    for pair in np.argsort(sums)[[200, 300, 390]]:
        low, high = ((shuffled >= sums[pair] + slack).sum() / 500 for slack in (3 * BIN, -3 * BIN))
        assert 0.9 * low <= marks[pair] <= 1.1 * high


def test_ranks_are_shares_of_pairs():
    assert np.allclose(np.exp(-ranks(np.array([3.0, 0, 1, 3]))), [0.5, 1, 0.75, 0.5])


def test_a_large_class_is_quick():
    class_, _ = class_with_copies(500, 10, 1)
    read.cache_clear()
    start = time.process_time()
    assert alike_groups(class_)
    assert time.process_time() - start < 3  # of both cores together
