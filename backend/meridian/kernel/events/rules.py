"""What declares a kind of event. Pure."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class Data(BaseModel):
    """What an event says: ids and names of fields, never personal values."""

    model_config = ConfigDict(defer_build=True)


class NoData(Data):
    """The event says everything by its type and subject."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event: past tense, `noun.verbed`.

    Whom it reaches: those who see the customer that the attribute `customer` of the record names (None: nobody by
    that); the person whom the attribute `audience` names; without either, everybody who holds `permission`.
    subject: what the record is called in it, where that is not the name of its table.
    """

    name: str
    description: str
    data: type[Data] = NoData
    subject: str | None = None
    customer: str | None = "customer_id"
    audience: str | None = None
    permission: str | None = None
