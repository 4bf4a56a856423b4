"""The house of the operating guide, built from it: proxy, two API processes, two workers, replica, S3 store."""

import asyncio
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psycopg
import pytest

from meridian.kernel.db import migrate
from meridian.kernel.settings import Settings
from tests.drills.load import at_work, company, status, unheard, verdict
from tests.meridian_local.conftest import eventually
from tests.support.files import PDF
from tests.support.s3 import s3_store
from tests.support.servers import primary_and_replica

pytestmark = pytest.mark.drill
GUIDE = (Path(__file__).parents[2] / "docs" / "operating.md").read_text()
SNIPPET, SITE = re.findall(r"```nginx\n(.*?)```", GUIDE, re.DOTALL)
LATER = "ALTER TABLE customer ADD COLUMN of_a_later_version text"


def free_ports(count: int) -> list[int]:
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in taken]
    for each in taken:
        each.close()
    return ports


@dataclass
class Service:
    """`meridian serve` or `meridian work` as a service manager runs it."""

    command: str
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.environment['MERIDIAN_PORT']}"

    def start(self) -> None:
        command = [sys.executable, "-m", "meridian_local.cli", self.command]
        self.process = subprocess.Popen(command, env=os.environ | self.environment)
        if self.command == "serve":
            assert eventually(lambda: status(self.base) == 200, 240), httpx.get(f"{self.base}/readyz").text

    def is_whole(self) -> bool:
        """It finds the replica, and that a worker runs."""
        checks = httpx.get(f"{self.base}/readyz", timeout=10).json()["checks"]
        return (checks["replica"], checks["worker"]) == ("ok", "ok")

    def stop(self) -> None:
        """In order; when this returns it has ended, and of nothing else."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) in (0, -signal.SIGTERM)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


@contextmanager
def proxy(place: Path, apis: list[int]) -> Iterator[tuple[str, ssl.SSLContext]]:
    """The guide's own nginx, with a certificate made for the occasion: its address, and who trusts it."""
    nginx, openssl = shutil.which("nginx"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("nginx or openssl is not installed")
    (port,) = free_ports(1)
    web, certificate, key = place / "web", place / "certificate.pem", place / "certificate.key"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<title>Meridian</title>")
    (place / "snippets").mkdir()
    (place / "snippets" / "meridian.conf").write_text(SNIPPET)
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    made = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run([openssl, *made, *name], check=True, capture_output=True)
    site = SITE
    for said, here in {
        "127.0.0.1:8000": f"127.0.0.1:{apis[0]}",
        "127.0.0.1:8001": f"127.0.0.1:{apis[1]}",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "crm.example.com;": "localhost;",
        "/etc/ssl/crm.example.com.pem": str(certificate),
        "/etc/ssl/crm.example.com.key": str(key),
        "/srv/meridian": str(web),
        "include snippets": f"include {place}/snippets",
    }.items():
        assert said in site, f"the guide has no {said} any more"
        site = site.replace(said, here)
    temporary = "".join(
        f"{each}_temp_path {place}/{each};" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    whole = f"{user} daemon off; pid {place}/pid; error_log {place}/error.log; events {{}}"
    (place / "nginx.conf").write_text(f"{whole} http {{ access_log off; {temporary} {site} }}")
    process = subprocess.Popen([nginx, "-p", place, "-c", place / "nginx.conf", "-e", place / "error.log"])
    try:
        assert eventually(lambda: (place / "pid").exists(), 10), (place / "error.log").read_text()
        yield f"https://localhost:{port}", ssl.create_default_context(cafile=str(certificate))
    finally:
        process.terminate()
        process.wait(10)


async def test_everything_is_restarted_in_turn_beside_a_migration(settings: Settings, tmp_path: Path) -> None:
    """People work through the proxy; nobody is refused, no write lost or doubled, and every event is heard."""
    ports = free_ports(2)
    with primary_and_replica() as pair, s3_store() as (aws, objects), proxy(tmp_path, ports) as (base, trusting):
        migrate.upgrade(pair.primary.uri())
        key = await company(pair.primary.uri(), settings)
        environment = aws | {
            "MERIDIAN_ENV": "production",
            "MERIDIAN_SECRET": "of-a-drill-and-of-nothing-else-at-all",
            "MERIDIAN_DATABASE_URL": pair.primary.uri(),
            "MERIDIAN_READ_DATABASE_URL": pair.replica.uri(),
            "MERIDIAN_DATA_DIR": str(tmp_path / "data"),
            "MERIDIAN_FILE_STORE_URL": "s3://papers/drill",
            "MERIDIAN_TRUSTED_PROXIES": '["127.0.0.1"]',
            "MERIDIAN_LOG_LEVEL": "error",
        }
        apis = [Service("serve", environment | {"MERIDIAN_PORT": str(port)}) for port in ports]
        workers = [Service("work", environment) for _ in range(2)]
        try:
            await asyncio.gather(*(asyncio.to_thread(service.start) for service in (*workers, *apis)))
            async with at_work(base, key, trusting) as people:
                await _everything_is_reached(people.client, objects)
                began = time.monotonic()
                with psycopg.connect(pair.primary.uri(), autocommit=True) as connection:
                    connection.execute(LATER)
                    connection.execute("UPDATE alembic_version SET version_num = '9999_of_the_next_version'")
                await asyncio.sleep(2)
                for service in (*apis, *workers):
                    await asyncio.to_thread(service.stop)
                    await asyncio.to_thread(service.start)
                took = time.monotonic() - began
                await asyncio.sleep(3)
            assert await asyncio.to_thread(eventually, lambda: unheard(pair.primary.uri()) == 0, 120)
            for api in apis:
                assert await asyncio.to_thread(eventually, api.is_whole, 60), "replica or workers are not back"
            figures = {"restarted_in": f"{took:.1f} s"}
            assert verdict("a rolling restart", people, pair.primary.uri(), **figures) == (0, 0)
            assert not people.refused
        finally:
            for service in (*apis, *workers):
                service.kill()


async def _everything_is_reached(client: httpx.AsyncClient, objects: Mapping[str, bytes]) -> None:
    """Pages from the proxy, files in the store, events as they come."""
    page = await client.get("/customers")
    assert (page.status_code, page.text) == (200, "<title>Meridian</title>")
    assert page.headers["strict-transport-security"]
    assert (await client.get("/metrics")).text == page.text, "metrics are nobody's from outside"
    content = PDF + os.urandom(2 << 20)
    sent = await client.post("/v1/files", files={"file": ("large.pdf", content, "application/pdf")})
    assert sent.status_code == 201, sent.text
    assert content in objects.values()
    assert (await client.get(f"/v1/files/{sent.json()['id']}/content")).content == content
    async with client.stream("GET", "/v1/events/stream", timeout=30) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        async for line in stream.aiter_lines():
            assert line
            break
