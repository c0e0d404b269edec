"""The two jobs (reading a file, judging a program) and where they run: this process, other cores, a Dask cluster."""

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
LOCAL = threading.local()  # this thread's judge, kept from job to job


def read_job(content: bytes, name: str) -> Reading:
    """The `Reading` of a file."""
    return read_submission(content, name)


def judge_job(job: Job, seed: str, sandboxed: bool, isolation_required: bool = False) -> Judged:
    """(the finding on a program, the isolation achieved). A judge that fails is replaced once.

    Raises NstError if isolation is required but unavailable, before any of the program runs.
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
        close_local_judge()  # before another one takes up memory
        use_local_judge(Judge(int(seed, 16), sandboxed), seed, sandboxed)
    judge: Judge = LOCAL.judge
    return judge


def use_local_judge(judge: Judge, seed: str, sandboxed: bool) -> None:
    """Makes an existing judge this thread's own; the previous one is closed."""
    close_local_judge()
    LOCAL.judge, LOCAL.settings = judge, (seed, sandboxed)
    atexit.register(judge.close)


def release_local_judge() -> Judge | None:
    """Detaches and returns this thread's judge, still running."""
    judge: Judge | None = getattr(LOCAL, "judge", None)
    LOCAL.judge = LOCAL.settings = None
    if judge:
        atexit.unregister(judge.close)
    return judge


def close_local_judge() -> None:
    """Closes this thread's judge, if it has one."""
    if judge := release_local_judge():
        judge.close()


class JobPool(Protocol):
    """Where jobs run."""

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]: ...

    def stop(self) -> None: ...


class LocalProcesses:
    """Processes on this machine."""

    def __init__(self, cores: int) -> None:
        self.executor: Executor = ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn"))

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]:
        return self.executor.submit(job, *arguments)

    def stop(self) -> None:
        """Cancels the jobs that have not started; does not wait."""
        self.executor.shutdown(wait=False, cancel_futures=True)


class ThisProcess:
    """This process, one job at a time, which needs no memory for a second one."""

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
    """A Dask cluster; lost jobs run again. Raises NstError if the scheduler doesn't answer within the time limit."""

    def __init__(self, address: str, seconds: float = 10) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise NstError("--dask needs Dask: pip install 'nst_course[dask]'.") from None
        try:
            self.client = Client(address, timeout=seconds)
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise NstError(f"No Dask scheduler answers at '{address}' ({reason}): start one, or omit --dask.") from None
        self.executor = self.client.get_executor(pure=False)

    def submit(self, job: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = self.executor.submit(job, *arguments)
        return future

    def stop(self) -> None:
        """Disconnects from the cluster and cancels its remaining jobs."""
        self.client.close()


def make_job_pool(cores: int, dask: str = "") -> JobPool:
    """Processes on this machine, or the cluster whose Dask scheduler has this address."""
    if dask:
        return DaskCluster(dask)
    return ThisProcess() if cores == 1 else LocalProcesses(cores)
