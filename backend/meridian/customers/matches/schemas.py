"""Who has a number or an address, as clients read it."""

import uuid
from typing import Annotated

from pydantic import Field

from meridian.customers.rules import Category
from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.policies.rules import Grade

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"


class MatchRead(Output):
    """A customer, or a person there, who has it."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(
        description="The person whose it is; null for the company's own.", examples=[ID]
    )
    contact_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    title: str | None = Field(description="That person's title.", examples=["Head of purchasing"])
    owner_id: uuid.UUID | None = Field(description="Whose customer it is.", examples=[ID])
    owner_name: str | None = Field(description="That person's name.", examples=["李雷"])
    owner_extension: str | None = Field(description="Their extension, to put the call through.", examples=["204"])
    country: str | None = Field(description="The customer's country.", examples=["DE"])
    zone: str | None = Field(description="IANA zone of the person, or of the customer.", examples=["Europe/Berlin"])
    category: Category = Field(description="The customer's category.", examples=["interested"])
    grade: Grade = Field(description="Its grade.", examples=["A"])
    is_key: bool = Field(description="A key customer.", examples=[False])
    do_not_call: bool = Field(description="They, or the whole company, refuse our calls (OT-11).", examples=[False])
    archived: bool = Field(description="The customer is put aside.", examples=[False])
    label: str | None = Field(description="What was noted beside it.", examples=["office"])
    masked_fields: MaskedFields


class PhoneMatchRead(MatchRead):
    phone: Annotated[str | None, Sensitive("phone")] = Field(
        description="The number, E.164.", examples=["+494036901234"]
    )
    extension: str | None = Field(description="Its extension.", examples=["12"])
    same_extension: bool = Field(description="The extension asked for, or none where none was.", examples=[True])


class ColleagueRead(Output):
    """One of ours, called or calling by extension."""

    id: uuid.UUID = Field(description="The person.", examples=[ID])
    name: str = Field(description="That person's name.", examples=["李雷"])
    extension: str = Field(description="The extension.", examples=["204"])


class Found(Output):
    customer_id: uuid.UUID | None = Field(
        description="The customer, when all that match are of one; null when nobody or several have it.", examples=[ID]
    )
    contact_id: uuid.UUID | None = Field(
        description="The person, when just one fits best; null otherwise.", examples=[ID]
    )


class PhoneMatches(Found):
    """Who has that number."""

    withheld: bool = Field(description="The caller does not say who it is: `anonymous`.", examples=[False])
    phone: str | None = Field(
        description="The number as read, E.164, when it says its country.", examples=["+494036901234"]
    )
    extension: str | None = Field(description="The extension as read.", examples=["12"])
    colleague: ColleagueRead | None = Field(description="Whose of ours it is, for an extension.")
    matches: list[PhoneMatchRead] = Field(description="Likeliest first, at most fifty.")


class EmailMatchRead(MatchRead):
    email: Annotated[str | None, Sensitive("email")] = Field(
        description="The address.", examples=["anna@hafenwerk.example"]
    )


class EmailMatches(Found):
    """Who has that address."""

    matches: list[EmailMatchRead] = Field(description="Likeliest first, at most fifty.")
