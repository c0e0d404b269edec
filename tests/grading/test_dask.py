"""The same records on a Dask cluster, also when a worker is killed in the middle."""

import os
import signal

import pytest
from classroom import mistaken, notebook, right, write

from nst_course.errors import NstError
from nst_course.grading.grading import Grading, Run
from nst_course.grading.jobs import executor
from nst_course.grading.submissions import find

pytestmark = pytest.mark.slow
distributed = pytest.importorskip("distributed")
RUN = Run("feed")


@pytest.fixture
def cluster():
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster


def test_a_killed_worker_changes_nothing(tmp_path, cluster):
    source = write(tmp_path / "in", **{f"s{n}": notebook([mistaken("gram_matrix", n)[0]]) for n in range(6)})
    write(source, right=notebook(right()))
    killed = []

    def kill_one(done, total, name):
        if done and not killed:
            victim = next(iter(cluster.workers.values())).pid
            killed.append(victim)
            os.kill(victim, signal.SIGKILL)

    found = find(source, tmp_path / "u")
    there = Grading(tmp_path / "there", RUN, lambda: executor(0, cluster.scheduler_address), kill_one).grade(found)
    here = Grading(tmp_path / "here", RUN, lambda: executor(1)).grade(found)
    assert killed
    assert there == here
    assert [record["verdict"] for record in here] == ["passed", *["wrong"] * 6]


def test_no_cluster_is_one_sentence():
    with pytest.raises(NstError, match=r"There is no Dask scheduler at .tcp://127\.0\.0\.1:9"):
        executor(0, "tcp://127.0.0.1:9")
