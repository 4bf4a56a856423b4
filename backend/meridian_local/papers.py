"""What `make papers` makes of the code: `docs/requirements.md` and `docs/workflows.md`.

The first lists the written rules Meridian carries out, each with the modules and tests that cite it. The first three
columns of its tables are written by people; the last two are made from the code. A rule is cited by its id in a
docstring or comment: `CR-13`, or a span such as `RV-6..11`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from meridian.kernel.workflow.rules import Move, Workflow

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
        return f"| {rule} | {words} | {product} | {_cited(carried.get(rule))} | {_cited(proven.get(rule))} |"

    return "\n".join(row(line) for line in text.split("\n"))


def _sources(root: Path, folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in (root / folder).rglob("*"):
            if path.suffix in SUFFIXES and SKIPPED.isdisjoint(path.parts) and GENERATED not in path.name:
                yield path


def _cited(paths: list[str] | None) -> str:
    """Paths without what every one of them has, so that a row stays readable."""
    if not paths:
        return NOWHERE
    short = (re.sub(r"^(backend/meridian/|backend/|tests/|frontend/)", "", path) for path in paths)
    return " ".join(f"`{path}`" for path in short)


# `docs/workflows.md`: a Mermaid state diagram and a table of moves for each workflow, made from the tables alone.

PREFACE = """# Workflows

Every record that changes state does so by a move of one of these tables; nothing else changes a state, but for merging
customers, which settles what both had planned. A move is `POST /v1/<records>/{id}/moves/{move}`. A read names in
`allowed_moves` those that its reader would be granted for this record as it is now, once they bring what the move needs
and meet what it is refused for besides. A move without a permission is made by the clock or by another move.

Each move made is kept with who, when, from, to, reason, and the elapsed and working time that the state left has
lasted. A move that leaves the record in its state (—) says nothing of time: the move that ends the state tells all of
it.

In the tables: *offered if* names the conditions of the record and of who asks, *refused unless* what a request or more
work can still bring, *causes* what the move does besides, *events* what it publishes. A refusal names each condition
that is not met. Written by `make papers` from the code.
"""

COLUMNS = (
    "move",
    "中文",
    "from",
    "to",
    "permission",
    "needs",
    "offered if",
    "refused unless",
    "causes",
    "events",
)


def mermaid(workflow: Workflow[Any]) -> str:
    """The table as a Mermaid state diagram; states with a Chinese label show both names."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {state}: {state} {label}" for state, label in workflow.labels_zh.items()]
    lines += [f"    [*] --> {workflow.start}"]
    for m in workflow.moves:
        lines += [f"    {source} --> {m.leads_to(source)}: {m.name}" for source in sorted(m.sources)]
    lines += [f"    {state} --> [*]" for state in sorted(workflow.final)]
    return "\n".join(lines)


def chapter(workflow: Workflow[Any]) -> str:
    """One workflow: heading, diagram, and what each move takes."""
    rows = "\n".join(_row(move) for move in workflow.moves)
    return (
        f"## {workflow.name}\n\n```mermaid\n{mermaid(workflow)}\n```\n\n"
        f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|\n{rows}\n"
    )


def workflows_page(workflows: Iterable[Workflow[Any]]) -> str:
    """All of them, in the order of their names."""
    chapters = (chapter(workflow) for workflow in sorted(workflows, key=lambda workflow: workflow.name))
    return "\n".join((PREFACE, *chapters))


def _row(move: Move[Any]) -> str:
    conditions = [] if move.when is None else [move.when]
    cells = (
        move.name,
        move.label_zh,
        _listed(sorted(move.sources)),
        move.target or "—",
        f"`{move.permission}`" if move.permission else "–",
        _listed(move.needs),
        _listed(_said(each.__name__) for each in (*conditions, *move.guards)),
        _listed(_said(each.__name__) for each in move.requires),
        _listed(_said(name) for name in (move.brings, *move.effects) if name is not None),
        _listed(f"`{kind.name}`" for kind in move.events),
    )
    return f"| {' | '.join(cells)} |"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "–"


def _said(name: str) -> str:
    """A function's name as words."""
    return name.replace("_", " ")
