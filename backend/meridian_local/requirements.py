"""`docs/requirements.md`: the written rules Meridian carries out, each with the modules and tests that cite it.

The first three columns of its tables are written by people; the last two are made from the code. A rule is cited by its
id in a docstring or comment: `CR-13`, or a span such as `RV-6..11`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

RULE = re.compile(r"\b(OT|TS|CR|MC|RV)-(\d+)(?:\.\.(?:(?:OT|TS|CR|MC|RV)-)?(\d+))?")
ROW = re.compile(r"^\| ((?:OT|TS|CR|MC|RV)-\d+) \| ([^|]*) \| ([^|]*) \|")
NOWHERE = "–"
SUFFIXES = frozenset({".py", ".ts", ".tsx"})
SKIPPED = frozenset({"node_modules", "dist", "__pycache__"})
GENERATED = ".gen."  # what a build writes cites nothing of its own


def cited_in(text: str) -> set[str]:
    """Ids of the rules that a text cites, spans written out."""
    return {
        f"{area}-{number}"
        for area, first, last in RULE.findall(text)
        for number in range(int(first), int(last or first) + 1)
    }


def citations(root: Path, *folders: str) -> Mapping[str, list[str]]:
    """Rule id → paths below `root` of the source files in `folders` that cite it, in order."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(_sources(root, folders)):
        for rule in cited_in(path.read_text(encoding="utf-8")):
            found[rule].append(path.relative_to(root).as_posix())
    return found


def updated(text: str, root: Path) -> str:
    """The document with its last two columns as the code below `root` has them now."""
    carried, proven = citations(root, "backend", "frontend/src"), citations(root, "tests", "frontend/e2e")

    def row(line: str) -> str:
        match = ROW.match(line)
        if match is None:
            return line
        rule, words, product = match.groups()
        return f"| {rule} | {words} | {product} | {_listed(carried.get(rule))} | {_listed(proven.get(rule))} |"

    return "\n".join(row(line) for line in text.split("\n"))


def _sources(root: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in (root / folder).rglob("*"):
            if path.suffix in SUFFIXES and SKIPPED.isdisjoint(path.parts) and GENERATED not in path.name:
                yield path


def _listed(paths: list[str] | None) -> str:
    """Paths without what every one of them has, so that a row stays readable."""
    if not paths:
        return NOWHERE
    short = (re.sub(r"^(backend/meridian/|backend/|tests/|frontend/)", "", path) for path in paths)
    return " ".join(f"`{path}`" for path in short)
