"""What a filter and a sort mean, in plain Python over plain rows; shares nothing with the code under test but names."""

from collections.abc import Callable, Mapping, Sequence
from functools import cmp_to_key
from typing import Any

from tests.kernel.listing.items import Made

_COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "lt": lambda have, value: have < value,
    "lte": lambda have, value: have <= value,
    "gt": lambda have, value: have > value,
    "gte": lambda have, value: have >= value,
    "contains": lambda have, value: value.lower() in have.lower(),
    "starts": lambda have, value: have.lower().startswith(value.lower()),
    "eq": lambda have, value: have == value,
    "in": lambda have, value: have == value,
}
_SETS: Mapping[str, Callable[[set[str], set[str]], bool]] = {
    "any": lambda have, values: bool(have & values),
    "all": lambda have, values: values <= have,
}


def matches(item: Made, node: Mapping[str, Any]) -> bool:
    """Whether the item meets a filter written as a search body has it, with typed values."""
    if "and" in node:
        return all(matches(item, part) for part in node["and"])
    if "or" in node:
        return any(matches(item, part) for part in node["or"])
    if "not" in node:
        return not matches(item, node["not"])
    name, op = node["field"], node["op"]
    values = node["value"] if isinstance(node["value"], list) else [node["value"]]
    if name == "part":
        return _part(item, op, values)
    if name == "busy":
        busy = None if item.visits is None else item.visits > 2
        return (busy not in values) if op == "ne" else busy in values
    if name == "q":
        return values[0] in item.name
    return _one(getattr(item, name), op, values)


def _part(item: Made, op: str, values: Sequence[Any]) -> bool:
    if op == "ne":
        return not any(_one(code, "eq", values) for code in item.parts)
    if op == "null":
        return all(code is None for code in item.parts) is values[0]
    return any(_one(code, op, values) for code in item.parts)


def _one(have: Any, op: str, values: Sequence[Any]) -> bool:
    if op == "null":
        return (have is None) is values[0]
    if op == "ne":
        return have not in values
    if op == "none":
        return have is None or not set(have) & set(values)
    if have is None:
        return False
    if op in _SETS:
        return _SETS[op](set(have), set(values))
    return any(_COMPARISONS[op](have, value) for value in values)


def ordered(items: Sequence[Made], sort: Sequence[str]) -> list[Made]:
    """The items in that order: nulls last both ways, then by id in the direction of the last key."""
    keys = [*sort, "-id" if sort[-1].startswith("-") else "id"]

    def compare(left: Made, right: Made) -> int:
        for key in keys:
            a, b = getattr(left, key.removeprefix("-")), getattr(right, key.removeprefix("-"))
            if a == b:
                continue
            if a is None or b is None:
                return 1 if a is None else -1
            return (1 if a > b else -1) * (-1 if key.startswith("-") else 1)
        return 0

    return sorted(items, key=cmp_to_key(compare))
