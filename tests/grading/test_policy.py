"""policy.toml: the printed default is the default, every key takes effect, and errors are reported."""

import random
import re
from dataclasses import fields
from datetime import datetime, timedelta, timezone

import pytest

from nst_course.errors import NstError
from nst_course.exercises import EXERCISES
from nst_course.exercises.exercise import CheckStep
from nst_course.grading.policy import DEFAULT_TEXT, TYPES, Attempts, Policy, load_policy, policy_text

CET = timezone(timedelta(hours=1))


@pytest.fixture
def load(tmp_path):
    """The policy of a text."""

    def load(content, name="policy.toml"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_policy(path)

    return load


def test_the_printed_default_is_the_default(load):
    assert load(DEFAULT_TEXT) == load("") == load_policy() == Policy()


def test_the_default_gives_the_points_of_the_course():
    assert Policy().points == {name: exercise.points for name, exercise in EXERCISES.items()}
    assert list(Policy().partial) == list(list(CheckStep)[1:])


def test_every_field_is_in_the_text_and_explained():
    keys = {line.removeprefix("# ").split(" = ")[0].strip('"') for line in DEFAULT_TEXT.splitlines() if " = " in line}
    assert keys == {f.name for f in fields(Policy)} - {"points", "partial"} | set(EXERCISES) | set(list(CheckStep)[1:])
    for line in DEFAULT_TEXT.splitlines():
        assert len(line) <= 120


def test_any_policy_comes_back_from_its_text(load):
    rng = random.Random(5)
    for _ in range(30):
        policy = Policy(
            attempts=rng.choice(list(Attempts)),
            renamed=rng.random(),
            exercises=tuple(rng.sample(list(EXERCISES), rng.randrange(7))),
            points={name: rng.choice([0, 7, 2.5]) for name in EXERCISES},
            partial={step: rng.random() for step in list(CheckStep)[1:]},
            due=rng.choice([None, datetime(2026, 11, 30, 23, 59, tzinfo=CET)]),
            grace_minutes=rng.randrange(100),
            per_day=rng.random(),
            most=rng.random(),
            seconds=rng.randrange(1, 100),
            memory_mb=rng.randrange(100, 5000),
        )
        assert load(policy_text(policy)) == policy


def test_missing_keys_have_defaults(load):
    policy = load('attempts = "best"\n[points]\ngram_matrix = 20\n[partial]\n"traced once" = 1\n')
    assert policy.attempts == "best"
    assert policy.points == Policy().points | {"gram_matrix": 20}
    assert policy.partial == Policy().partial | {"traced once": 1}
    assert policy.per_day == Policy().per_day


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("attempts = ", r"line 1"),
        ("\n\nattempts = 'last\n", r"line 3"),
        ("atempts = 'best'", r"'atempts'.*'attempts'"),
        ("[lates]\nper_day = 1", r"'lates'.*'late'"),
        ("[late]\nper_dya = 1", r"'per_dya'.*\[late\].*'per_day'"),
        ("[points]\ngram_matrx = 1", r"'gram_matrx'.*'gram_matrix'"),
        ("[partial]\ngradients = 1", r"'gradients'.*'gradient'"),
        ("[partial]\nwritten = 1", r"'written'"),
        ("exercises = ['gram']", r'"gram".*\'gram_matrix\''),
        ("exercises = [['gram_matrix']]", r"\[\"gram_matrix\"\]"),
        ("exercises = 'gram_matrix'", r"exercises is \"gram_matrix\".*\[\"gram_matrix\"\]"),
        ("due = 2026-11-30T23:59:00+01:00", r"'due'.*\[late\]"),
        ("[limits]\nexercises = []", r"'exercises'.*\[limits\]"),
        ("attempts = 'first'", r'"first".*"last".*"best"'),
        ("attempts = ['last']", r"attempts is \[\"last\"\]"),
        ("renamed = 1.5", r"renamed is 1.5.* 0 to 1"),
        ("renamed = true", r"renamed is true"),
        ("renamed = nan", r"renamed is NaN"),
        ("renamed = '1'", r"renamed is \"1\""),
        ("[late]\nper_day = -0.1", r"\[late\] per_day is -0.1"),
        ("[late]\nmost = inf", r"\[late\] most is Infinity"),
        ("[points]\ngram_matrix = -1", r"\[points\] gram_matrix is -1.* 0 to 10000"),
        ("[partial]\nvalues = 2", r"\[partial\] values is 2"),
        ("[limits]\nseconds = 0", r"\[limits\] seconds is 0.* 1 to 3600"),
        ("[limits]\nmemory_mb = 1", r"\[limits\] memory_mb is 1"),
        ("points = 3", r"points is 3.*\[points\]"),
        ("late = [1]", r"late is \[1\].*\[late\]"),
        ("[[late]]\nper_day = 1", r"late is .*\[late\]"),
        (
            "[late]\ndue = 2026-11-30T23:59:00",
            r"\[late\] due.*UTC.*2026-11-30T23:59:00\+01",
        ),
        ("[late]\ndue = 2026-11-30", r"\[late\] due is \"2026-11-30\".*23:59"),
        ("[late]\ndue = '2026-11-30T23:59:00+01:00'", r"\[late\] due is \"2026-11-30T23:59:00\+01:00\""),
        ("[late]\ndue = 0026-11-30T23:59:00+01:00", r"1970.*2999"),
        ("[late]\ntimes = 3", r"\[late\] times is 3.*CSV"),
        ("[late]\ntimes = 'times.csv'", r"times\.csv'.*No such file"),
        (b"\xff\xfe", r"UTF-8"),
    ],
)
def test_errors_are_one_sentence(load, tmp_path, content, said):
    with pytest.raises(NstError, match=said) as info:
        load(content)
    message = str(info.value)
    assert "policy.toml" in message
    assert "\n" not in message


