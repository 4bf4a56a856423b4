"""Columns that Meridian adds to files it hands out, so that it knows them when the file comes back."""

import re

ROW_COLUMN = "Meridian: row"
REASON_COLUMN = "Meridian: reason"
IMPORT_COLUMN = "Meridian: import"
_EXPORT = re.compile(r"Meridian export [0-9a-f-]{36}\b.*")


def is_ours(header: str) -> bool:
    """Whether the column is one that we added, which says nothing about customers."""
    return header in (ROW_COLUMN, REASON_COLUMN, IMPORT_COLUMN) or _EXPORT.fullmatch(header) is not None


def export_header(export_id: str, who: str, when: str) -> str:
    """The heading of the watermark column of an export."""
    return f"Meridian export {export_id} · {who} · {when}"
