"""Fixtures for the studio's tests."""

import pytest

pytest.importorskip("ipywidgets")


@pytest.fixture
def _no_preload(monkeypatch):
    """Stands in for code that would load TensorFlow."""
    from nst_course.studio import app

    monkeypatch.setattr(app, "preload", lambda: None)


@pytest.fixture
def wire(monkeypatch):
    """What widgets send to the browser: (message, buffers) for each, in order; `wire.hear(widget, message)` replies."""
    import comm
    from comm.base_comm import BaseComm

    class Wire(list):
        """The messages sent, and the browser's side."""

        def hear(self, widget, content, *buffers):
            widget._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": [*buffers]})

        def change(self, widget, **state):
            widget._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})

        def custom(self, event):
            """Messages of that event, with their buffers."""
            found = [(data.get("content"), buffers) for data, buffers in self if data.get("method") == "custom"]
            return [(content, buffers) for content, buffers in found if content["event"] == event]

        def states(self, name):
            """Updates that sent this trait; bytes are sent alongside as buffers."""
            updates = [data for data, _ in self if data.get("method") == "update"]
            return [data["state"] for data in updates if name in data["state"] or [name] in data["buffer_paths"]]

    sent = Wire()

    class Comm(BaseComm):
        """A comm that records its messages."""

        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **more):
            if msg_type == "comm_msg":
                sent.append((data, buffers))

    monkeypatch.setattr(comm, "create_comm", Comm)
    return sent


@pytest.fixture
def fake_transfer(monkeypatch):
    """Runs use `FakeTransfer`, without TensorFlow: this tests `BackgroundRun` itself, in milliseconds."""
    from fake_transfer import FakeTransfer

    import nst_course._tensorflow
    from nst_course.transfer import run

    monkeypatch.setattr(nst_course._tensorflow, "load_tensorflow", lambda: None)
    monkeypatch.setattr(run, "StyleTransfer", FakeTransfer)
    return FakeTransfer


@pytest.fixture
def make_studio(fake_transfer, _no_preload, wire, tmp_path):
    """`make_studio(…)` creates studios that are ready and watched; they are closed at the end."""
    from watched_studio import WatchedStudio

    made = []

    def make(ready=True, **options):
        made.append(WatchedStudio(**{"folder": tmp_path, "size": 128, **options}))
        if ready:
            made[-1].rest()
        return made[-1]

    yield make
    for studio in made:
        studio.close()


@pytest.fixture
def studio(make_studio):
    """A studio that is ready."""
    return make_studio()


@pytest.fixture
def explored(monkeypatch, small_network, small_weights):
    """The explorers running on the small random network; `explored(Kind, …)` creates one, closed after the test."""
    from nst_course.networks.vgg import LAYERS, Network
    from nst_course.show import features
    from nst_course.studio.explorers import layer_explorer

    def load(name, layers):
        return Network(small_weights, layers, name="vgg19", title="small")

    first_layers = [layer for layer in LAYERS if layer.endswith("conv1")]
    monkeypatch.setattr(features, "cached_network", load)
    monkeypatch.setattr(layer_explorer, "available_layers", lambda network: first_layers)
    made = []

    def make(kind, *arguments, **options):
        made.append(kind(*arguments, **{"size": 32, **options}))
        return made[-1]

    yield make
    for one in made:
        one.close()
