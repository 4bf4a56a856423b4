"""What happens to imports. Of a file with many rows each batch is told, not each customer: see `customer_events`."""

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType

PUBLISH_EACH_UP_TO = 200
"""Rows of a file up to which `customer.created` and `customer.updated` are told of each customer."""


class RowCounts(Data):
    rows: int = Field(description="Rows of the file.", examples=[703])
    created: int = Field(description="Customers or records entered.", examples=[655])
    updated: int = Field(description="Rows that changed a known customer.", examples=[12])
    unchanged: int = Field(description="Rows that said nothing new.", examples=[3])
    rejected: int = Field(description="Rows that could not be used; each has its reason.", examples=[21])
    screening: int = Field(description="Rows that wait for a person.", examples=[9])
    skipped: int = Field(description="Rows left out on request.", examples=[3])


class BatchDone(Data):
    created: int = Field(description="Customers or records entered by this batch.", examples=[5000])
    updated: int = Field(description="Customers changed by this batch.", examples=[0])
    customer_events: bool = Field(
        description=f"Whether each customer of it has an event of its own: so for files of up to {PUBLISH_EACH_UP_TO} "
        "rows. Of larger ones read what changed by `updated_at`, or `GET /v1/imports/{id}/rows`.",
        examples=[False],
    )


class Failure(Data):
    failure: str = Field(description="Why, in words.", examples=["the file is gone"])


def _to_sender(name: str, description: str, data: type[Data]) -> EventType:
    return EventType(name, description, data, audience="created_by")


IMPORT_CHECKED = _to_sender("import.checked", "A file was checked row by row; nothing is written yet.", RowCounts)
IMPORT_BATCH_DONE = _to_sender("import.batch_done", "A batch of rows was written.", BatchDone)
IMPORT_FINISHED = _to_sender("import.finished", "Every row of a file has its answer.", RowCounts)
IMPORT_CANCELLED = _to_sender("import.cancelled", "An import was cancelled; what was written stays.", RowCounts)
IMPORT_FAILED = _to_sender("import.failed", "An import stopped; it can be resumed.", Failure)
EVENTS = (IMPORT_CHECKED, IMPORT_BATCH_DONE, IMPORT_FINISHED, IMPORT_CANCELLED, IMPORT_FAILED)
