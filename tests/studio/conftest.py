"""What the tests of this room share."""

import pytest

pytest.importorskip("ipywidgets")


@pytest.fixture
def _no_preload(monkeypatch):
    """TensorFlow stays where it is."""
    from nst_course.studio import app

    monkeypatch.setattr(app, "preload", lambda: None)


@pytest.fixture
def wire(monkeypatch):
    """What widgets send to the browser: (message, buffers) of each, in order; `wire.hear(widget, message)` answers."""
    import comm
    from comm.base_comm import BaseComm

    class Wire(list):
        """Messages sent, and the browser's end."""

        def hear(self, widget, content, *buffers):
            widget._handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": [*buffers]})

        def change(self, widget, **state):
            widget._handle_msg({"content": {"data": {"method": "update", "state": state}}, "buffers": []})

        def custom(self, event):
            """Messages of that event, with their buffers."""
            found = [(data.get("content"), buffers) for data, buffers in self if data.get("method") == "custom"]
            return [(content, buffers) for content, buffers in found if content["event"] == event]

        def states(self, name):
            """Updates in which that trait was sent; bytes travel beside them as buffers."""
            updates = [data for data, _ in self if data.get("method") == "update"]
            return [data["state"] for data in updates if name in data["state"] or [name] in data["buffer_paths"]]

    sent = Wire()

    class Comm(BaseComm):
        """A comm that keeps what it is given."""

        def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **more):
            if msg_type == "comm_msg":
                sent.append((data, buffers))

    monkeypatch.setattr(comm, "create_comm", Comm)
    return sent


@pytest.fixture
def fake_transfer(monkeypatch):
    """Runs are of `FakeTransfer`, without TensorFlow: what a `BackgroundRun` itself does, in milliseconds."""
    from fake_transfer import FakeTransfer

    import nst_course._tensorflow
    from nst_course.transfer import run

    monkeypatch.setattr(nst_course._tensorflow, "load_tensorflow", lambda: None)
    monkeypatch.setattr(run, "StyleTransfer", FakeTransfer)
    return FakeTransfer


@pytest.fixture
def make_studio(fake_transfer, _no_preload, wire, tmp_path):
    """`make_studio(…)` makes studios that are ready, with somebody who looks; closed in the end."""
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
    """The explorers at work on the small random network; `explored(Kind, …)` makes one, which ends with the test."""
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
