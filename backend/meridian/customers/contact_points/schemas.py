"""Ways to reach a company or a person: phones, emails, messaging ids; and ids in other systems."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from meridian.customers import fields as f
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, Input, Line

LABEL: Any = Field(description="What it is for.", examples=["switchboard"])
Label = Annotated[Line | None, LABEL]


class PhoneIn(Input):
    number: Line = Field(
        description="As people type it; national forms are read with the country.", examples=["040 36130"]
    )
    extension: Annotated[str, StringConstraints(pattern=r"^\d{1,10}$")] | None = Field(
        default=None, description="Extension, digits.", examples=["12"]
    )
    label: Label = None
    wrong: bool | None = Field(
        default=None, description="Nobody of this customer answers there; null leaves it as it is.", examples=[False]
    )


class EmailIn(Input):
    address: Annotated[Line, Field(max_length=254)] = Field(
        description="Email address.", examples=["einkauf@hafenwerk.example"]
    )
    label: Label = None


class MessagingIn(Input):
    service: Code = Field(description="The service.", examples=["whatsapp"])
    handle: Line = Field(description="Name or number there.", examples=["+4915112345678"])
    label: Label = None


class ExternalIdIn(Input):
    source: Code = Field(description="The other system.", examples=["erp"])
    value: Annotated[Line, Field(max_length=200)] = Field(description="The id there.", examples=["K-10023"])


class PhoneRead(Output):
    id: uuid.UUID = f.about("id")
    raw: str = Field(description="As it was typed.", examples=["040 36130"])
    e164: str | None = Field(description="International form.", examples=["+494036130"])
    extension: str | None = Field(description="Extension.", examples=["12"])
    country: str | None = Field(description="Country the number belongs to.", examples=["DE"])
    kind: str | None = Field(description="Sort of line.", examples=["fixed"])
    label: str | None = LABEL
    wrong_since: datetime | None = Field(
        description="Since when it is known to be a wrong number: try another one (OT-15).", examples=[None]
    )


class EmailRead(Output):
    id: uuid.UUID = f.about("id")
    address: str = Field(description="Email address.", examples=["einkauf@hafenwerk.example"])
    label: str | None = LABEL


class MessagingRead(Output):
    id: uuid.UUID = f.about("id")
    service: str = Field(description="The service.", examples=["whatsapp"])
    handle: str = Field(description="Name or number there.", examples=["+4915112345678"])
    label: str | None = LABEL


class ExternalIdRead(Output):
    source: str = Field(description="The other system.", examples=["erp"])
    value: str = Field(description="The id there.", examples=["K-10023"])


Phones = Annotated[list[PhoneIn], Field(max_length=f.MAX_LIST, description="Phones, replacing those there.")]
Emails = Annotated[list[EmailIn], Field(max_length=f.MAX_LIST, description="Emails, replacing those there.")]
Messaging = Annotated[
    list[MessagingIn], Field(max_length=f.MAX_LIST, description="Messaging ids, replacing those there.")
]
ExternalIds = Annotated[
    list[ExternalIdIn], Field(max_length=f.MAX_LIST, description="Ids in other systems, replacing those there.")
]
