"""A small build and a browser that asks for it."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from meridian.kernel.settings import Settings
from meridian.main import create_app

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
INDEX = b"<!doctype html><title>Meridian</title>"
SCRIPT = b"export const words = 'Meridian';\n" * 100


def write_build(where: Path) -> None:
    """An index, a script with both of its copies, an icon, and what the bundler keeps for itself."""
    (where / "assets").mkdir(parents=True)
    (where / ".vite").mkdir()
    (where / "index.html").write_bytes(INDEX)
    (where / "icon.svg").write_text("<svg/>")
    (where / ".vite" / "manifest.json").write_text("{}")
    (where / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (where / "assets" / "index-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
    (where / "assets" / "index-1a2b.js.br").write_bytes(b"brotli, as far as a server can tell")


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    where = tmp_path / "dist"
    write_build(where)
    return where


@pytest.fixture
def site(settings: Settings, dist: Path) -> FastAPI:
    return create_app(settings, interface=dist)


@pytest.fixture
async def browser(site: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client(site) as opened:
        yield opened


def client(site: FastAPI) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=site, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://meridian.test", headers={"Accept-Encoding": ""})
