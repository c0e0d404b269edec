"""`nst demo`: who gets in, what is served and what is not, and how it ends."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlsplit

import psutil
import pytest

pytest.importorskip("voila", reason='needs Voilà: pip install "nst_course[demo]"')

from nst_course.studio.server import is_local, open_sockets, page_address

CODE = "from nst_course.studio.server import serve; serve({!r}, 0, open_browser=False, code='print(6 * 7)')"
NOBODY = "11111111-1111-1111-1111-111111111111"  # a kernel that does not exist
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "bnN0X2NvdXJzZSBzdHVkaQ==",
}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", "::1"])
def test_here(host):
    assert is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.0.2.7", "example.org", "localhost.example.org", "0"])
def test_there(host):
    assert not is_local(host)


def test_addresses():
    assert page_address("localhost", 8866) == "http://localhost:8866/"
    assert page_address("::1", 80) == "http://[::1]:80/"
    assert page_address("192.0.2.7", 8866, "abc") == "http://192.0.2.7:8866/?token=abc"
    assert page_address("0.0.0.0", 8866, "abc", same_machine=True) == "http://localhost:8866/?token=abc"
    assert urlsplit(page_address("0.0.0.0", 8866)).hostname not in ("0.0.0.0", "", None)


def test_the_first_free_port_is_taken():
    sockets = open_sockets("127.0.0.1", [0])
    port = sockets[0].getsockname()[1]
    others = open_sockets("127.0.0.1", [port, 0])
    assert others[0].getsockname()[1] != port
    for one in [*sockets, *others]:
        one.close()


def test_a_taken_port_is_one_sentence(nst):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, out, err = nst("demo", "--no-browser", "--host", "127.0.0.1", "--port", port)
    assert (code, out) == (2, "")
    assert err.startswith(f"nst: Port {port} of 127.0.0.1 cannot be used (")
    assert f"--port {port + 1}" in err
    assert err.count("\n") == 1


def test_an_unknown_host(nst):
    code, _, err = nst("demo", "--no-browser", "--host", "nowhere.invalid")
    assert (code, err.count("\n")) == (2, 1)
    assert "nowhere.invalid" in err


def test_without_voila_one_sentence_says_so(nst, monkeypatch):
    monkeypatch.setitem(sys.modules, "voila", None)
    code, out, err = nst("demo")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert 'pip install "nst_course[demo]"' in err


def demo(host, folder):
    """A server in a separate process, started in `folder`; (process, its output)."""
    command = [sys.executable, "-c", CODE.format(host)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(command, cwd=folder, env=environment, **pipes)
    said = server.stdout.readline()
    assert "http://" in said, server.stderr.read()
    return server, said


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    """A function: host -> (port, token) of a server there, started in a folder with a secret."""
    folder = tmp_path_factory.mktemp("mine")
    for name in ("secret.png", "secret.ipynb"):
        (folder / name).write_text("{}", encoding="utf-8")
    servers = {}

    def at(host):
        if host not in servers:
            servers[host] = demo(host, folder)
        return re.search(r":(\d+)/(?:\?token=(\w+))?", servers[host][1]).groups()

    yield at
    for server, _ in servers.values():
        server.kill()
        server.communicate()


def ask(port, path="/", method="GET", **headers):
    """(status, where it sends us, text)."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    text = "" if answer.status == 101 else answer.read().decode("utf-8")
    connection.close()
    return answer.status, answer.headers.get("Location", ""), text


def kernel_of(page):
    return re.search(r'"kernelId": "([\w-]+)"', page)[1]


@pytest.mark.slow
def test_no_token_is_needed_on_this_machine(serving):
    port, token = serving("localhost")
    assert token is None
    status, _, page = ask(port)
    assert status == 200
    assert "<title>nst_course · studio</title>" in page
    assert "<pre>42\n" in page
    assert ask(port, f"/api/kernels/{kernel_of(page)}/channels", **UPGRADE)[0] == 101


@pytest.mark.slow
def test_a_page_from_elsewhere_has_no_access(serving):
    """By a host name that resolves to this machine (DNS rebinding), or from another origin."""
    port, _ = serving("localhost")
    kernel = kernel_of(ask(port)[2])
    assert ask(port, Host="evil.example.org")[0] == 403
    channels = f"/api/kernels/{kernel}/channels"
    assert ask(port, channels, **UPGRADE, Origin="http://evil.example.org")[0] == 403
    assert ask(port, channels, **UPGRADE, Host="evil.example.org", Origin="http://evil.example.org")[0] == 403
    assert ask(port, f"/voila/api/shutdown/{kernel}", "POST", Origin="http://evil.example.org")[0] in (403, 404)
    assert ask(port, f"/api/kernels/{kernel}")[0] == 200  # it is still running


