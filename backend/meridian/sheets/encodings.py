"""Which encoding a text file is in: by its mark, by being UTF-8, else by reading a sample in every usual code page.

Code pages decode as one another, so each reading is judged as text: by letters of the languages that the countries in
the same row write, else of the one language that fits best; by words (a capital inside a word, a quotation mark between
two letters, a Chinese character beside a Latin one are signs of a wrong page); by headings and countries that are
known. A line that does not fit counts against a page and never decides alone.
"""

import codecs
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from meridian.places.countries import resolve_country
from meridian.places.languages import alphabets, frequencies, languages_of
from meridian.sheets.headings import customer_glossary

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Pages and the languages they write; of equally good ones the earlier stands.
_PAGES = {
    "cp1252": "es fr de pt it sv fi nb nn da nl ca gl eu en ga gsw is fo sq id ms fil",
    "gb18030": "zh",
    "cp1251": "ru uk bg sr be mk",
    "cp1250": "pl cs hu sk ro hr sl bs sr_Latn sq de",
    "cp1254": "tr es fr de pt it sv fi nb da nl ca en",
    "big5": "zh_Hant",
    "cp932": "ja",
    "cp949": "ko",
    "cp1253": "el",
    "cp1256": "ar fa ur",
    "cp1255": "he",
    "cp874": "th",
    "cp1257": "lt lv et",
    "cp1258": "vi",
    "euc_jp": "ja",
    "koi8_r": "ru",
    "koi8_u": "uk ru",
    "cp866": "ru be",
    "iso8859_2": "pl cs hu sk ro hr sl",
    "iso8859_5": "ru bg sr mk be",
    "iso8859_7": "el",
    "cp850": "es fr de pt it sv fi nb da nl",
    "cp852": "pl cs hu sk ro hr sl",
    "cp857": "tr",
    "cp437": "es fr de",
    "mac_roman": "es fr de pt it sv nb da nl",
}
# Old pages, and by how many letters each must be better than the others.
_OLD = {
    **dict.fromkeys(("cp866", "iso8859_2", "iso8859_5", "iso8859_7", "cp850", "cp852", "cp857", "cp437"), 0.8),
    **dict.fromkeys(("mac_roman", "euc_jp", "cp1258"), 0.8),
    **dict.fromkeys(("koi8_r", "koi8_u"), 3.0),
}
_HARDLY_ACCENTED = frozenset({"en", "id", "ms", "fil"})  # who writes these writes foreign names as they are
_MOST_SPOKEN = frozenset({"es", "fr", "de", "pt", "it", "ru", "zh", "tr", "pl", "ja", "ko", "ar"})
_CHUNK = 1 << 20
_SAMPLE_LINES = 150
_LONGEST_LINE = 2_000
_SCANNED = 1 << 22
_ALTERNATIVES = 3
_LOOKS = 5
_ZEROS = 0.2
_KNOWN_CELL = 4.0
_CELLS = re.compile(r'[,;\t|"\r\n]+')
_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff61-\uff9f\U00020000-\U0003ffff]")
_CONTROL = re.compile("[\x80-\x9f]")
_BEFORE_CELL = ' ,;\t|"'
_KANA = re.compile("[\u3040-\u30ff]")
_KANA_WORTH = dict.fromkeys(map(chr, range(0x3041, 0x30FF)), 2.2)  # more than a character that China writes too
_KANA_ELSEWHERE = -1.0
_OF_A_REGION = 0.5  # what a letter of a region's language counts for: Istria's Italian


class Guess(NamedTuple):
    """An encoding that Python's codecs know. `looks`: texts of the file beyond ASCII as they read in it."""

    encoding: str
    looks: tuple[str, ...]


class Detected(NamedTuple):
    """The likeliest encoding, and what else the file may be in, likeliest first; nothing where there is no doubt."""

    encoding: str
    others: tuple[Guess, ...] = ()
    looks: tuple[str, ...] = ()


