"""What is done elsewhere, on another core or another machine: reading a file, judging a program."""

import atexit
import multiprocessing
import threading
from concurrent.futures import Future, ProcessPoolExecutor

from ..errors import NstError
from .judging import Judge
from .reading import read
from .worker.wire import Broken, Closed, Late

NO_ISOLATION = (
    "Students' code cannot be kept apart from this machine here: install bubblewrap (Linux), "
    "or leave out --require-isolation."
)
HERE = threading.local()  # the judge of this thread, which is kept from job to job


def read_job(content, name):
    """The `Reading` of a file."""
    return read(content, name)


def judge_job(job, seed, sandboxed, required=False):
    """(the finding on a program, the isolation reached). A judge that fails is replaced once.

    Raises NstError where isolation is required and not to be had, before anything of the program runs.
    """
    for _ in range(2):
        judge = judge_here(seed, sandboxed)
        if required and judge.isolation != "bubblewrap":
            raise NstError(NO_ISOLATION)
        try:
            return judge.judge(job), judge.isolation
        except (OSError, RuntimeError, Closed, Late, Broken) as error:
            failed = f"{type(error).__name__}: {error}"
            end_judge()
    return failure(failed), "process"


def failure(why):
    """The finding where the grader itself did not come to one."""
    return {
        "verdict": "not gradable",
        "headline": f"the grader failed on it ({why}).",
        "points": 0,
        "rungs": [],
        "mistake": "",
        "diagnosis": "",
        "next_move": "This is not your fault: your instructor grades it again.",
        "line": None,
        "piece": -1,
    }


def judge_here(seed, sandboxed):
    """This thread's `Judge` for the seed."""
    if getattr(HERE, "of", None) != (seed, sandboxed):
        end_judge()
        HERE.judge, HERE.of = Judge(int(seed, 16), sandboxed), (seed, sandboxed)
        atexit.register(HERE.judge.close)
    return HERE.judge


def end_judge():
    if judge := getattr(HERE, "judge", None):
        atexit.unregister(judge.close)
        judge.close()
    HERE.judge = HERE.of = None


class Cores(ProcessPoolExecutor):
    """Processes of this machine."""

    def __init__(self, cores):
        super().__init__(cores, mp_context=multiprocessing.get_context("spawn"))

    def stop(self):
        """Hands out nothing more, and does not wait."""
        self.shutdown(wait=False, cancel_futures=True)


class Here:
    """This process, one job after the other: no second one takes memory."""

    def submit(self, job, *given):
        future = Future()
        try:
            future.set_result(job(*given))
        except Exception as error:
            future.set_exception(error)
        return future

    def stop(self):
        end_judge()


class Cluster:
    """The cluster of a Dask scheduler; a job whose worker is lost runs again on another."""

    def __init__(self, address):
        try:
            from distributed import Client
        except ImportError:
            raise NstError("--dask needs Dask: pip install 'nst_course[dask]'.") from None
        try:
            self.client = Client(address, timeout=10)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise NstError(
                f"There is no Dask scheduler at '{address}' ({reason}): start one, or leave out --dask."
            ) from None
        self.submit = self.client.get_executor(pure=False).submit

    def stop(self):
        """Lets go of the cluster, and of all that it still does for us."""
        self.client.close()


def executor(cores, dask=""):
    """Where jobs run: processes of this machine, or the cluster at the address of a Dask scheduler."""
    if dask:
        return Cluster(dask)
    return Here() if cores == 1 else Cores(cores)
