"""The vocabulary of imports."""

from enum import StrEnum


class ImportKind(StrEnum):
    CUSTOMERS = "customers"
    RECORDS = "records"


class ImportState(StrEnum):
    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKED = "checked"
    RUNNING = "running"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    FAILED = "failed"


class RowState(StrEnum):
    """Where a row stands. The first two wait to be written; the others are an answer."""

    TO_CREATE = "to_create"
    TO_UPDATE = "to_update"
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    SCREENING = "screening"
    SKIPPED = "skipped"


PENDING = (RowState.TO_CREATE, RowState.TO_UPDATE)
ANSWERED = tuple(state for state in RowState if state not in PENDING)


class Mode(StrEnum):
    """What the import may do with customers: enter new ones, change known ones, or both."""

    CREATE = "create"
    UPDATE = "update"
    BOTH = "both"


class Key(StrEnum):
    """By what a row finds the customer it speaks of."""

    ID = "id"
    EXTERNAL_ID = "external_id"
    NAME_COUNTRY = "name_country"
    WEBSITE = "website"
    EMAIL = "email"
    PHONE = "phone"


class OnDuplicate(StrEnum):
    """What becomes of a row that looks like a known customer, or an earlier row, without being named by the key."""

    SCREEN = "screen"
    SKIP = "skip"
    UPDATE = "update"


class OnFault(StrEnum):
    """What becomes of a row of which a value cannot be used: the row is rejected, or the value is left out."""

    REJECT = "reject"
    DROP = "drop"


class Fill(StrEnum):
    """Which value stays when a known customer has one already."""

    OVERWRITE = "overwrite"
    FILL_EMPTY = "fill_empty"


class DateOrder(StrEnum):
    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class Severity(StrEnum):
    """`error` stops the value, `warning` asks for a look, `note` tells what was understood."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Signal(StrEnum):
    """By what a row resembles a customer or another row. A phone alone proves nothing: branches share switchboards."""

    KEY = "key"
    NAME = "name"
    WEBSITE = "website"
    EMAIL = "email"
    PHONE = "phone"


class Decision(StrEnum):
    """What a person makes of a row in the screening queue (TS-5)."""

    ACCEPT = "accept"
    MERGE = "merge"
    REJECT = "reject"