@pytest.mark.slow
def test_nothing_is_loaded_from_the_internet(serving):
    page = ask(serving("localhost")[0])[2]
    assert re.findall(r"<(?:script|link|img|iframe)[^>]*https?:[^>]*>", page.replace("http://www.w3.org", "")) == []


PATHS = ["/", f"/api/kernels/{NOBODY}", "/api/kernels", "/api/contents", "/voila/tree", "/voila/files/studio.ipynb"]


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_there_is_no_access_without_the_token(serving, path):
    port, token = serving("0.0.0.0")
    assert len(token) >= 32
    for wrong in (path, f"{path}?token=", f"{path}?token={token[:-1]}"):
        status, goes, _ = ask(port, wrong)
        assert status == 403 or (status == 302 and goes.startswith("/login?"))


@pytest.mark.slow
def test_with_the_token_everything_works(serving):
    port, token = serving("0.0.0.0")
    status, _, page = ask(port, f"/?token={token}")
    assert status == 200
    assert "<pre>42\n" in page
    channels = f"/api/kernels/{kernel_of(page)}/channels"
    assert ask(port, channels, **UPGRADE)[0] == 403
    assert ask(port, channels, "GET", **UPGRADE, Authorization="token wrong")[0] == 403
    assert ask(port, channels, "GET", **UPGRADE, Authorization=f"token {token}")[0] == 101
    for method, path in (("POST", f"/voila/api/shutdown/{kernel_of(page)}"), ("DELETE", channels[:-9])):
        assert ask(port, path, method)[0] == 403
    assert ask(port, channels[:-9], Authorization=f"token {token}")[0] == 200  # it is still running


@pytest.mark.slow
@pytest.mark.parametrize("name", ["secret.png", "secret.ipynb", "studio.ipynb", "../secret.png", "%2e%2e/secret.png"])
@pytest.mark.parametrize("place", ["/", "/voila/files/", "/voila/render/", "/files/", "/api/contents/"])
def test_only_the_studio_is_served(serving, place, name):
    port, _ = serving("localhost")
    status, goes, _ = ask(port, f"{place}{name}")
    while status == 302:
        status, goes, _ = ask(port, goes)
    assert status in (403, 404)


@pytest.mark.slow
@pytest.mark.parametrize(
    "folder", ["/voila/files/", "/voila/tree", "/files/", "/tree", "/api/contents", "/api/kernels"]
)
def test_nothing_is_listed(serving, folder):
    port, _ = serving("localhost")
    status, goes, _ = ask(port, folder)
    while status == 302:
        status, goes, _ = ask(port, goes)
    assert status in (403, 404)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="sends signals as a POSIX terminal does")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_its_kernels_and_leaves_nothing_behind(tmp_path, sign):
    server, said = demo("localhost", tmp_path)
    ask(re.search(r":(\d+)/", said)[1])
    kernels = psutil.Process(server.pid).children(recursive=True)
    assert kernels
    server.send_signal(sign)
    server.send_signal(sign)  # impatient
    out, err = server.communicate(timeout=20)
    assert (server.returncode, out, err) == (0, "", "")
    _, alive = psutil.wait_procs(kernels, timeout=5)
    assert not alive
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_each_page_has_its_own_kernel_which_ends_when_the_page_closes(serving):
    port, _ = serving("localhost")
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    connection.request("GET", "/")
    answer = connection.getresponse()
    cookies = "; ".join(cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie"))
    kernel = kernel_of(answer.read().decode("utf-8"))
    connection.close()
    assert kernel_of(ask(port)[2]) != kernel
    xsrf = re.search("_xsrf=([^;]*)", cookies)[1]
    path = f"/voila/api/shutdown/{kernel}?_xsrf={xsrf}"
    assert ask(port, path, "POST", Cookie=cookies, Origin=f"http://127.0.0.1:{port}")[0] == 204
    for _ in range(50):
        if ask(port, f"/api/kernels/{kernel}")[0] == 404:
            return
        time.sleep(0.1)
    raise AssertionError("the kernel still lives")
