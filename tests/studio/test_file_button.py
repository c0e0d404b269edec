"""Files in parts, as the button's script sends them."""

import pytest

from nst_course.errors import NstError
from nst_course.studio.file_button import FileButton, Parts


def part(number, count, name="a.png"):
    return {"event": "part", "name": name, "number": number, "count": count}


@pytest.fixture
def heard():
    """A button, and a list of what it called."""
    calls = []
    button = FileButton(lambda *file: calls.append(file), lambda sentence: calls.append(sentence))

    def send(message, data=None):
        button._handle_custom_msg(message, [] if data is None else [memoryview(data)])
        return calls

    return send


def test_parts_make_a_file(heard):
    assert heard(part(0, 3), b"one ") == []
    assert heard(part(1, 3), b"two ") == []
    assert heard(part(2, 3), b"three") == [("a.png", b"one two three")]


def test_a_file_in_one_part_twice(heard):
    heard(part(0, 1), b"x")
    assert heard(part(0, 1), b"x") == [("a.png", b"x")] * 2


def test_a_file_that_never_ended_is_forgotten(heard):
    heard(part(0, 3), b"lost")
    heard(part(0, 2, "b.png"), b"1")
    assert heard(part(1, 2, "b.png"), b"2") == [("b.png", b"12")]


def test_files_that_the_browser_keeps(heard):
    heard({"event": "refused", "name": "C:\\raw\\huge.tif", "size": 250_000_000})
    (sentence,) = heard({"event": "something else"})
    assert sentence.startswith("'huge.tif' has 250 MB")
    assert "could not be read by the browser" in heard({"event": "unreadable", "name": "a.png"})[1]


def test_parts_out_of_order_are_not_put_together():
    parts = Parts()
    with pytest.raises(NstError, match=r"a\.png.*again"):
        parts.add(part(1, 2), [b"x"])
    parts.add(part(0, 3), [b"x"])
    with pytest.raises(NstError, match="again"):
        parts.add(part(2, 3), [b"x"])