def test_a_missing_policy_file(tmp_path):
    with pytest.raises(NstError, match=r"nowhere.toml'.*No such file"):
        load_policy(tmp_path / "nowhere.toml")
    with pytest.raises(NstError, match=re.escape(str(tmp_path))):
        load_policy(tmp_path)


def test_every_number_has_a_range():
    """Its limits are part of its type."""
    numbers = [kind for kind in TYPES.values() if getattr(kind, "__origin__", None) is float]
    numbers += [kind.__args__[1] for kind in (TYPES["points"], TYPES["partial"])]
    assert len(numbers) == 8
    for kind in numbers:
        (meta,) = kind.__metadata__
        assert f"{meta.ge:g} to {meta.le:.0f}" in meta.description


DUE = "[late]\ndue = 2026-11-30T23:59:00+01:00\ntimes = 'times.csv'\n"


@pytest.mark.parametrize(
    "content",
    [
        "student,time\nalice,2026-12-01T09:00:00+01:00\n",
        "\ufeffstudent,time\r\nalice,2026-12-01T08:00:00Z\r\n",
        "Student;note;Time\nalice;x;2026-12-01 09:00:00\n",
        "time,student\n2026-12-01 08:00:00 UTC, alice \n2026-11-30T00:00:00+01:00,alice\n",
    ],
)
def test_times_as_spreadsheets_save_them(load, tmp_path, content):
    (tmp_path / "times.csv").write_bytes(content.encode())
    assert load(DUE).times == {"alice": datetime(2026, 12, 1, 9, tzinfo=CET)}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", r"'student'"),
        ("name,time\nalice,x\n", r"'student'.*student,time"),
        ("student,when\nalice,x\n", r"'time'"),
        ("student,time\nalice,30.11.2026 23:59\n", r"line 2.*'30.11.2026 23:59'"),
        ("student,time\nbob,2026-12-01T09:00:00Z\nalice\n", r"line 3"),
        ("student,time\nalice,9999-12-31T23:59:59-12:00\n", r"9999-12-31"),
        ("student,time\nalice," + "x" * 200_000, r"line 1"),
        (b"student,time\nM\xfcller,2026-12-01T09:00:00Z\n", r"UTF-8"),
    ],
)
def test_times_that_cannot_be_read(load, tmp_path, content, said):
    (tmp_path / "times.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(NstError, match=re.compile(f"policy.toml.*times.csv.*{said}", re.S)) as info:
        load(DUE)
    assert "\n" not in str(info.value)
