"""The document as text: what fits a line stands in a line, so that a change is a line of a diff and not a page."""

import json
from typing import Any

WIDTH = 200
DEEPEST = 2
"""Levels that are indented: a path and its methods, a schema's name. Deeper ones would be a quarter of the file."""


def render(node: Any, depth: int = 0, taken: int = 0) -> str:
    """JSON with a line for each member of what does not fit one."""
    flat = json.dumps(node, ensure_ascii=False, separators=(",", ":"))
    if not isinstance(node, dict | list) or not node or taken + len(flat) <= WIDTH:
        return flat
    if isinstance(node, dict):
        named = ((json.dumps(name, ensure_ascii=False) + ":", value) for name, value in node.items())
        inner = [name + render(value, depth + 1, len(name) + depth) for name, value in named]
    else:
        inner = [render(item, depth + 1, depth) for item in node]
    opening, closing = "{}" if isinstance(node, dict) else "[]"
    start = "\n" + " " * min(depth + 1, DEEPEST)
    return opening + start + f",{start}".join(inner) + "\n" + " " * min(depth, DEEPEST) + closing
