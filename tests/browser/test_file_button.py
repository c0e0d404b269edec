"""The upload button in a real browser: what it sends is small and shows the chosen picture."""

import io

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("anywidget")

from nst_course.errors import NstError
from nst_course.studio.named_picture import read_upload
from nst_course.studio.widgets import FileParts
from nst_course.studio.widgets.picture_chooser import FileButton

LARGEST_MESSAGE = 1_000_000  # bytes; Colab's limit
# A notebook's model as the button uses it: traits to get, messages to send.
STAGE = """
async ({ script, traits }) => {
  window.sent = [];
  const bytes = (buffer) => Array.from(new Uint8Array(buffer));
  const model = {
    get: (name) => traits[name],
    on() {},
    off() {},
    send: (message, _, buffers = []) => window.sent.push({ message, buffers: buffers.map(bytes) }),
  };
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  (await import(url)).default.render({ model, el: document.body });
}
"""


@pytest.fixture
def send(page):
    """Chooses a file with the button; returns the messages that leave the page."""
    page.goto("about:blank")
    traits = {"description": "Upload…", "tooltip": "A picture of your own", "accept": "image/*", "limit": 20_000_000}
    page.evaluate(STAGE, {"script": FileButton._esm, "traits": traits})

    def choose(folder, name, data):
        (folder / name).write_bytes(data)
        page.evaluate("() => { window.sent = []; }")
        with page.expect_file_chooser() as dialogue:
            page.get_by_role("button", name="Upload…").click()
        dialogue.value.set_files(folder / name)
        page.wait_for_function(
            "() => { const last = window.sent.at(-1)?.message;"
            " return last && (last.event !== 'part' || last.number === last.count - 1); }"
        )
        page.get_by_role("button", name="Upload…").wait_for()  # it no longer says that it is reading a file
        return [
            (entry["message"], [bytes(data) for data in entry["buffers"]]) for entry in page.evaluate("window.sent")
        ]

    return choose


def received(messages):
    """(name, bytes) of the file, as Python receives it."""
    parts = FileParts()
    assert all(len(buffer) < LARGEST_MESSAGE for _, buffers in messages for buffer in buffers)
    return [parts.add(*message) for message in messages][-1]


def encoded(pixels, kind, **options):
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def test_a_small_file_is_sent_as_it_is_and_again(send, tmp_path, page):
    data = encoded(np.random.default_rng(0).integers(0, 255, (90, 90, 4), np.uint8), "PNG")
    for _ in range(2):
        assert received(send(tmp_path, "été & sea.png", data)) == ("été & sea.png", data)
    assert not page.errors


@pytest.mark.slow
def test_a_phone_photograph_is_sent_small_and_upright(send, tmp_path):
    stored = np.random.default_rng(0).integers(0, 60, (6000, 8000, 3), np.uint8)
    stored[:3000, :4000, 0] = 255  # red top left; after the turn, top right
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = encoded(stored, "JPEG", exif=exif, quality=90)
    assert len(photo) > 10_000_000
    name, data = received(send(tmp_path, "IMG_48.JPG", photo))
    assert (name, len(data) < 900_000) == ("IMG_48.JPG", True)
    rgb = read_upload(name, data).rgb
    assert rgb.shape == (1024, 768, 3)
    assert rgb[:500, 400:, 0].min() > 0.8
    assert max(rgb[:500, :370].max(), rgb[530:].max()) < 0.4


def test_transparency_is_white_in_scaled_pictures(send, tmp_path):
    noise = np.random.default_rng(0).integers(0, 255, (700, 700, 4), np.uint8)
    noise[..., 3] = 0
    rgb = read_upload(*received(send(tmp_path, "logo.png", encoded(noise, "PNG")))).rgb
    assert rgb.min() > 0.99


def test_what_the_browser_cannot_read_arrives_in_parts(send, tmp_path):
    scan = encoded(np.random.default_rng(0).integers(0, 255, (640, 500, 3), np.uint8), "TIFF")
    messages = send(tmp_path, "scan.tif", scan)
    assert len(messages) == 2
    assert received(messages) == ("scan.tif", scan)


def test_a_file_that_is_too_large_is_not_sent(send, tmp_path):
    ((message, buffers),) = send(tmp_path, "huge.tif", b"II*\0" + bytes(21_000_000))
    assert buffers == []
    assert message == {"event": "refused", "name": "huge.tif", "size": 21_000_004}
    with pytest.raises(NstError, match=r"huge\.tif.* 121 MB"):
        FileParts().add({**message, "size": 121_000_000}, [])
