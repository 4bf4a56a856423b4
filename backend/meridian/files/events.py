"""What happens to files."""

import uuid

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType


class FileAttachedData(Data):
    subject_type: str = Field(description="The kind of record it belongs to now.", examples=["opportunity"])
    subject_id: uuid.UUID = Field(description="That record.")


FILE_ATTACHED = EventType(
    "file.attached", "A file was attached to a record, for good.", FileAttachedData, subject="file"
)
EVENTS = (FILE_ATTACHED,)
