"""The socket the API listens on: opened once, early, inherited by the API process; and whether it answers there."""

import errno
import http.client
import ipaddress
import os
import socket
from contextlib import closing, suppress

import psutil  # type: ignore[import-untyped]

LISTENER_VARIABLE = "MERIDIAN_LISTENER"
BACKLOG = 2048
PROBE_SECONDS = 0.5


class PortInUseError(RuntimeError):
    """Somebody else listens there, or we may not; the message says who and what to do."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on exactly this address. Raises PortInUseError when that is impossible."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=BACKLOG)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortInUseError(
                f"port {port} on {host} is in use{_by_whom(port)}. If that is Meridian, it is already running; "
                "otherwise end it, or choose another port: MERIDIAN_PORT=8001 make run"
            ) from error
        raise PortInUseError(f"cannot listen on {host} port {port}: {error.strerror}") from error


def inherited() -> socket.socket | None:
    """The socket the parent opened for us, if it did."""
    descriptor = os.environ.pop(LISTENER_VARIABLE, None)
    if descriptor is None:
        return None
    os.set_inheritable(int(descriptor), False)
    return socket.socket(fileno=int(descriptor))


def reachable(host: str) -> str:
    """The address to call from this machine: what listens everywhere also listens on loopback."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "::1"


def base_url(host: str, port: int) -> str:
    """What to type into a browser on this machine."""
    name = reachable(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def answers_ready(host: str, port: int) -> bool:
    """Whether the API there calls itself ready."""
    connection = http.client.HTTPConnection(reachable(host), port, timeout=PROBE_SECONDS)
    with suppress(OSError, http.client.HTTPException), closing(connection):
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    return False


def _by_whom(port: int) -> str:
    """Best effort: macOS tells only root, Linux only about one's own processes."""
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                process = psutil.Process(connection.pid)
                return f" by {process.name()} (process {connection.pid})"
    except (psutil.Error, OSError):
        pass
    return ""
