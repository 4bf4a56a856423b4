"""What happens to exports: told to who asked, and, while it waits, to those who may approve it."""

from pydantic import Field

from meridian.exports.rules import ExportFormat, ExportState
from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType


class ExportMovedData(Data):
    state: ExportState = Field(description="The state it is in now.", examples=["approved"])
    row_count: int = Field(description="Rows when it was asked for.", examples=[4200])


class ExportProducedData(Data):
    format: ExportFormat = Field(description="Kind of file.", examples=["csv"])
    rows: int = Field(description="Rows of the file.", examples=[4200])
    sha256: str = Field(description="SHA-256 of the file.", examples=["9f86d081884c7d659a2feaa0c55ad015…"])


EXPORT_REQUESTED = EventType(
    "export.requested",
    "A large export waits for an approval (CR-10).",
    ExportMovedData,
    permission=Permission.EXPORT_APPROVE,
)
EXPORT_MOVED = EventType(
    "export.moved",
    "An export was approved, denied, held or has expired.",
    ExportMovedData,
    audience="requested_by",
)
EXPORT_PRODUCED = EventType(
    "export.produced", "An export's file is ready.", ExportProducedData, audience="requested_by"
)
EVENTS = (EXPORT_REQUESTED, EXPORT_MOVED, EXPORT_PRODUCED)
