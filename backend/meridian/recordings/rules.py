"""What a recording is. Pure."""

from calendar import monthrange
from datetime import datetime

from meridian.kernel.language import msg
from meridian.kernel.problems import Fault

SUBJECT = "call_recording"
"""The kind of record that a recording's file belongs to: a call, by its id."""
EMPTY_WAV = 44
"""Bytes of a WAV without any sound, as switches send it of calls that nobody answered."""


def faults_of(content_type: str, size: int) -> list[Fault]:
    """Why a file is no recording."""
    if not content_type.startswith("audio/"):
        return [Fault("/file_id", "not_audio", msg("is {kind}, no sound", kind=content_type))]
    if size <= EMPTY_WAV:
        return [Fault("/file_id", "empty_recording", msg("has no sound in it"))]
    return []


def months_before(moment: datetime, months: int) -> datetime:
    """The same time of the same day so many months earlier, or of that month's last day."""
    number = moment.year * 12 + moment.month - 1 - months
    year, month = number // 12, number % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))
