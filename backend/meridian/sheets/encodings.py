"""Which encoding a text file is in: by its mark, by being valid UTF-8, by how Chinese looks in bytes, else by language.

What decides for GB 18030 against the Latin and Cyrillic code pages, all of which decode as one another: common Chinese
characters are pairs of two high bytes whose first lies in the table's first level, while an accented letter stands
alone between ASCII ones and a Cyrillic word is a run of bytes beyond that level.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

import charset_normalizer

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_SAMPLE = 1 << 18
_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_COMMON_PAIR = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_HIGH = re.compile(rb"[\x80-\xff]")
_COMMON_SHARE = 0.8
_DAMAGED_SHARE = 0.05


def detect_encoding(path: Path) -> str:
    """A name Python's codecs know. Never fails: at worst a code page in which every byte means something."""
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\x00" in head:
        # Without a mark: delimiters, digits and line ends have their zero byte before them or behind them.
        return "utf-16-be" if head[0::2].count(0) > head[1::2].count(0) else "utf-16-le"
    if _is_utf8(path):
        return "utf-8"
    sample = _lines_beyond_ascii(path)
    if _is_damaged_utf8(sample):
        return "utf-8"
    if _looks_chinese(sample):
        return "gb18030"
    best = charset_normalizer.from_bytes(sample).best()
    return best.encoding if best is not None and _decodes(sample, best.encoding) else "cp1252"


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines_beyond_ascii(path: Path) -> bytes:
    """Lines that say something about the encoding, up to 256 KiB of them."""
    sample = bytearray()
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                sample += line[:_SAMPLE]
            if len(sample) >= _SAMPLE:
                break
    return bytes(sample)


def _is_damaged_utf8(sample: bytes) -> bool:
    """Mostly valid UTF-8 with a few bytes that are not: cut or pasted wrongly, not another encoding."""
    text = sample.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    return bad <= good * _DAMAGED_SHARE


def _looks_chinese(sample: bytes) -> bool:
    if not _decodes(sample, "gb18030"):
        return False
    high = len(_HIGH.findall(sample))
    common = sum(len(pair) for pair in _PAIR.findall(sample) if _COMMON_PAIR.match(pair))
    return common >= high * _COMMON_SHARE


def _decodes(sample: bytes, encoding: str) -> bool:
    """Whether the sample, whose end may cut a character, is valid in the encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except (UnicodeDecodeError, LookupError):
        return False
    return True
