"""Which network a run uses, what we recommend to its users, and how a network is added."""

import pytest

from nst_course.errors import NstError
from nst_course.networks import (
    NETWORKS,
    VARIABLE,
    NetworkEntry,
    NetworkParts,
    choose_network,
    describe_alternative,
    load_network,
    pocket,
    vgg19,
)
from nst_course.networks.vgg import LAYERS
from nst_course.transfer.run import stylize
from nst_course.transfer.settings import settings_from


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    """A machine without VGG-19's weights and without NST_NETWORK."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(vgg19.VARIABLE, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def vgg19_file(bare):
    path = vgg19.cache_path()
    path.parent.mkdir()
    path.touch()
    return path


def test_auto_means_pocket_without_weights():
    assert choose_network("auto") == "pocket"
    assert load_network("auto", layers=["block1_conv1"]).name == "pocket"


def test_auto_means_vgg19_if_its_weights_are_present(vgg19_file):
    assert choose_network("auto") == "vgg19"


def test_the_variable_only_affects_auto(vgg19_file, monkeypatch):
    monkeypatch.setenv(VARIABLE, "pocket")
    assert choose_network("auto") == "pocket"
    assert choose_network("vgg19") == "vgg19"
    monkeypatch.setenv(VARIABLE, "auto")
    assert choose_network("auto") == "vgg19"


def test_a_misspelled_variable(monkeypatch):
    monkeypatch.setenv(VARIABLE, "poket")
    with pytest.raises(NstError, match=f"{VARIABLE}.*'poket'"):
        choose_network("auto")
    assert choose_network("pocket") == "pocket"


def test_given_weights_decide(vgg19_file, monkeypatch):
    monkeypatch.setenv(VARIABLE, "vgg19")
    assert choose_network("auto", "mine.npz") == "pocket"
    monkeypatch.setenv(VARIABLE, "pocket")
    assert choose_network("auto", "vgg.h5") == "vgg19"


@pytest.mark.parametrize(("name", "weights"), [("pocket", "vgg.h5"), ("vgg19", "mine.npz")])
def test_weights_of_the_other_network(name, weights):
    with pytest.raises(NstError, match=f"'{weights}'.*{name}"):
        choose_network(name, weights)


def test_your_own_pocket_network():
    network = load_network("auto", layers=["block1_conv1"], weights=str(pocket.BUILT_IN))
    assert str(pocket.BUILT_IN) in network.title


def test_each_network_says_how_to_get_the_other(vgg19_file):
    assert "--network pocket" in describe_alternative("vgg19")
    assert "on this machine" in describe_alternative("pocket")
    vgg19_file.unlink()
    assert "80 MB" in describe_alternative("pocket")


class TestAddingANetwork:
    """One entry in the registry is all a new network needs."""

    @pytest.fixture(autouse=True)
    def tiny(self, monkeypatch, small_weights):
        entry = NetworkEntry(
            name="tiny",
            layers=LAYERS,
            preference=3,
            weights_suffix=".tiny",
            is_available=lambda: True,
            load=lambda path, layers: NetworkParts(small_weights, f"tiny ({path})"),
            recommendation=lambda: "--network tiny is tiny.",
        )
        monkeypatch.setitem(NETWORKS, "tiny", entry)

    def test_is_loaded_by_name(self):
        network = load_network("tiny", layers=["block1_conv1"])
        assert (network.name, network.channel_counts["block1_conv1"]) == ("tiny", 6)

    def test_is_what_auto_means_if_preferred(self):
        assert choose_network("auto") == "tiny"

    def test_owns_the_weights_with_its_suffix(self):
        assert choose_network("auto", "mine.tiny") == "tiny"
        assert choose_network("auto", "mine.h5") == "vgg19"
        with pytest.raises(NstError, match=r"'mine\.tiny'.*tiny.*vgg19"):
            choose_network("vgg19", "mine.tiny")

    def test_is_recommended_to_users_of_others_and_accepted_everywhere(self, monkeypatch):
        assert "--network tiny" in describe_alternative("pocket")
        assert settings_from({"network": "tiny"}).network == "tiny"
        monkeypatch.setenv(VARIABLE, "tiny")
        assert choose_network("auto") == "tiny"

    def test_makes_a_picture(self, pictures):
        run = stylize(*pictures, network="tiny", size=48, first_size=48, steps=2, precision="float32")
        assert [step.step for step in run] == [1, 2]
        assert run.settings.network == "tiny"
