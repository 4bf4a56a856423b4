"""Places in the sequence of events, and who may see an event. Pure."""

import hashlib
import re
import uuid
from typing import Any, NamedTuple, Self

from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.identity.actor import Actor

MARK_BYTES = 6


class Position(NamedTuple):
    """A place in the sequence: how many events lie before it, and a mark of the last of them.

    It reads `<number>-<mark>` as an event's id. The mark tells apart what different lives of the database have at the
    same number (decision 0005).
    """

    number: int
    mark: str

    def __str__(self) -> str:
        return f"{self.number}-{self.mark}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what no server of ours has sent."""
        match = re.fullmatch(rf"(\d{{1,18}})-([0-9a-f]{{{2 * MARK_BYTES}}})", text.strip())
        return cls(int(match[1]), match[2]) if match else None


def mark(life: str, event_id: uuid.UUID | None) -> str:
    """Of an event in one life of the database; without an event, of its beginning."""
    return hashlib.blake2s(f"{life} {event_id}".encode(), digest_size=MARK_BYTES).hexdigest()


class Item(NamedTuple):
    """One event ready to send: whom it may reach, and its frame, made once for all readers.

    customer: what decides who sees its customer; None for none.
    """

    position: Position
    type: str
    customer_id: uuid.UUID | None
    audience_user_id: uuid.UUID | None
    permission: str | None
    customer: Any
    frame: bytes


def sees(actor: Actor, item: Item) -> bool:
    """Whoever sees the customer or is the one addressed; without either, holders of the permission.

    A permission named beside a customer or an addressee is needed besides. What names nobody is for nobody.
    """
    if item.permission is not None and not actor.may(item.permission):
        return False
    if item.audience_user_id == actor.user_id:
        return True
    if item.customer_id is not None:
        return item.customer is not None and CUSTOMER_VISIBILITY.is_visible(actor, item.customer)
    return item.audience_user_id is None and item.permission is not None
