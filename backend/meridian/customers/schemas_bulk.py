"""Many customers in one request, and customers by their id elsewhere."""

import uuid
from typing import Annotated, Any, Literal

from pydantic import MISSING, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from meridian.customers import fields as f
from meridian.customers.schemas import CustomerCreate, CustomerDetails, CustomerUpdate
from meridian.customers.schemas_care import MAX_BULK
from meridian.kernel.schemas import Input


class BulkCreate(Input):
    op: Literal["create"] = Field(description="Enter a customer.", examples=["create"])
    data: CustomerCreate = Field(description="As for POST /v1/customers.")


class BulkUpdate(Input):
    op: Literal["update"] = Field(description="Change a customer.", examples=["update"])
    id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    version: int = Field(ge=0, lt=2**63, description="The version you read, as If-Match.", examples=[3])
    data: CustomerUpdate = Field(description="As for PATCH /v1/customers/{id}.")


class Unreadable:
    """An item that does not fit the contract: it fails alone."""

    def __init__(self, error: ValidationError) -> None:
        self.errors = error.errors(include_url=False, include_context=False, include_input=False)


def _alone(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError as error:
        return Unreadable(error)


Item = Annotated[BulkCreate | BulkUpdate, Field(discriminator="op"), WrapValidator(_alone)]


class Bulk(Input):
    items: Annotated[list[Item], Field(min_length=1, max_length=MAX_BULK)] = Field(
        description="What to do, in order; each item succeeds or fails by itself."
    )


class CustomerUpsert(CustomerDetails):
    """Entered when unknown, else merged: fields left out stay. Owner, grade and obtained_at count on entering only."""

    name: f.Name
    source_channel: f.Source
    grade: f.GradeField | MISSING = MISSING
    owner_id: f.OwnerId | MISSING = MISSING
    obtained_at: f.ObtainedAt | MISSING = MISSING
    allow_duplicate: bool = Field(
        default=False, description="Enter it although a similar one is known.", examples=[True]
    )
    reason: f.Reason | MISSING = MISSING
    learned_at: f.LearnedAt | MISSING = MISSING
