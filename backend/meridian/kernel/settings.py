"""Everything the environment may decide, read once. `MERIDIAN_ENV=production` refuses what only suits a demo."""

import contextlib
import ipaddress
import re
import secrets
import socket
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlencode, urlsplit

import asyncpg
import psycopg
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

# The database's address as one URL that both drivers understand alike: libpq's (queue, migrations, programs), asyncpg.
#
# Several hosts are tried in turn, each with its own patience, so that one that is gone without a word costs seconds.


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


DEMO_SECRET_FILE = "secret"  # noqa: S105 — a file's name, not a secret


class Settings(BaseSettings):
    """Process settings; every field is the environment variable `MERIDIAN_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="MERIDIAN_", extra="ignore")

    env: Literal["development", "test", "production"] = "development"
    database_url: str | None = Field(
        default=None, description="postgresql://… of a server ≥ 18; without it the embedded server is used"
    )
    data_dir: Path = Field(default=Path(".data"), description="database, files and secret of the embedded set-up")
    host: str = "127.0.0.1"
    port: int = 8000
    api_processes: int = Field(default=1, ge=1, le=64)
    secret: SecretStr | None = Field(default=None, description="signs cursors; at least 32 characters in production")
    cookie_secure: bool | None = Field(default=None, description="default: only over HTTPS in production")
    trusted_origins: tuple[str, ...] = Field(default=(), description="other browser origins that may send requests")
    demo: bool | None = Field(default=None, description="load the demo company on first start; never in production")
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="addresses or networks whose forwarding is believed"
    )
    connections_per_address: int = Field(default=512, ge=1, description="open at once, in each API process")
    test_clock: bool = Field(default=False, description="lets an administrator move the clock; never in production")
    session_hours: int = Field(default=168, ge=1, le=2160, description="how long a browser stays signed in")
    pool_size: int = Field(default=10, ge=1, le=200)
    read_database_url: str | None = Field(default=None, description="a replica for reads that may lag")
    rate_limit_per_minute: int = Field(default=6000, ge=1)
    argon2_time_cost: int = Field(default=3, ge=1, le=10)
    argon2_memory_kib: int = Field(default=65536, ge=8)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    file_store_url: str | None = Field(default=None, description="s3://… ; default: a directory below data_dir")
    import_batch_rows: int = Field(
        default=5000, ge=1, le=20_000, description="rows that an import reads or writes in one transaction"
    )
    max_upload_bytes: int = Field(default=200 * 1024 * 1024, ge=1)
    max_file_bytes: int = Field(default=50 * 1024 * 1024, ge=1, description="largest file kept for a record")

    @field_validator("trusted_origins")
    @classmethod
    def _origins_as_browsers_write_them(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        """What a browser would never send is refused, instead of never being met."""
        for origin in origins:
            parts = urlsplit(origin)
            written = f"{parts.scheme}://{parts.netloc}".lower()
            if parts.scheme not in ("http", "https") or not parts.hostname or "*" in origin or origin != written:
                raise ValueError(f"{origin!r} is no origin: write https://crm.example.com, without a path or final /")
        return origins

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for each in proxies:
            try:
                ipaddress.ip_network(each, strict=False)
            except ValueError:
                raise ValueError(f"{each!r} is no address or network: write 10.0.0.5 or 10.0.0.0/24") from None
        return proxies

    @field_validator("database_url", "read_database_url")
    @classmethod
    def _addresses_are_understood(cls, url: str | None) -> str | None:
        if url is not None and (wrong := fault(url)):
            raise ValueError(wrong)
        return url

    @model_validator(mode="after")
    def _production_is_strict(self) -> Self:
        if self.env != "production":
            return self
        faults = []
        if self.secret is None or len(self.secret.get_secret_value()) < 32:
            faults.append("MERIDIAN_SECRET must be set to at least 32 characters")
        if self.cookie_secure is False:
            faults.append("MERIDIAN_COOKIE_SECURE must not be false")
        if self.demo:
            faults.append("MERIDIAN_DEMO must not be set: production holds no demo data")
        if not self.data_dir.is_absolute():
            faults.append("MERIDIAN_DATA_DIR must be an absolute path: a new version in a new folder must find it")
        if self.test_clock:
            faults.append("MERIDIAN_TEST_CLOCK must not be set: production lives in real time")
        if faults:
            raise ValueError("MERIDIAN_ENV=production refuses to start: " + "; ".join(faults))
        return self

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def secure_cookies(self) -> bool:
        return self.production if self.cookie_secure is None else self.cookie_secure

    @property
    def demo_allowed(self) -> bool:
        return not self.production and self.demo is not False

    def signing_key(self) -> bytes:
        """Key that signs cursors; outside production one is made on first use and kept in the data directory."""
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        path = self.data_dir / DEMO_SECRET_FILE
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(f".{secrets.token_hex(4)}")
            fresh.touch(mode=0o600)
            fresh.write_text(secrets.token_hex(32))
            # Two processes may start at once: the first link wins, both then read the same file.
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(fresh)
            fresh.unlink()
        return path.read_text().encode()


@lru_cache
def get_settings() -> Settings:
    return Settings()
