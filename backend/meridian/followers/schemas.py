"""Followers and the changes they are told of, as clients see them."""

import uuid
from datetime import datetime
from typing import Any

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class FollowerCreate(Input):
    department_id: uuid.UUID | None = Field(
        default=None, description="A related department that is to be told; you yourself unless given.", examples=[None]
    )


class FollowerRead(Output):
    id: uuid.UUID = Field(description="The entry.", examples=[ID])
    user_id: uuid.UUID | None = Field(description="The person.", examples=[ID])
    user_name: str | None = Field(description="That person's name.", examples=["王芳"])
    department_id: uuid.UUID | None = Field(description="The department.", examples=[None])
    department_name: str | None = Field(description="Its name.", examples=[None])
    added_at: datetime = Field(description="Since when.", examples=[WHEN])


class CustomerChangeRead(Output):
    """Something that changed at a customer."""

    id: uuid.UUID = Field(description="The event.", examples=[ID])
    at: datetime = Field(description="When.", examples=[WHEN])
    type: str = Field(description="The kind of event.", examples=["customer.updated"])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    subject_type: str = Field(description="The kind of record.", examples=["customer"])
    subject_id: uuid.UUID = Field(description="The record.", examples=[ID])
    by_user_id: uuid.UUID | None = Field(description="Who changed it.", examples=[ID])
    by_user_name: str | None = Field(description="That person's name.", examples=["李雷"])
    data: dict[str, Any] = Field(description="Names of fields and ids, never values.", examples=[{"fields": ["city"]}])
    unseen: bool = Field(description="It came after what you have read.", examples=[True])


class ChangesSeenPut(Input):
    until: Instant = Field(description="You have read everything up to then.", examples=[WHEN])
