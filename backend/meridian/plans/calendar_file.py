"""A planned contact as an iCalendar file (RFC 5545), for the calendar of who makes it (RV-6)."""

from datetime import UTC, date, datetime, timedelta

from meridian.plans.schemas_items import PlannedContactRead

APPOINTMENT = timedelta(hours=1)
MEDIA_TYPE = "text/calendar; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def calendar_file(item: PlannedContactRead, now: datetime) -> str:
    """The file's text; a contact without an exact time fills its day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Meridian//Contact plans//EN",
        "BEGIN:VEVENT",
        f"UID:{item.id}@meridian",
        f"SEQUENCE:{item.version}",
        f"DTSTAMP:{_instant(now)}",
        *_when(item),
        f"SUMMARY:{_text(f'{item.customer_name}: {item.aim}')}",
        *([f"LOCATION:{_text(item.place)}"] if item.place else []),
        *([f"DESCRIPTION:{_text(item.materials)}"] if item.materials else []),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _when(item: PlannedContactRead) -> list[str]:
    if item.due_at is None:
        return [
            f"DTSTART;VALUE=DATE:{_date(item.due_on)}",
            f"DTEND;VALUE=DATE:{_date(item.due_on + timedelta(days=1))}",
        ]
    return [f"DTSTART:{_instant(item.due_at)}", f"DTEND:{_instant(item.due_at + APPOINTMENT)}"]


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _date(day: date) -> str:
    return day.strftime("%Y%m%d")


def _text(value: str) -> str:
    return value.replace("\r", "").translate(_ESCAPES)


def _folded(line: str) -> str:
    """No line is longer than 75 octets; its continuation begins with a space."""
    parts, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > 75:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += octets
    return "\r\n".join(parts)
