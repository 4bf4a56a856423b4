"""`docs/permissions.md`: what each permission opens and who holds it, made from the contract and the matrix alone."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from meridian.identity.permissions import GRANTS, Permission, needs

PREFACE = """# Permissions

A role holds permissions, each as far as *own* records, those of the *team*, the *department* or the *company* reach. An
API key holds those it was made with, at most those of its user, and reaches as far as its user. The contract names the
permission of each operation as `x-permission`; a move asks for its own besides, `x-move-permission`, judged for the
record it is made on. Operations without one are for everybody who is signed in. Written by `make papers` from the
code.
"""


def page(document: Mapping[str, Any]) -> str:
    """The page as it is committed."""
    opened: dict[str, list[str]] = defaultdict(list)
    for path, item in document["paths"].items():
        for method, operation in item.items():
            permission = operation.get("x-move-permission", operation.get("x-permission"))
            if permission is not None:
                opened[permission].append(f"`{method.upper()} {path}`")
    return "\n".join((PREFACE, *(_chapter(permission, sorted(opened[permission])) for permission in Permission)))


def _chapter(permission: Permission, operations: list[str]) -> str:
    holders = ", ".join(
        f"{role} ({grants[permission].name.lower()})" for role, grants in GRANTS.items() if permission in grants
    )
    needed = needs(permission)
    also = f" A key needs `{needed}` with it." if needed is not None else ""
    listed = "\n".join(f"- {operation}" for operation in operations) or "- no operation of its own"
    return f"## {permission}\n\nHeld by {holders}.{also}\n\n{listed}\n"
