"""What happens to duplicates. Data holds ids and names of fields, never values."""

import uuid

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType


class Merged(Data):
    merge_id: uuid.UUID = Field(description="The merge.")
    loser_id: uuid.UUID = Field(description="The customer that went.")
    fields: list[str] = Field(description="Fields taken from it.", examples=[["city", "industry"]])


class MergeNamed(Data):
    merge_id: uuid.UUID = Field(description="The merge.")


CUSTOMER_MERGED = EventType(
    "customer.merged", "Another record of the same company was put into this one.", Merged, customer="id"
)
CUSTOMER_MERGED_AWAY = EventType(
    "customer.merged_away", "The record was put into another and is gone.", MergeNamed, customer="id"
)
CUSTOMER_UNMERGED = EventType(
    "customer.unmerged", "A merge was undone; told of both records.", MergeNamed, customer="id"
)

EVENTS = (CUSTOMER_MERGED, CUSTOMER_MERGED_AWAY, CUSTOMER_UNMERGED)
