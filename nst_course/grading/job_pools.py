"""Jobs, reading a file and judging a program, and where they run: this process, other cores, a Dask cluster."""

from __future__ import annotations

import atexit
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from typing import Any, Protocol

from ..errors import NstError
from .judge import Finding, Job, Judge, grader_failed
from .records import Isolation
from .sandbox.wire import DeadlineExceeded, Disconnected, ProtocolError
from .submissions.reader import Reading, read_submission

NO_ISOLATION = (
    "Students' code cannot be isolated on this machine: install bubblewrap (Linux), or omit --require-isolation."
)

Judged = tuple[Finding, Isolation]
LOCAL = threading.local()  # the judge of this thread, which is kept from job to job


def read_job(content: bytes, name: str) -> Reading:
    """The `Reading` of a file."""
    return read_submission(content, name)


def judge_job(job: Job, seed: str, sandboxed: bool, isolation_required: bool = False) -> Judged:
    """(the finding on a program, the isolation reached). A judge that fails is replaced once.

    Raises NstError if isolation is required and not to be had, before anything of the program runs.
    """
    why = ""
    for _ in range(2):
        judge = local_judge(seed, sandboxed)
        if isolation_required and judge.isolation is not Isolation.BUBBLEWRAP:
            raise NstError(NO_ISOLATION)
        try:
            return judge.judge(job), judge.isolation
        except (OSError, RuntimeError, Disconnected, DeadlineExceeded, ProtocolError) as error:
            why = f"{type(error).__name__}: {error}"
            close_local_judge()
    return grader_failed(why), Isolation.PROCESS


def local_judge(seed: str, sandboxed: bool) -> Judge:
    """This thread's judge for the seed."""
    if getattr(LOCAL, "settings", None) != (seed, sandboxed):
        close_local_judge()  # before another one takes memory
        use_local_judge(Judge(int(seed, 16), sandboxed), seed, sandboxed)
    judge: Judge = LOCAL.judge
    return judge


def use_local_judge(judge: Judge, seed: str, sandboxed: bool) -> None:
    """Makes a judge that is there already this thread's own; the one before is closed."""
    close_local_judge()
    LOCAL.judge, LOCAL.settings = judge, (seed, sandboxed)
    atexit.register(judge.close)


def release_local_judge() -> Judge | None:
    """This thread's judge, which is its judge no more, and goes on."""
    judge: Judge | None = getattr(LOCAL, "judge", None)
    LOCAL.judge = LOCAL.settings = None
    if judge:
        atexit.unregister(judge.close)
    return judge


def close_local_judge() -> None:
    """Ends this thread's judge, if there is one."""
    if judge := release_local_judge():
        judge.close()


class JobPool(Protocol):
    """Where jobs run."""

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]: ...

    def stop(self) -> None: ...


class LocalProcesses:
    """Processes of this machine."""

    def __init__(self, cores: int) -> None:
        self.executor: Executor = ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn"))

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return self.executor.submit(job, *arguments)

    def stop(self) -> None:
        """Hands out nothing more, and does not wait."""
        self.executor.shutdown(wait=False, cancel_futures=True)


class ThisProcess:
    """This process, one job after the other: no second one takes memory."""

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(job(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future

    def stop(self) -> None:
        close_local_judge()


class DaskCluster:
    """The cluster of a Dask scheduler, which has so many seconds to answer; lost jobs run again. Raises NstError."""

    def __init__(self, address: str, seconds: float = 10) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise NstError("--dask needs Dask: pip install 'nst_course[dask]'.") from None
        try:
            self.client = Client(address, timeout=seconds)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise NstError(
                f"There is no Dask scheduler at '{address}' ({reason}): start one, or omit --dask."
            ) from None
        self.executor = self.client.get_executor(pure=False)

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = self.executor.submit(job, *arguments)
        return future

    def stop(self) -> None:
        """Lets go of the cluster, and of all that it still does for us."""
        self.client.close()


def make_job_pool(cores: int, dask: str = "") -> JobPool:
    """Processes of this machine, or the cluster at the address of a Dask scheduler."""
    if dask:
        return DaskCluster(dask)
    return ThisProcess() if cores == 1 else LocalProcesses(cores)
