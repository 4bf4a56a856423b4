"""What may be kept, and under which name. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

NAME_LENGTH = 200
UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})
_CONTROLS = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is kept.

    also: other content types under which clients send it. found: what else its bytes may be found to be.
    """

    content_type: str
    endings: tuple[str, ...]
    also: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_PACKED = ("application/zip", "application/x-zip-compressed")  # what clients without Office call its documents
KINDS: tuple[Kind, ...] = (
    Kind("application/pdf", ("pdf",), also=("application/x-pdf",)),
    Kind(f"{_OOXML}.wordprocessingml.document", ("docx",), also=_PACKED),
    Kind(f"{_OOXML}.spreadsheetml.sheet", ("xlsx",), also=_PACKED),
    Kind(f"{_OOXML}.presentationml.presentation", ("pptx",), also=_PACKED),
    Kind(f"{_ODF}.text", ("odt",)),
    Kind(f"{_ODF}.spreadsheet", ("ods",)),
    Kind(f"{_ODF}.presentation", ("odp",)),
    Kind("application/msword", ("doc",), also=("application/x-msword",)),
    Kind(
        "application/vnd.ms-excel",
        ("xls",),
        also=("application/msexcel", "application/x-msexcel", "application/x-excel"),
    ),
    Kind("application/vnd.ms-powerpoint", ("ppt",), also=("application/mspowerpoint",)),
    Kind("application/vnd.ms-outlook", ("msg",)),
    Kind("message/rfc822", ("eml",), also=("text/plain",)),
    Kind(
        "text/csv", ("csv",), also=("text/plain", "application/csv", "application/vnd.ms-excel"), found=("text/plain",)
    ),
    Kind("text/plain", ("txt", "log"), also=("text/x-log",), found=("message/rfc822",)),
    Kind("application/zip", ("zip",), also=("application/x-zip-compressed", "application/x-zip")),
    Kind("image/jpeg", ("jpg", "jpeg"), also=("image/jpg", "image/pjpeg")),
    Kind("image/png", ("png",), also=("image/x-png",)),
    Kind("image/gif", ("gif",)),
    Kind("image/webp", ("webp",)),
    Kind("image/tiff", ("tif", "tiff"), also=("image/x-tiff",)),
    Kind("image/bmp", ("bmp",), also=("image/x-ms-bmp", "image/x-bmp", "image/x-windows-bmp")),
    Kind("image/heic", ("heic", "heif"), also=("image/heif",)),
    Kind("audio/mpeg", ("mp3",), also=("audio/mp3", "audio/x-mpeg", "audio/x-mp3")),
    Kind(
        "audio/wav",
        ("wav",),
        also=("audio/x-wav", "audio/wave", "audio/vnd.wave", "audio/x-pn-wav"),
        found=("audio/x-wav",),
    ),
    Kind(
        "audio/mp4",
        ("m4a",),
        also=("audio/x-m4a", "audio/m4a", "audio/aac", "audio/mp4a-latm", "video/mp4"),
        found=("video/mp4",),  # telephones brand their recordings like films
    ),
    Kind("audio/ogg", ("ogg", "oga", "opus"), also=("audio/opus", "application/ogg", "audio/vorbis", "video/ogg")),
    Kind("audio/flac", ("flac",), also=("audio/x-flac",), found=("audio/x-flac",)),
    Kind("audio/amr", ("amr",), also=("audio/amr-nb", "audio/amr-wb", "audio/3gpp")),
)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}


_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Part(NamedTuple):
    """Bytes of a file from `start` to before `end`."""

    start: int
    end: int


def part_asked(header: str | None, size: int) -> Part | None:
    """The part that a Range header asks for (RFC 9110); None for all of it, also where several parts are asked for or
    the header is none we know. ValueError when the file has no such part."""
    match = _RANGE.fullmatch((header or "").strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise ValueError(header)
    return Part(start, end)


def clean_name(name: str) -> str:
    """The file's name as it was typed, without directories, control characters and marks that turn text around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c) not in _CONTROLS)
    kept = re.sub(r"\s+", " ", kept).strip().rstrip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        return kept[:NAME_LENGTH] or "file"
    return f"{stem.strip(' .')[: NAME_LENGTH - len(ending) - 1] or 'file'}.{ending}"[-NAME_LENGTH:]


def kind_of(name: str) -> Kind | None:
    """What its name says it is."""
    return BY_ENDING.get(name.rpartition(".")[2].lower()) if "." in name else None


def agrees(kind: Kind, content: str) -> bool:
    """Whether bytes found to be `content` may stand under that kind's name."""
    return content == kind.content_type or content in kind.found


def declared_as(kind: Kind, declared: str | None) -> bool:
    """Whether the content type the client sent (with or without parameters) says the same, or nothing."""
    plain = (declared or "").partition(";")[0].strip().lower()
    return plain in UNTOLD or plain == kind.content_type or plain in kind.also
