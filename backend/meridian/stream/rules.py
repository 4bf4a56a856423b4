"""Places in the sequence of events, and who may see an event. Pure."""

import re
import uuid
from typing import Any, NamedTuple, Self

from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.identity.actor import Actor


class Position(NamedTuple):
    """A place in the sequence; it reads `<xid>-<seq>` as an event's id. `seq` 0 stands before all of `xid`."""

    xid: int
    seq: int

    def __str__(self) -> str:
        return f"{self.xid}-{self.seq}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """None for what no server of ours has sent."""
        match = re.fullmatch(r"(\d{1,19})-(\d{1,18})", text.strip())
        return cls(int(match[1]), int(match[2])) if match else None


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
