"""One way to fold text, so that two spellings of the same thing compare equal."""

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

# Letters that Unicode does not decompose although readers take them for their plain forms.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n"}
    | {"ٱ": "ا", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك"}  # letters of Arabic that are typed for one another
)
# Marks that people leave out: accents, vowel signs of Arabic and Hebrew, the hamza on its carriers. Those of Kana and
# Indic scripts carry meaning.
_COMBINING = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]"
)
_TRADE_MARKS = re.compile("[™®©℠]")
_BETWEEN_HEBREW = re.compile("(?<=[א-ת])[\"״׳'](?=[א-ת])")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# Vowel signs of Indic, Thai and Semitic scripts (U+0590–U+1CFF) are no letters to `re`, yet no punctuation either.
_PUNCTUATION = re.compile("(?:[\\W_](?<![\u0590-\u1cff])|[،؛؟।॥])+")
_ASCII_WORD = re.compile("[a-z0-9]+")  # the same for the common case, three times as fast
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ׳״")

# Scripts written without spaces between words.
DENSE_CHARACTER = (
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff]"
)
DENSE_RUN = re.compile(f"{DENSE_CHARACTER}+")
HAN_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")


class _Simplified(dict[int, str]):
    """Code point → its simplified form, found on first use. Character by character, so that equal names stay equal."""

    def __missing__(self, code_point: int) -> str:
        char = chr(code_point)
        self[code_point] = simple = _opencc().convert(char) if HAN_RUN.match(char) else char
        return simple


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("t2s")


_SIMPLIFIED = _Simplified()


def clean(text: str) -> str:
    """`text` in compatibility form (full width → half width) without invisible characters and outer blanks."""
    if text.isascii():
        return text.strip()
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def fold(text: str) -> str:
    """`text` without differences of width, case, diacritics and traditional or simplified characters."""
    if text.isascii():
        return text.strip().lower()
    text = clean(_TRADE_MARKS.sub("", text))
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFD", text.casefold()).translate(_LETTERS)
    return unicodedata.normalize("NFC", _COMBINING.sub("", text)).translate(_SIMPLIFIED).strip()


def words(text: str) -> list[str]:
    """The folded words of `text`: apostrophes vanish, `&` reads `and`, other punctuation separates."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded.replace("'", "").replace("`", "").replace("&", " and "))
    folded = _BETWEEN_HEBREW.sub("", folded)
    return _PUNCTUATION.sub(" ", folded.translate(_APOSTROPHES).replace("&", " and ")).split()


def word_set(text: str) -> frozenset[str]:
    """The words of a table written as text."""
    return frozenset(text.split())
