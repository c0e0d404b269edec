"""What the tests of this room share."""

import pytest

pytest.importorskip("ipywidgets")


@pytest.fixture
def _paints_fast(monkeypatch):
    """The built-in pictures at 64 pixels: what they show stays, and the seconds go."""
    from samples import small_builtin

    from nst_course.studio import ahead, chosen

    painted = {}

    def small(name):
        if name not in painted:
            painted[name] = small_builtin(name, 64)
        return painted[name]

    monkeypatch.setattr(chosen, "builtin_picture", small)
    monkeypatch.setattr(ahead, "begin", lambda *pictures: None)


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
def pretended(monkeypatch):
    """Runs are of `Pretended`, without TensorFlow: what a `SteeredRun` does of itself, in milliseconds."""
    from pretended import Pretended

    import nst_course._tensorflow
    from nst_course.transfer import run

    monkeypatch.setattr(nst_course._tensorflow, "load_tensorflow", lambda: None)
    monkeypatch.setattr(run, "StyleTransfer", Pretended)
    return Pretended


@pytest.fixture
def make_studio(pretended, _paints_fast, wire, tmp_path):
    """`make_studio(…)` makes studios that are ready, with somebody who looks; closed in the end."""
    from watched import Watched

    made = []

    def make(ready=True, **options):
        made.append(Watched(**{"folder": tmp_path, "size": 128, **options}))
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
    from samples import small_builtin

    from nst_course.networks.vgg import LAYERS, Network
    from nst_course.show import features
    from nst_course.studio import source
    from nst_course.studio.explorers import layer, pictures

    painted = {}

    def small(name):
        if name not in painted:
            painted[name] = small_builtin(name, 64)
        return painted[name]

    def loaded(name, layers):
        return Network(small_weights, layers, name="vgg19", title="small")

    for module in (pictures, source):
        monkeypatch.setattr(module, "builtin_picture", small)
    monkeypatch.setattr(features, "cached_network", loaded)
    monkeypatch.setattr(layer, "available_layers", lambda network: [one for one in LAYERS if one.endswith("conv1")])
    made = []

    def make(kind, *arguments, **options):
        made.append(kind(*arguments, **{"size": 32, **options}))
        return made[-1]

    yield make
    for one in made:
        one.close()
