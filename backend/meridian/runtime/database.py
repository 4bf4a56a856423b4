"""Which database to use: the one MERIDIAN_DATABASE_URL names, or the embedded one."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from meridian.kernel.settings import Settings
from meridian.runtime import embedded
from meridian.runtime.cluster import DatabaseError
from meridian.runtime.server import Progress, Server, quiet

OLDEST_VERSION = 18
CONNECT_SECONDS = 10
WORKER_CONNECTIONS = 20
SPARE_CONNECTIONS = 30  # migrations, imports, psql, backups


@contextmanager
def database(settings: Settings, progress: Progress = quiet) -> Iterator[str]:
    """The address of a database that answers, up at least until the block ends.

    Raises DatabaseError when it cannot be reached, cannot be started or is too old.
    """
    if settings.database_url:
        check_version(settings.database_url)
        yield settings.database_url
        return
    with start_embedded(settings, progress) as server:
        yield server.uri()


def start_embedded(settings: Settings, progress: Progress = quiet) -> Server:
    """The embedded server, with the product's database on it and room for everybody's connections."""
    server = embedded.start(settings.data_dir, connections=_connections(settings), progress=progress)
    server.create_database()
    return server


def check_version(url: str) -> str:
    """The server's version in its own words; DatabaseError when it is silent or older than OLDEST_VERSION."""
    try:
        with psycopg.connect(url.replace("+asyncpg", "", 1), connect_timeout=CONNECT_SECONDS) as connection:
            number, version = connection.info.server_version, connection.info.parameter_status("server_version")
    except psycopg.Error as error:
        raise DatabaseError(f"the database that MERIDIAN_DATABASE_URL names does not answer: {error}") from error
    if number < OLDEST_VERSION * 10_000:
        raise DatabaseError(
            f"MERIDIAN_DATABASE_URL names PostgreSQL {version}; Meridian needs {OLDEST_VERSION} or newer"
        )
    return version or str(number)


def _connections(settings: Settings) -> int:
    """Each API process holds a pool for writing, one for reading and a listener."""
    needed = settings.api_processes * (2 * settings.pool_size + 1) + WORKER_CONNECTIONS + SPARE_CONNECTIONS
    return max(embedded.DEFAULT_CONNECTIONS, needed)
