"""Readers that turn what a client sent into typed values PostgreSQL cannot choke on.

They read JSON values; the text of a query string becomes one first (`integer_from_text`, `boolean_from_text`).
"""

import re
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from meridian.kernel.language import msg
from meridian.kernel.listing.errors import Code, Refused

MAX_TEXT = 500
INT64 = 2**63

TEXT_PATTERN = r"^[^\u0000]*$"
DECIMAL_PATTERN = r"^-?[0-9]{1,30}(\.[0-9]{1,10})?$"
_INTEGER = re.compile(r"-?[0-9]{1,40}")
_DECIMAL = re.compile(DECIMAL_PATTERN[1:-1])
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def integer_from_text(text: str) -> int | str:
    """The JSON number meant; other text stays as it is and is refused by its reader. Numbers too long stay too long."""
    return int(text) if _INTEGER.fullmatch(text) else text


def boolean_from_text(text: str) -> bool | str:
    """The JSON boolean meant; other text stays as it is."""
    return {"true": True, "false": False}.get(text, text)


def read_text(raw: object) -> str:
    """Text of at most `MAX_TEXT` characters; PostgreSQL refuses NUL, and unpaired surrogates are not UTF-8."""
    if not isinstance(raw, str):
        raise Refused(Code.INVALID_VALUE, msg("must be text"))
    if len(raw) > MAX_TEXT:
        raise Refused(Code.TOO_LONG, msg("must have at most {most} characters", most=MAX_TEXT))
    if "\x00" in raw or any("\ud800" <= char <= "\udfff" for char in raw):
        raise Refused(Code.INVALID_VALUE, msg("must not contain NUL characters or unpaired surrogates"))
    return raw


def read_fragment(raw: object) -> str:
    """Text to look for inside other text: at least one character."""
    text = read_text(raw)
    if not text:
        raise Refused(Code.INVALID_VALUE, msg("must have at least one character"))
    return text


def read_integer(raw: object) -> int:
    """A whole number that fits 64 bits; JSON may write it `5.0`."""
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int):
        raise Refused(Code.INVALID_VALUE, msg("must be a whole number"))
    if not -INT64 <= raw < INT64:
        raise Refused(Code.OUT_OF_RANGE, msg("must fit a signed 64-bit integer"))
    return raw


def read_decimal(raw: object) -> Decimal:
    """A plain decimal number as text, without exponent; never a JSON number, which would lose digits."""
    if isinstance(raw, str) and _DECIMAL.fullmatch(raw):
        return Decimal(raw)
    raise Refused(
        Code.INVALID_VALUE,
        msg('must be a decimal number in text, such as "1234.50": at most 30 digits before the point and 10 after'),
    )


def read_boolean(raw: object) -> bool:
    """True or false."""
    if isinstance(raw, bool):
        return raw
    raise Refused(Code.INVALID_VALUE, msg("must be true or false"))


def read_date(raw: object) -> date:
    """A calendar date, `2026-01-31`."""
    try:
        if isinstance(raw, str) and _DATE.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise Refused(Code.INVALID_VALUE, msg("must be a calendar date such as 2026-01-31"))


def read_instant(raw: object) -> datetime:
    """An RFC 3339 instant with `Z` or an offset, returned in UTC at microseconds."""
    try:
        if isinstance(raw, str) and _INSTANT.fullmatch(raw):
            return datetime.fromisoformat(raw).astimezone(UTC)
    except OverflowError:
        raise Refused(Code.OUT_OF_RANGE, msg("must lie in the years 0001 to 9999 in UTC")) from None
    except ValueError:
        pass
    raise Refused(
        Code.INVALID_VALUE,
        msg("must be an instant such as 2026-01-31T08:00:00Z (in a URL write the + of an offset as %2B)"),
    )


ME = "me"
READER: ContextVar[UUID | None] = ContextVar("reader", default=None)
"""Whose request is being answered: who `me` is. Set when that is known."""


def read_person(raw: object) -> UUID:
    """A person's id, or `me`."""
    reader = READER.get()
    return reader if raw == ME and reader is not None else read_uuid(raw)


def read_uuid(raw: object) -> UUID:
    """A UUID in its hyphenated form."""
    if isinstance(raw, str) and _UUID.fullmatch(raw):
        return UUID(raw)
    raise Refused(Code.INVALID_VALUE, msg("must be a UUID such as 0198c0de-0000-7000-8000-000000000001"))
