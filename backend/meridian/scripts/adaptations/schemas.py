"""People's own wording as clients write and read it."""

import uuid
from datetime import datetime

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, Input
from meridian.scripts.rules import ID, Texts


class AdaptationPut(Input):
    """One's own wording; parts left out are said as the template says them."""

    sections: dict[Code, Texts] = Field(
        max_length=20,
        description="What to say, by the part's key and language.",
        examples=[{"opening": {"en": "Good morning {contact}, it is {rep} again."}}],
    )


class AdaptationRead(Output):
    """A person's own wording of a version."""

    id: uuid.UUID = Field(description="The wording.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    version_id: uuid.UUID = Field(description="The version of the script.", examples=[ID])
    user_id: uuid.UUID = Field(description="Whose it is.", examples=[ID])
    user_name: str = Field(description="That person's name.", examples=["王芳"])
    sections: dict[str, Texts] = Field(
        description="What to say, by the part's key and language.", examples=[{"opening": {"en": "Good morning"}}]
    )
    updated_at: datetime = Field(description="When it last changed.", examples=["2026-03-10T02:00:00Z"])
