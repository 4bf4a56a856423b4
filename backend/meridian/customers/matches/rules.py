"""Which of those that have a number fit best. Pure."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


class Best(NamedTuple):
    """The only customer that matches, and the only person among those who fit best."""

    customer_id: uuid.UUID | None
    contact_id: uuid.UUID | None


def fits(asked: str | None, known: str | None) -> bool:
    """Whether an entry may be meant: another person's extension behind the same number is somebody else's."""
    return asked is None or known is None or asked == known


def best(matches: Sequence[Any]) -> Best:
    """`matches`: rows with customer_id, contact_id, archived and, of phones, same_extension."""
    live = [match for match in matches if not match.archived] or matches
    customers = _only(match.customer_id for match in live)
    if customers is None:
        return Best(None, None)
    exact = [match for match in live if getattr(match, "same_extension", True)]
    people = _only(match.contact_id for match in exact or live if match.contact_id is not None)
    return Best(customers, people)


def _only(ids: Iterable[uuid.UUID]) -> uuid.UUID | None:
    found = set(ids)
    return found.pop() if len(found) == 1 else None
