"""What browsers are told to refuse."""

import re
from pathlib import Path

import httpx
import pytest

from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian.web.serving import PAGE_HEADERS, REACT_ARIA_STYLES, common_headers, source_hash
from tests.web.conftest import HTML, client


def directives(answer: httpx.Response) -> dict[str, list[str]]:
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", ["/", "/customers", "/icon.svg", "/assets/index-1a2b.js"])
async def test_pages_run_and_load_only_what_we_serve(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path, headers=HTML)
    policy = directives(answer)
    assert policy["default-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:"} & {
        s for list_ in policy.values() for s in list_
    }
    assert "script-src" not in policy, "default-src holds for scripts, with nothing inline"
    assert "microphone=()" in answer.headers["permissions-policy"]
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_only_inline_styles_are_the_ones_we_know(browser: httpx.AsyncClient) -> None:
    policy = directives(await browser.get("/", headers=HTML))
    assert policy["style-src"] == ["'self'", *(source_hash(style) for style in REACT_ARIA_STYLES)]
    assert source_hash("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"  # as every browser computes it


async def test_answers_of_the_api_are_data_not_pages(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/healthz")
    assert directives(answer) == {"default-src": ["'none'"], "frame-ancestors": ["'none'"]}
    assert answer.headers["cache-control"] == "no-store"


async def test_every_name_is_said_once(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/assets/index-1a2b.js", "/healthz", "/v1/me"):
        names = [name for name, _ in (await browser.get(path, headers=HTML)).headers.multi_items()]
        assert len(names) == len(set(names)), path


async def test_production_asks_for_https_from_then_on(
    settings: Settings, dist: object, browser: httpx.AsyncClient
) -> None:
    production = settings.model_copy(update={"env": "production"})
    async with client(create_app(production)) as strict:
        for path in ("/healthz", "/", "/v1/me"):
            age = re.search(
                r"max-age=(\d+)", (await strict.get(path, headers=HTML)).headers["strict-transport-security"]
            )
            assert age
            assert int(age[1]) >= 31536000
    assert "strict-transport-security" not in (await browser.get("/", headers=HTML)).headers


def test_the_operating_guide_s_proxy_says_the_same() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    snippet = guide.partition("snippets/meridian.conf`:")[2].partition("gzip_static")[0]
    said = dict(re.findall(r'^add_header (\S+) "(.*)" always;$', snippet, re.MULTILINE))
    ours = {**common_headers(production=True), **PAGE_HEADERS}
    assert said == {name: value for name, value in ours.items() if name != "Cache-Control"}
