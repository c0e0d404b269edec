"""The picture chooser with its upload button and drawing pad: what is chosen, shown and reported."""

import io
import subprocess
import sys
import threading

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image
from samples import noise, smooth

from nst_course.errors import NstError
from nst_course.images import CONTENT, STYLE
from nst_course.studio.named_picture import NamedPicture, PictureOrigin
from nst_course.studio.widgets import FileParts
from nst_course.studio.widgets.picture_chooser import MAX_OWN_PICTURES, DrawingPad, FileButton, PictureChooser


class Pad(ipywidgets.VBox):
    """A stand-in for the drawing pad."""

    drawing = traitlets.Bytes(b"")


def png(pixels):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def seen(chooser):
    """The small view as an array."""
    with Image.open(io.BytesIO(chooser.preview.value)) as image:
        assert image.format == "JPEG"
        return np.asarray(image).astype(float)


def test_importing_the_studio_imports_no_widgets():
    code = (
        "import sys; from nst_course.studio import named_picture, session, export;"
        "print([m for m in ('ipywidgets', 'anywidget', 'tensorflow') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize(("role", "first", "other"), [("content", CONTENT, STYLE), ("style", STYLE, CONTENT)])
def test_all_built_in_pictures_serve_as_either_its_own_first(role, first, other):
    chooser = PictureChooser(role)
    assert [key for _, key in chooser.list.options] == [*first, *other]
    assert chooser.value.name == next(iter(first))
    for name in ("ink", "portrait"):
        chooser.list.value = name
        assert (chooser.value.name, chooser.value.origin, chooser.message) == (name, PictureOrigin.BUILT_IN, "")
        np.testing.assert_array_equal(chooser.value.pixels(), NamedPicture.built_in(name).pixels())
        assert {**CONTENT, **STYLE}[name] in chooser.list.tooltip
        preview = seen(chooser)
        small = Image.fromarray(chooser.value.pixels()).resize(preview.shape[1::-1], Image.Resampling.LANCZOS)
        assert abs(preview - np.asarray(small)).mean() < 8


def test_a_file_of_that_name_is_not_the_built_in_picture(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ink").write_text("x")
    assert PictureChooser("style", "ink").value.origin == PictureOrigin.BUILT_IN


@pytest.mark.parametrize(("arguments", "word"), [(("color",), "color"), (("style", "inc"), "did you mean 'ink'")])
def test_unknown_roles_and_pictures(arguments, word):
    with pytest.raises(NstError, match=word):
        PictureChooser(*arguments)


def test_a_compact_chooser_reads_nothing_before_it_is_asked(monkeypatch):
    def read(name):
        raise NstError(f"'{name}' was read.")

    monkeypatch.setattr("nst_course.studio.named_picture.builtin_picture", read)
    chooser = PictureChooser("content", compact=True)
    chooser.list.value = "swirl"
    assert (chooser.value.name, chooser.message) == ("swirl", "")
    assert chooser.preview not in children(chooser)
    full = PictureChooser("content")
    assert (full.value, full.message) == (None, f"'{next(iter(CONTENT))}' was read.")
    with pytest.raises(NstError, match="was read"):
        _ = full.picture


def test_a_compact_chooser_begins_with_any_picture():
    mine = NamedPicture.of(smooth() / 255, "your picture")
    chooser = PictureChooser("style", mine, compact=True)
    assert (chooser.value, chooser.list.label) == (mine, "your picture")
    chooser.list.value = "ink"
    chooser.list.label = "your picture"
    assert chooser.value is mine


class TestUpload:
    def test_becomes_the_picture_and_the_list_says_so(self):
        chooser, values = PictureChooser("content"), []
        chooser.observe(lambda change: values.append(change["new"]), "value")
        chooser.upload("C:\\fakepath\\sea.png", png(smooth()))
        assert values == [chooser.value]  # once
        assert (chooser.value.name, chooser.value.origin) == ("sea.png", PictureOrigin.UPLOADED)
        np.testing.assert_array_equal(chooser.value.pixels(), smooth())
        assert dict(chooser.list.options)["sea.png (uploaded)"] == chooser.list.value
        assert abs(seen(chooser) - smooth()).mean() < 4

    def test_an_unreadable_file_is_reported_and_the_previous_picture_stays(self):
        chooser = PictureChooser("content")
        before, view, place = chooser.value, chooser.preview.value, chooser.list.value
        chooser.upload("<b>notes</b>.txt", b"a < b & c")
        assert "'b .txt'" in chooser.message
        chooser.upload("a&b.txt", b"text")
        assert "a&amp;b.txt" in chooser.note.value
        assert (chooser.value, chooser.preview.value, chooser.list.value) == (before, view, place)
        chooser.upload("sea.png", png(smooth()))
        assert (chooser.message, chooser.note.value) == ("", "")

    def test_the_same_file_again_is_a_new_choice(self):
        chooser = PictureChooser("content")
        for _ in range(2):
            chooser.upload("sea.png", png(smooth()))
            first, before = chooser.value, len(chooser.list.options)
        chooser.list.value = "ink"
        chooser.upload("sea.png", png(255 - smooth()))
        assert chooser.value is not first
        np.testing.assert_array_equal(chooser.value.pixels(), 255 - smooth())
        assert len(chooser.list.options) == before == len(CONTENT) + len(STYLE) + 1

    def test_goes_back_to_an_earlier_one(self):
        chooser = PictureChooser("content")
        chooser.upload("louvre", png(smooth()))  # with the name of a built-in picture
        own = chooser.value
        chooser.choose("louvre")
        assert chooser.value.origin == PictureOrigin.BUILT_IN
        chooser.list.value = dict(chooser.list.options)["louvre (uploaded)"]
        assert chooser.value is own

    def test_the_list_does_not_grow_forever(self):
        chooser = PictureChooser("content")
        for number in range(MAX_OWN_PICTURES + 3):
            chooser.upload(f"{number}.png", png(noise((20, 20, 3), seed=number)))
        labels = [label for label, _ in chooser.list.options]
        assert labels[0] == f"{MAX_OWN_PICTURES + 2}.png (uploaded)"
        assert sum("uploaded" in label for label in labels) == MAX_OWN_PICTURES

    def test_transparent_areas_are_white(self):
        chooser = PictureChooser("style")
        chooser.upload("logo.png", png(np.dstack([smooth(), np.zeros((48, 64), np.uint8)])))
        assert chooser.value.pixels().shape == (48, 64, 3)
        assert chooser.value.pixels().min() == 255

    def test_two_at_once_leave_list_view_and_value_of_the_same_picture(self):
        chooser = PictureChooser("content")
        files = {f"{i}.png": png(np.full((20, 20, 3), 20 * i, np.uint8)) for i in range(6)}
        threads = [threading.Thread(target=chooser.upload, args=file) for file in files.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert chooser.list.label == f"{chooser.value.name} (uploaded)"
        assert abs(seen(chooser) - chooser.value.pixels().mean()).max() < 4


class TestDrawing:
    def test_opens_and_closes(self):
        chooser = PictureChooser("style", pad=Pad())
        assert chooser.pad_box.layout.display == "none"
        chooser.draw.value = True
        assert chooser.pad_box.layout.display == "flex"
        assert chooser.pad_box.children == (chooser.pad,)
        chooser.draw.value = False
        assert chooser.pad_box.layout.display == "none"
        assert chooser.value.origin == PictureOrigin.BUILT_IN  # nothing was drawn

    def test_each_stroke_is_the_picture(self):
        chooser = PictureChooser("style", pad=Pad())
        for pixels in (smooth(), 255 - smooth()):
            chooser.pad.drawing = png(pixels)
            assert (chooser.value.name, chooser.value.origin) == ("drawing.png", PictureOrigin.DRAWN)
            np.testing.assert_array_equal(chooser.value.pixels(), pixels)
        assert chooser.list.label == "drawing.png (drawn)"
        last = chooser.value
        chooser.pad.drawing = b""
        assert chooser.value is last

    def test_opening_the_pad_takes_up_its_drawing(self):
        chooser = PictureChooser("style", pad=Pad())
        chooser.pad.drawing = png(smooth())
        chooser.list.value = "ink"
        chooser.draw.value = True
        assert chooser.value.origin == PictureOrigin.DRAWN

    def test_content_without_a_pad_has_no_button(self):
        assert PictureChooser("content").draw not in children(PictureChooser("content"))
        chooser = PictureChooser("style", pad=Pad())
        assert chooser.draw in children(chooser)


def children(box):
    """All widgets in a box, including nested boxes."""
    for child in box.children:
        yield child
        yield from children(child) if hasattr(child, "children") else ()


def test_everything_has_a_label_and_says_what_it_does():
    chooser = PictureChooser("style", pad=Pad())
    for widget in (chooser.list, chooser.file, chooser.draw):
        assert widget.description
        assert "J_style" in widget.tooltip


def test_the_view_has_no_tooltip_since_browsers_would_not_show_it():
    assert PictureChooser("content").preview.tooltip is None


def test_the_view_is_small():
    preview = NamedPicture.uploaded("big.png", png(noise((900, 1024, 3)))).preview()
    with Image.open(io.BytesIO(preview)) as image:
        assert max(image.size) == 256
    assert len(preview) < 60_000


# Files in parts, as sent by the button's script.


def part(number, count, name="a.png"):
    return {"event": "part", "name": name, "number": number, "count": count}


@pytest.fixture
def heard():
    """A button, and a list of its calls."""
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
    assert "'huge.tif'" in sentence
    assert "250 MB" in sentence
    assert "'a.png'" in heard({"event": "unreadable", "name": "a.png"})[1]


def test_parts_out_of_order_are_not_put_together():
    parts = FileParts()
    with pytest.raises(NstError, match=r"a\.png.*again"):
        parts.add(part(1, 2), [b"x"])
    parts.add(part(0, 3), [b"x"])
    with pytest.raises(NstError, match="again"):
        parts.add(part(2, 3), [b"x"])


# The drawing pad.


def drawn():
    """A PNG as a browser makes it, with an alpha channel."""
    stream = io.BytesIO()
    pixels = np.random.default_rng(1).integers(0, 256, (384, 384, 3), dtype=np.uint8)
    Image.fromarray(pixels).convert("RGBA").save(stream, "PNG")
    return pixels, stream.getvalue()


def test_nothing_drawn(wire):
    pad = DrawingPad()
    assert pad.drawing == b""
    assert pad.picture() is None


def test_a_drawing_arrives(wire):
    pad = DrawingPad()
    heard = []
    pad.observe(lambda change: heard.append(change["new"]), "drawing")
    pixels, data = drawn()
    before = len(wire)
    wire.change(pad, drawing=memoryview(data))
    assert heard == [data]
    np.testing.assert_array_equal(pad.picture(), pixels)
    assert len(wire) == before, "the drawing went back to the browser"
    wire.change(pad, drawing=memoryview(b""))
    assert pad.picture() is None
    assert heard == [data, b""]


def test_a_drawing_is_shown_to_a_page_that_opens_later(wire):
    pad = DrawingPad(drawing=drawn()[1])
    assert bytes(pad.get_state()["drawing"]) == drawn()[1]
