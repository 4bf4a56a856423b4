"""Whoever follows a comment or a page finds what it names: files, decisions, pages linked to."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
SKIPPED = {
    ".data",
    ".git",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "dist",
    "node_modules",
}


def _files() -> Iterator[str]:
    for folder, folders, files in os.walk(HOUSE):
        folders[:] = sorted(set(folders) - SKIPPED)
        yield from ((Path(folder) / file).relative_to(HOUSE).as_posix() for file in files)


FILES = tuple(_files())
READ = {".py", ".md", ".ts", ".tsx", ".mjs", ".toml", ".sh"}
# What names files that are not here: how things were called before, planted violations, an address.
BY_DESIGN = {
    "docs/design/architecture.md",
    "tests/architecture/test_citations.py",
    "tests/architecture/test_imports.py",
    "tests/reference/test_reference.py",
}
FILE = re.compile(r"(?<![\w./*{<~-])(?:\.{1,2}/)*((?:[\w-]+/)*[\w-]+\.(?:md|py))\b(?!\.)")
DECISION = re.compile(r"\bdecisions? (\d{4})\b")
ELSEWHERE = re.compile(r"\b(?:issue|ticket|PR) #?\d+\b")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


def texts(*endings: str) -> Iterator[tuple[str, str]]:
    for name in FILES:
        path = HOUSE / name
        if path.suffix in endings and path.is_file() and name not in BY_DESIGN:
            yield name, path.read_text("utf-8")


def unknown(text: str) -> Iterator[str]:
    """Files, decisions and entries of another house's books that the text names and the repository does not have."""
    for cited in FILE.findall(text):
        if not any(f"/{name}".endswith(f"/{cited}") for name in FILES):
            yield cited
    numbers = {Path(name).name[:4] for name in FILES if name.startswith("docs/decisions/")}
    yield from (f"decision {number}" for number in DECISION.findall(text) if number not in numbers)
    yield from ELSEWHERE.findall(text)


def test_what_is_cited_is_there() -> None:
    assert [(name, each) for name, text in texts(*READ) for each in unknown(text)] == []


def test_links_of_pages_lead_somewhere() -> None:
    links = [(HOUSE / name, link) for name, text in texts(".md") for link in LINK.findall(text)]
    assert len(links) > 20
    assert [(str(page), link) for page, link in links if not (page.parent / link).exists()] == []


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [Path(name).name[:4] for name in FILES if name.startswith("docs/decisions/")]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    "text", ["# see rules_search.py", "(docs/old-guide.md)", "as decided (decision 4711)", "# for issue 7"]
)
def test_what_is_not_here_is_found(text: str) -> None:
    assert list(unknown(text))
