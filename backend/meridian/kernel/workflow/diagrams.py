"""Workflows drawn for people: a Mermaid state diagram and a table of moves, in Markdown, made from the tables alone."""

from collections.abc import Iterable
from typing import Any

from meridian.kernel.workflow.rules import Move, Workflow

PREFACE = """# Workflows

Every record that changes state does so by a move of one of these tables; nothing else changes a state. A move is
`POST /v1/<records>/{id}/moves/{move}`; a read names the moves the reader may ask for in `allowed_moves`. Each move made
is kept with who, when, from, to, reason, and the elapsed and working time spent in the state left.

A move without a permission is made by the clock or by another move. Moves may be refused by further conditions of
their own; the answer then names each. Written by `make papers` from the code.
"""


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
        f"| move | 中文 | from | to | permission | needs |\n|---|---|---|---|---|---|\n{rows}\n"
    )


def document(workflows: Iterable[Workflow[Any]]) -> str:
    """All of them, in the order of their names."""
    chapters = (chapter(workflow) for workflow in sorted(workflows, key=lambda workflow: workflow.name))
    return "\n".join((PREFACE, *chapters))


def _row(move: Move[Any]) -> str:
    sources, needs = ", ".join(sorted(move.sources)), ", ".join(move.needs) or "–"
    permission = f"`{move.permission}`" if move.permission else "–"
    return f"| {move.name} | {move.label_zh} | {sources} | {move.target or '—'} | {permission} | {needs} |"
