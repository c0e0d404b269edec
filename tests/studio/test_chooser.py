"""The chooser, on its traits: what is chosen, shown, said."""

import io
import subprocess
import sys
import threading

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image
from samples import noise, small_builtin, smooth

from nst_course.errors import NstError
from nst_course.images import CONTENT, STYLE
from nst_course.studio import chosen
from nst_course.studio.chooser import MOST_OWN, Chooser

pytestmark = pytest.mark.usefixtures("_paints_fast")


class Pad(ipywidgets.VBox):
    """Stands in for the drawing pad."""

    drawing = traitlets.Bytes(b"")


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def seen(chooser):
    """The small view as an array."""
    with Image.open(io.BytesIO(chooser.view.value)) as image:
        assert image.format == "JPEG"
        return np.asarray(image).astype(float)


def test_importing_the_room_imports_no_widgets():
    code = (
        "import sys, nst_course.studio, nst_course.studio.uploads, nst_course.studio.chosen, nst_course.studio.saving;"
        "print([m for m in ('ipywidgets', 'anywidget', 'tensorflow') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("role", "first", "other"), [("content", CONTENT, STYLE), ("style", STYLE, CONTENT)])
def test_all_built_in_pictures_serve_as_either_its_own_first(role, first, other):
    chooser = Chooser(role)
    assert [key for _, key in chooser.list.options] == [*first, *other]
    assert chooser.value.name == next(iter(first))
    for name in ("ink", "portrait"):
        chooser.list.value = name
        assert (chooser.value.name, chooser.value.source, chooser.message) == (name, "built-in", "")
        np.testing.assert_array_equal(chooser.value.picture, small_builtin(name, 64))
        assert {**CONTENT, **STYLE}[name] in chooser.list.tooltip
        assert abs(seen(chooser) - chooser.value.picture).mean() < 8


def test_a_file_of_that_name_is_not_the_built_in_picture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ink").write_text("x")
    assert Chooser("style", "ink").value.source == "built-in"


@pytest.mark.parametrize(("arguments", "word"), [(("colour",), "colour"), (("style", "inc"), "did you mean 'ink'")])
def test_unknown_roles_and_pictures(arguments, word):
    with pytest.raises(NstError, match=word):
        Chooser(*arguments)


def test_painting_is_announced(monkeypatch):
    chooser, said = Chooser("style", "ink"), []
    chooser.observe(lambda change: said.append(change["new"]), "message")
    chooser.list.value = "swirl"
    assert said == ["painting swirl…", ""]
    assert chooser.note.value == ""


class TestUpload:
    def test_becomes_the_picture_and_the_list_says_so(self):
        chooser, values = Chooser("content"), []
        chooser.observe(lambda change: values.append(change["new"]), "value")
        chooser.upload("C:\\fakepath\\sea.png", png(smooth()))
        assert values == [chooser.value]  # once
        assert (chooser.value.name, chooser.value.source) == ("sea.png", "uploaded")
        np.testing.assert_array_equal(chooser.value.picture, smooth())
        assert dict(chooser.list.options)["sea.png (uploaded)"] == chooser.list.value
        assert abs(seen(chooser) - smooth()).mean() < 4

    def test_what_cannot_be_read_is_said_and_the_former_picture_stays(self):
        chooser = Chooser("content")
        before, view, place = chooser.value, chooser.view.value, chooser.list.value
        chooser.upload("<b>notes</b>.txt", b"a < b & c")
        assert chooser.message.startswith("'b .txt' is a text")
        chooser.upload("a&b.txt", b"text")
        assert "a&amp;b.txt" in chooser.note.value
        assert (chooser.value, chooser.view.value, chooser.list.value) == (before, view, place)
        chooser.upload("sea.png", png(smooth()))
        assert (chooser.message, chooser.note.value) == ("", "")

    def test_the_same_file_again_is_a_new_choice(self):
        chooser = Chooser("content")
        for _ in range(2):
            chooser.upload("sea.png", png(smooth()))
            first, before = chooser.value, len(chooser.list.options)
        chooser.list.value = "ink"
        chooser.upload("sea.png", png(255 - smooth()))
        assert chooser.value is not first
        np.testing.assert_array_equal(chooser.value.picture, 255 - smooth())
        assert len(chooser.list.options) == before == len(CONTENT) + len(STYLE) + 1

    def test_goes_back_to_an_earlier_one(self):
        chooser = Chooser("content")
        chooser.upload("louvre", png(smooth()))  # called as a built-in picture is
        own = chooser.value
        chooser.choose("louvre")
        assert chooser.value.source == "built-in"
        chooser.list.value = dict(chooser.list.options)["louvre (uploaded)"]
        assert chooser.value is own

    def test_the_list_does_not_grow_for_ever(self):
        chooser = Chooser("content")
        for number in range(MOST_OWN + 3):
            chooser.upload(f"{number}.png", png(noise((20, 20, 3), seed=number)))
        labels = [label for label, _ in chooser.list.options]
        assert labels[0] == f"{MOST_OWN + 2}.png (uploaded)"
        assert sum("uploaded" in label for label in labels) == MOST_OWN

    def test_what_is_transparent_is_white(self):
        chooser = Chooser("style")
        chooser.upload("logo.png", png(np.dstack([smooth(), np.zeros((48, 64), np.uint8)])))
        assert chooser.value.picture.shape == (48, 64, 3)
        assert chooser.value.picture.min() == 255

    def test_two_at_once_leave_list_view_and_value_of_the_same_picture(self):
        chooser = Chooser("content")
        files = {f"{i}.png": png(np.full((20, 20, 3), 20 * i, np.uint8)) for i in range(6)}
        threads = [threading.Thread(target=chooser.upload, args=file) for file in files.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert chooser.list.label == f"{chooser.value.name} (uploaded)"
        assert abs(seen(chooser) - chooser.value.picture.mean()).max() < 4


class TestDrawing:
    def test_opens_and_closes(self):
        chooser = Chooser("style", pad=Pad())
        assert chooser.box.layout.display == "none"
        chooser.draw.value = True
        assert chooser.box.layout.display == "flex"
        assert chooser.box.children == (chooser.pad,)
        chooser.draw.value = False
        assert chooser.box.layout.display == "none"
        assert chooser.value.source == "built-in"  # nothing was drawn

    def test_each_stroke_is_the_picture(self):
        chooser = Chooser("style", pad=Pad())
        for pixels in (smooth(), 255 - smooth()):
            chooser.pad.drawing = png(pixels)
            assert (chooser.value.name, chooser.value.source) == ("drawing.png", "drawn")
            np.testing.assert_array_equal(chooser.value.picture, pixels)
        assert chooser.list.label == "drawing.png (drawn)"
        last = chooser.value
        chooser.pad.drawing = b""
        assert chooser.value is last

    def test_opening_the_pad_takes_up_its_drawing(self):
        chooser = Chooser("style", pad=Pad())
        chooser.pad.drawing = png(smooth())
        chooser.list.value = "ink"
        chooser.draw.value = True
        assert chooser.value.source == "drawn"

    def test_content_without_a_pad_has_no_button(self):
        assert Chooser("content").draw not in children(Chooser("content"))
        chooser = Chooser("style", pad=Pad())
        assert chooser.draw in children(chooser)


def children(box):
    """All widgets in a box, in boxes in it too."""
    for child in box.children:
        yield child
        yield from children(child) if hasattr(child, "children") else ()


def test_everything_has_a_label_and_says_what_it_does():
    chooser = Chooser("style", pad=Pad())
    for widget in (chooser.list, chooser.file, chooser.draw):
        assert widget.description
        assert "J_style" in widget.tooltip


def test_the_view_has_no_tooltip_with_which_browsers_do_not_show_it():
    assert Chooser("content").view.tooltip is None


def test_the_view_is_small():
    big = chosen.uploaded("big.png", png(noise((900, 1024, 3))))
    with Image.open(io.BytesIO(big.preview)) as image:
        assert max(image.size) == 256
    assert len(big.preview) < 60_000
