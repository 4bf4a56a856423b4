"""The database's address as one URL that both drivers understand alike: libpq's (queue, migrations, programs), asyncpg.

Several hosts are tried in turn, each with its own patience, so that one that is gone without a word costs seconds.
"""

import re
import socket
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import asyncpg
import psycopg
from psycopg.conninfo import conninfo_to_dict

CONNECT_SECONDS = 5.0
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": 20_000}
LIBPQ_KEEPALIVE = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,
}
TLS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword", "sslcrl", "sslnegotiation")
TLS_VERSIONS = ("ssl_min_protocol_version", "ssl_max_protocol_version")
WHO = ("user", "password", "passfile", "dbname", "application_name")
UNDERSTOOD = frozenset({*TLS, *TLS_VERSIONS, *WHO, "host", "port", "target_session_attrs"})
_SCHEME = re.compile(r"^postgres(?:ql)?(?:\+\w+)?://")


def libpq_url(url: str) -> str:
    """For libpq's clients. Of several hosts it means the one that takes writes, unless the URL says otherwise."""
    plain = _SCHEME.sub("postgresql://", url)
    parameters = conninfo_to_dict(plain)
    if "," not in str(parameters.get("host", "")) or "target_session_attrs" in parameters:
        return plain
    return f"{plain}{'&' if '?' in plain else '?'}target_session_attrs=read-write"


def fault(url: str) -> str | None:
    """What is wrong with an address, in words; None when nothing is."""
    if not _SCHEME.match(url):
        return "must begin with postgresql://"
    try:
        given = set(conninfo_to_dict(_SCHEME.sub("postgresql://", url)))
        if unknown := given - UNDERSTOOD:
            return f"does not take {', '.join(sorted(unknown))}; it takes {', '.join(sorted(UNDERSTOOD))}"
        _parts(url)
    except (psycopg.ProgrammingError, ValueError) as error:
        return f"cannot be read: {' '.join(str(error).split())}"
    return None


async def connect(url: str, *, read_only: bool = False, **options: Any) -> asyncpg.Connection:
    """A connection of asyncpg's. ConnectionError when no host answers in time or none is what the URL asks for.

    read_only: the server refuses writes on it; said afterwards, so that it does not pass for a server that takes none.
    """
    connection = await _connect(url, **options)
    if read_only:
        await connection.execute("SET default_transaction_read_only = on")
    return connection


async def _connect(url: str, **options: Any) -> asyncpg.Connection:
    dsn, hosts = _parts(url)
    failed: Exception | None = None
    for host, port in hosts:
        try:
            connection = await asyncpg.connect(dsn, host=host, port=port, timeout=CONNECT_SECONDS, **options)
        except (OSError, asyncpg.TargetServerAttributeNotMatched, asyncpg.CannotConnectNowError) as error:
            # A missing socket file, a refusal, a timeout: one kind of error for all.
            failed = error
        else:
            _notice_death(connection)
            return connection
    raise ConnectionError("the database cannot be reached") from failed


def _notice_death(connection: asyncpg.Connection) -> None:
    """A host that is gone without a word is noticed within seconds, not after the system's quarter of an hour."""
    transport = getattr(connection, "_transport", None)
    opened = transport.get_extra_info("socket") if transport is not None else None
    if opened is None or opened.family not in (socket.AF_INET, socket.AF_INET6):
        return
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEPALIVE.items():
        if hasattr(socket, name):  # not every system has each
            opened.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


@lru_cache(maxsize=16)
def _parts(url: str) -> tuple[str, tuple[tuple[str | None, int | None], ...]]:
    """Everything but the hosts as a DSN, and the hosts with their ports."""
    parameters: Mapping[str, Any] = conninfo_to_dict(libpq_url(url))
    hosts = str(parameters["host"]).split(",") if parameters.get("host") else [None]
    ports = [int(port) for port in str(parameters["port"]).split(",")] if parameters.get("port") else [None]
    query = {name: value for name, value in parameters.items() if name not in ("host", "port")}
    each = ports * len(hosts) if len(ports) == 1 else ports
    return f"postgresql://?{urlencode(query)}", tuple(zip(hosts, each, strict=True))
