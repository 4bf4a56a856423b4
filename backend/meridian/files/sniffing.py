"""What a file is by its content, whatever it is called. Reads the whole of it."""

import codecs
import re
import zipfile
from pathlib import Path

import filetype
import olefile

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