def detect(path: Path, known: Callable[[str], bool] = lambda _: False) -> Detected:
    """The encoding of a file of text. Never fails: at worst a code page in which nearly every byte means something.

    known: whether a cell is a heading one has seen before.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Detected(name)
    if utf_16 := _unmarked_utf_16(head):
        return Detected(utf_16)
    if b"\x1b$" in head and head.isascii():
        return Detected("iso2022_jp")
    if _is_utf8(path):
        return Detected("utf-8")
    lines = _sample(path)
    if _is_mostly_utf8(lines):
        return Detected("utf-8")
    return _judged(head.lstrip(b"\r\n").splitlines()[0], lines, known)


def _unmarked_utf_16(head: bytes) -> str | None:
    """Delimiters, digits and line ends have a zero byte before them or behind them: more than a stray one or two."""
    before, behind = head[0::2].count(0), head[1::2].count(0)
    if max(before, behind) < max(2, len(head) // 2 * _ZEROS):
        return None
    return "utf-16-be" if before > behind else "utf-16-le"


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sample(path: Path) -> list[bytes]:
    """Lines beyond ASCII, from the first on."""
    lines: list[bytes] = []
    with path.open("rb") as file:
        scanned = 0
        while len(lines) < _SAMPLE_LINES and scanned < _SCANNED and (line := file.readline(_CHUNK)):
            scanned += len(line)
            parts = (part for part in line.split(b"\r") if not part.isascii())
            lines.extend(part[:_LONGEST_LINE].rstrip(b"\n") for part in parts)
    return lines[:_SAMPLE_LINES] or [b""]


def _is_mostly_utf8(lines: Sequence[bytes]) -> bool:
    """Most lines beyond ASCII are valid UTF-8, which no other text is by chance; the others were pasted in or cut."""
    valid = sum(1 for line in lines if _decoded(line, "utf-8") is not None)
    return valid * 2 > len(lines)


def _decoded(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        return None


def _judged(header: bytes, lines: Sequence[bytes], known: Callable[[str], bool]) -> Detected:
    known = cache(known)  # many pages read a cell alike, and a country stands in many rows
    readings = {page: [_decoded(line, page) for line in lines] for page in _PAGES}
    high = [sum(byte > 0x7F for byte in line) for line in lines]
    places = {page: _place_of_country(_decoded(header, page)) for page in _PAGES}
    worth = {page: _worth(page, texts, high, known, places[page]) for page, texts in readings.items()}
    ranked = sorted(_PAGES, key=lambda page: -worth[page])
    best = ranked[0]
    others: dict[tuple[str, ...], str] = {}
    for page in ranked[1:]:
        looks = _looks(readings[page])
        if looks and looks != _looks(readings[best]) and None not in readings[page]:
            others.setdefault(looks, page)
    guesses = [Guess(page, looks) for looks, page in others.items()]
    return Detected(best, tuple(guesses[:_ALTERNATIVES]), _looks(readings[best]))


def _looks(texts: Sequence[str | None]) -> tuple[str, ...]:
    """The first cells beyond ASCII."""
    cells = (cell.strip() for text in texts if text for cell in _CELLS.split(text) if not cell.isascii())
    return tuple(dict.fromkeys(cell[:80] for cell in cells if cell))[:_LOOKS]


def _place_of_country(header: str | None) -> tuple[str, int] | None:
    """What parts the cells of a line, and which of them is the country by its heading."""
    if header is None:
        return None
    delimiter = max(",;\t|", key=header.count)
    found = [customer_glossary().find(cell.strip(' "')) for cell in header.split(delimiter)]
    return next(((delimiter, at) for at, each in enumerate(found) if each and each.code == "country"), None)


def _worth(
    page: str,
    texts: Sequence[str | None],
    high: Sequence[int],
    known: Callable[[str], bool],
    place: tuple[str, int] | None,
) -> float:
    """How much the reading is like text, in letters."""
    languages = _PAGES[page].split()
    rows = [_languages_of_row(text, place) if text else {} for text in texts]
    spoken = Counter(language for row in rows for language in row if language in languages)
    fitting = dict.fromkeys(_best_language(languages, texts, spoken), 1.0)
    worth = 0.0
    for text, bytes_beyond, row in zip(texts, high, rows, strict=True):
        if text is None:
            worth -= bytes_beyond
            continue
        worth += _of_text(text, frozenset((row or fitting).items()), sure=bool(row))
        worth += _KNOWN_CELL * sum(1 for cell in _cells_beyond_ascii(text) if known(cell) or resolve_country(cell))
    return worth - min(_OLD.get(page, 0.0), 0.06 * sum(high))


def _languages_of_row(text: str, place: tuple[str, int] | None) -> dict[str, float]:
    """What the countries named in the row write, and how much each language counts.

    `IL` is a country only where the heading says so, for it is Illinois too.
    """
    cells = (cell.strip() for cell in _CELLS.split(text))
    countries = {resolve_country(cell) for cell in cells if 3 < len(cell) <= 40 and not re.search(r"\d|@", cell)}
    if place is not None and len(row := text.split(place[0])) > place[1]:
        countries.add(resolve_country(row[place[1]].strip(' "')))
    named = tuple(filter(None, countries))
    spoken = {language: _OF_A_REGION for code in named for language in languages_of(code)}
    spoken |= {language: 1.0 for code in named for language in languages_of(code, regional=False)}
    return {} if _HARDLY_ACCENTED.issuperset(spoken) else spoken


def _cells_beyond_ascii(text: str) -> list[str]:
    """Cells that may be known words; with a control character in them they are not, whatever the rest says."""
    cells = map(str.strip, _CELLS.split(text))
    return [cell for cell in cells if 1 < len(cell) <= 40 and not cell.isascii() and not _CONTROL.search(cell)]


def _best_language(languages: Sequence[str], texts: Sequence[str | None], spoken: Counter[str]) -> tuple[str, ...]:
    """Languages for rows that name no country: those of the others, else the one with most of the letters."""
    if spoken:
        return tuple(spoken)
    letters = Counter(char for text in texts if text for char in text if char > "\x7f" and char.isalpha())
    return (max(languages, key=lambda each: _covered(each, letters)),)


def _covered(language: str, letters: Counter[str]) -> float:
    alphabet = alphabets()[language]
    return sum(count for char, count in letters.items() if char in alphabet) * (1.02 if language in _MOST_SPOKEN else 1)


def _of_text(text: str, languages: frozenset[tuple[str, float]], *, sure: bool) -> float:
    letters = _letters(languages)
    padded = f" {text} "
    return sum(
        _of_char(padded[at - 1], char, padded[at + 1], letters, sure)
        for at, char in enumerate(padded[:-1])
        if char > "\x7f"
    )


@lru_cache(maxsize=4096)
def _letters(languages: frozenset[tuple[str, float]]) -> Mapping[str, float]:
    """What each letter of the languages says for them, given how much each counts."""
    found: dict[str, float] = {}
    for language, share in languages:
        weights = frequencies().get(language) or dict.fromkeys(_first_level(language), 1.2)
        weights = {**weights, **({} if language in frequencies() else _common(language))}
        weights |= _KANA_WORTH if language == "ja" else {}
        for letter, weight in weights.items():
            found[letter] = max(weight * share, found.get(letter, 0.0))
    return found


def _common(language: str) -> dict[str, float]:
    return dict.fromkeys(alphabets()[language], 2.0 if language in _FIRST_LEVELS else 1.0)


# Of character sets of two bytes: the rows of the characters in common use.
_FIRST_LEVELS = {
    "zh": ("gb2312", range(0xB0, 0xD8)),
    "zh_Hant": ("big5", range(0xA4, 0xC7)),
    "ja": ("euc_jp", range(0xB0, 0xD0)),
    "ko": ("euc_kr", range(0xB0, 0xC9)),
}


@lru_cache(maxsize=4)
def _first_level(language: str) -> frozenset[str]:
    if language not in _FIRST_LEVELS:
        return frozenset()
    encoding, rows = _FIRST_LEVELS[language]
    pairs = (bytes((row, cell)) for row in rows for cell in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return frozenset(pair.decode(encoding, errors="ignore") for pair in pairs) - {""}


def _of_char(before: str, char: str, behind: str, letters: Mapping[str, float], sure: bool) -> float:
    """What one character beyond ASCII says for the reading, between its neighbours."""
    if _DENSE.match(char):
        return _of_dense(before, char, behind, letters)
    if _KANA.match(char):
        return letters.get(char, _KANA_ELSEWHERE if sure else -_KANA_ELSEWHERE)
    if not char.isalpha() and not _is_sign_of_script(char):
        return _of_sign(before, char, behind)
    worth = letters.get(char, -1.0 if sure else -0.8)
    if char.islower() and not before.isalnum() and before in _BEFORE_CELL:
        worth -= 0.7 if char > "\u036f" else 0.2  # names begin with a capital
    if char.isupper() and before.islower():
        worth -= 1.5
    if char > "\u036f" and (_is_latin(before) or _is_latin(behind)):
        worth -= 2.0  # scripts do not meet within a word
    if char < "\u0250" and min(before, behind) > "\x7f" and before.isalpha() and behind.isalpha():
        worth -= 1.0  # nor does a Latin word consist of accented letters
    return worth


def _of_dense(before: str, char: str, behind: str, letters: Mapping[str, float]) -> float:
    """Two bytes each, so it counts for two; beside a small Latin letter hardly one is meant."""
    worth = letters.get(char, 0.0)
    if "\uff61" <= char <= "\uff9f" or char > "\uffff":
        worth = -1.0
    for beside in (before, behind):
        worth -= 2.0 if beside.isascii() and beside.islower() else 0
    return worth


def _is_sign_of_script(char: str) -> bool:
    """Vowel signs and tone marks are no letters to Python, yet part of words."""
    return "\u0590" <= char <= "\u0e7f"


def _is_latin(char: str) -> bool:
    return char.isalpha() and char < "\u0250"


_BETWEEN_LETTERS = "’'·‐‑\u00ad"
_BEFORE_WORD, _BEHIND_WORD = "“‘«„‚¿¡‹(", "”’»“…™®º°ª›"
_MONEY = "€£¥"


def _of_sign(before: str, char: str, behind: str) -> float:
    if char in "\xa0\u3000，。、；：（）！？《》【】·":
        return 0.5
    if before.isalpha() and behind.isalpha():
        return 0.6 if char in _BETWEEN_LETTERS else -1.5
    if char in _MONEY and (before.isdigit() or behind.isdigit() or before == " " or behind == " "):
        return 0.8
    if (char in _BEFORE_WORD and not before.isalnum()) or (char in _BEHIND_WORD and before > " "):
        return 0.5
    if char in "–—•" and (before.isspace() or behind.isspace() or (before.isdigit() and behind.isdigit())):
        return 0.6
    if behind.isalpha():
        return -1.0
    return -2.0 if char < "\xa0" or "\u2500" <= char <= "\u25ff" or "\ue000" <= char <= "\uf8ff" else -0.4
