"""What may be kept, and under which name. Pure."""

import codecs
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import filetype
import olefile

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


# What a file is by its content, whatever it is called. Reads the whole of it.


UNKNOWN = "application/octet-stream"
_HEAD = 8192
_CHUNK = 1 << 20
_CONTENTS_BOUND = 1 << 20  # bytes read of an archive's table of contents; a larger one is none
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_END_OF_FILE = "\x1a"  # of DOS
_NO_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKUP = re.compile(
    r"<(!doctype|!--|\?xml|html|head|body|title|meta|style|script|iframe|object|embed|svg|math|table|div|img|form|a|p)"
    r"(\b|-)|<!--",
    re.IGNORECASE,
)
_MAIL_HEAD = re.compile(r"(?:[!-9;-~]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)+")
_MAIL_FIELD = re.compile(r"^(from|received|return-path|message-id|mime-version):", re.IGNORECASE | re.MULTILINE)
_OFFICE = "application/vnd.openxmlformats-officedocument."
# Every reader passes over what programs send along before it, up to a kilobyte.
_PDF = re.compile(rb"(?:[^<]{0,1018}[\r\n\x00\xbf])?%PDF-\d", re.DOTALL)
_BRANDS = (
    (frozenset((b"M4A ", b"M4B ", b"M4P ")), "audio/mp4"),
    (frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")), "image/heic"),
    (frozenset((b"avif", b"avis")), "image/avif"),
    (frozenset((b"qt  ",)), "video/quicktime"),
)
_OFFICE_PART = re.compile(
    rb'ContentType=["\']application/vnd\.openxmlformats-officedocument\.([a-z.]+)\.main\+xml["\']'
)
_MACROS = re.compile(rb"macroEnabled|vbaProject")
_COMPOUND = {  # a stream or storage that only this kind has
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "__properties_version1.0": "application/vnd.ms-outlook",
    "EncryptedPackage": "application/encrypted",
}


def content_of(path: Path) -> str:
    """The content type that the bytes have; `UNKNOWN` when they are of no known kind."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(path)
    if olefile.isOleFile(path):
        return _compound(path)
    if _PDF.match(head):
        return "application/pdf"
    if _is_text(path):
        return _text(_decoded(head))
    found = filetype.guess(head)
    return _media(head) or (str(found.mime) if found is not None else UNKNOWN)


def _media(head: bytes) -> str | None:
    """Sound and pictures as telephones and switches write them, whatever brand or frame they begin with."""
    if head[4:8] == b"ftyp":
        size = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[8:12], *(head[at : at + 4] for at in range(16, size, 4))}
        return next((kind for known, kind in _BRANDS if brands & known), "video/mp4")
    if head.startswith(b"#!AMR"):
        return "audio/amr"
    if head.startswith(b"RF64") and head[8:12] == b"WAVE":
        return "audio/x-wav"
    return "audio/mpeg" if _is_mpeg_audio(head) else None


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame's head: twelve bits of sync, then a version, layer, bit rate and sampling rate that there are."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer != 0 and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3


def _archive(path: Path) -> str:
    """An Office document, an OpenDocument one, or a ZIP of anything."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "[Content_Types].xml" in names:
                return _office(_member(archive, "[Content_Types].xml"))
            if "mimetype" in names:
                return _member(archive, "mimetype")[:100].decode("ascii", errors="replace").strip()
            return "application/java-archive" if "META-INF/MANIFEST.MF" in names else "application/zip"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return UNKNOWN


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        return file.read(_CONTENTS_BOUND)


def _office(contents: bytes) -> str:
    """By its list of parts. One with macros is another kind: it runs."""
    if _MACROS.search(contents):
        return "application/vnd.ms-office.macroEnabled"
    part = _OFFICE_PART.search(contents)
    return _OFFICE + part[1].decode() if part is not None else "application/zip"


def _compound(path: Path) -> str:
    """An Office document of the years before 2007, or an Outlook message."""
    try:
        with olefile.OleFileIO(path) as compound:
            top = {entry[0] for entry in compound.listdir(streams=True, storages=True)}
    except Exception:  # a damaged one fails in whatever way its damage brings about
        return UNKNOWN
    return next((kind for name, kind in _COMPOUND.items() if name in top), "application/x-ole-storage")


def _encoding(head: bytes) -> str:
    """Without a mark one byte is one character: which code page it is does not matter here."""
    return next((name for mark, name in _MARKS if head.startswith(mark)), "latin-1")


def _decoded(head: bytes) -> str:
    return head.decode(_encoding(head), errors="replace").lstrip("\ufeff")


def _is_text(path: Path) -> bool:
    """Whether it holds nothing but characters."""
    with path.open("rb") as file:
        head = file.read(4)
        file.seek(0)
        decoder = codecs.getincrementaldecoder(_encoding(head))()
        try:
            ended = False
            while chunk := file.read(_CHUNK):
                text = decoder.decode(chunk)
                if ended or _NO_TEXT.search(text.rstrip(_END_OF_FILE)):
                    return False
                ended = text.endswith(_END_OF_FILE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _text(head: str) -> str:
    start = head.lstrip()
    if start.startswith("#!"):
        return "text/x-shellscript"
    if _MARKUP.match(start):
        return "image/svg+xml" if "<svg" in start.lower() else "text/html"
    mail = _MAIL_HEAD.match(start)
    if mail is not None and len(_MAIL_FIELD.findall(mail[0])) >= 2:
        return "message/rfc822"
    return "text/plain"
