"""Files as clients see them."""

import uuid
from datetime import datetime

from pydantic import Field

from meridian.kernel.masking import Output

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class FileRead(Output):
    """A file beside the record it belongs to."""

    id: uuid.UUID = Field(description="The file.", examples=[ID])
    name: str = Field(description="Its name, as it was sent.", examples=["合同 2026-014.pdf"])
    content_type: str = Field(description="What it is, by its content.", examples=["application/pdf"])
    size: int = Field(description="Its size in bytes.", examples=[184_320])
    sha256: str = Field(description="SHA-256 of its content.", examples=["9f86d081884c7d659a2feaa0c55ad015…"])
    uploaded_by: uuid.UUID = Field(description="Who sent it.", examples=[ID])
    uploaded_by_name: str = Field(description="That person's name.", examples=["李雷"])
    uploaded_at: datetime = Field(description="When it was sent.", examples=[WHEN])


class StoredFileRead(FileRead):
    """A file by itself."""

    subject_type: str | None = Field(
        description="The kind of record it belongs to; null until it is attached.", examples=["opportunity"]
    )
    subject_id: uuid.UUID | None = Field(description="That record.", examples=[ID])
    attached_at: datetime | None = Field(description="Since when it belongs to it.", examples=[WHEN])


class FileListed(StoredFileRead):
    """A file among others: with the customer it concerns, and the record that people open to find it."""

    customer_id: uuid.UUID | None = Field(description="The customer of its record, if it has one.", examples=[ID])
    customer_name: str | None = Field(description="That customer's name.", examples=["Harbour Tools GmbH"])
    record_id: uuid.UUID | None = Field(
        description="What it stands in: the opportunity of a contract, the complaint of a round; else its record.",
        examples=[ID],
    )


class FileDownloadRead(Output):
    """One download."""

    id: uuid.UUID = Field(description="The download.", examples=[ID])
    user_id: uuid.UUID = Field(description="Who downloaded the file.", examples=[ID])
    user_name: str = Field(description="That person's name.", examples=["李雷"])
    at: datetime = Field(description="When.", examples=[WHEN])
