"""What a route's dependencies tell about it."""

from typing import Any

from fastapi.dependencies.models import Dependant


def marked(dependant: Dependant, mark: str) -> Any:
    """What the first of a route's dependencies carries under that name; None when none does."""
    for dependency in dependant.dependencies:
        found = getattr(dependency.call, mark, None) or marked(dependency, mark)
        if found is not None:
            return found
    return None


def permission_of(dependant: Dependant) -> str | None:
    """The permission a route's dependencies ask for (see identity/access.py `allow`)."""
    found = marked(dependant, "permission")
    return None if found is None else str(found)
