"""Recordings as clients send them."""

import uuid

from pydantic import Field

from meridian.files.schemas import ID
from meridian.kernel.schemas import Input


class RecordingAttach(Input):
    file_id: uuid.UUID = Field(description="A sound file that you sent to `/v1/files` within a day.", examples=[ID])
