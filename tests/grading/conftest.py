"""Shared by the grading tests: a fork server, which takes seconds to start."""

import pytest

from nst_course.grading.sandbox.pools import ForkServer


@pytest.fixture(scope="session")
def fork_server():
    """Workers in the best sandbox available here."""
    server = ForkServer()
    yield server
    server.close()
