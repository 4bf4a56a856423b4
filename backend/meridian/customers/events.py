"""What happens to customers. Data names fields and ids, never values."""

import uuid

from pydantic import BaseModel, Field

from meridian.kernel.events import EventType


class CustomerChange(BaseModel):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones", "city"]])
    important: list[str] = Field(description="Those of them that policy calls important.", examples=[["phones"]])
    department_id: uuid.UUID = Field(description="The owning department.")


CUSTOMER_CREATED = EventType("customer.created", "A customer was entered.")
CUSTOMER_UPDATED = EventType("customer.updated", "A customer's data changed (CR-8).", CustomerChange)
CUSTOMER_ARCHIVED = EventType("customer.archived", "A customer was put aside; it is worked on no more.")
CUSTOMER_UNARCHIVED = EventType("customer.unarchived", "An archived customer is worked on again.")

EVENTS = (
    CUSTOMER_CREATED,
    CUSTOMER_UPDATED,
    CUSTOMER_ARCHIVED,
    CUSTOMER_UNARCHIVED,
)
