"""Where a server listens: (host, port) -> open sockets, and the address to type."""

import ipaddress
import socket

from tornado.netutil import bind_sockets

from ..errors import NstError

PORTS = range(8866, 8886)  # Voilà's own, and some more for a second demo
EVERYWHERE = ("", "*", "0.0.0.0", "::")


def is_local(host):
    """Whether only this machine can reach a server that listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_sockets(host, ports):
    """Sockets that listen at `host`, on the first of the ports that is free. Raises NstError when none is."""
    problem = None
    for port in ports:
        try:
            return bind_sockets(port, "" if host in EVERYWHERE else host)
        except socket.gaierror as error:
            problem = f"'{host}' is no address of this machine ({error.strerror}): leave out --host, or give 0.0.0.0."
        except OSError as error:
            reason = error.strerror or error
            problem = f"Port {port} of {host} cannot be used ({reason}): choose another, such as --port {port + 1}."
    raise NstError(problem)


def address(host, port, token="", here=False):
    """What to type into a browser; `here`: into one on this machine."""
    name = host
    if host in EVERYWHERE:
        name = "localhost" if here else own_address()
    name = f"[{name}]" if ":" in name else name
    return f"http://{name}:{port}/{f'?token={token}' if token else ''}"


def own_address():
    """This machine's address in the network that it is in, else its name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nobody has this address, and nothing is sent
            return probe.getsockname()[0]
        except OSError:
            return socket.gethostname()
