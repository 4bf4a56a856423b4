"""Company names: one normal form in which a company typed twice meets itself, and the terms search finds it by."""

import re
from functools import lru_cache

from meridian.places import legal_forms
from meridian.places.text import DENSE_CHARACTER, DENSE_RUN, fold, words

_LONGEST_FORM = 6  # words


def _together(tokens: list[str]) -> list[str]:
    """Runs of single letters become one word, so that `S. A.`, `S A` and `SA` agree."""
    if all(len(token) > 1 for token in tokens):
        return tokens
    joined: list[str] = []
    single = False
    for token in tokens:
        letter = len(token) == 1 and token.isalpha() and not DENSE_RUN.match(token)
        if letter and single:
            joined[-1] += token
        else:
            joined.append(token)
        single = letter
    return joined


def _forms(table: str) -> frozenset[str]:
    return frozenset(" ".join(_together(words(form))) for form in table.split("|"))


_ENDS = _forms(legal_forms.AT_THE_END)
_STARTS = _forms(legal_forms.AT_THE_START)
_CHINESE_END = re.compile(f"(?:{legal_forms.CHINESE_AT_THE_END})$")
_CHINESE_START = re.compile(f"^(?:{legal_forms.CHINESE_AT_THE_START})")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_BLANK_BESIDE_DENSE = re.compile(f"(?<={DENSE_CHARACTER}) (?={DENSE_CHARACTER})")


@lru_cache(maxsize=65536)
def normalise_name(name: str) -> str:
    """The form in which spellings of one company name are equal; never empty unless `name` has no letter or digit.

    Width, case, diacritics, traditional and simplified characters, punctuation, blanks between Chinese characters and
    legal forms (`Co., Ltd.`, `有限公司`, `Sp. z o.o.`, `OÜ …`) make no difference. A name that is nothing but a legal
    form keeps it.
    """
    name = fold(name)
    if not name.isascii():
        name = _without_chinese_form(name)
    normal = " ".join(_without_forms(_together(words(name))))
    return normal if normal.isascii() else _BLANK_BESIDE_DENSE.sub("", normal)


def _without_chinese_form(name: str) -> str:
    """Without a legal form written onto the name; `(株)` counts before brackets are dropped."""
    name = re.sub(r"\s+", " ", name).strip()
    for form in (_CHINESE_END, _CHINESE_START):
        if rest := form.sub("", name).strip():
            name = rest
    return name


def _without_forms(tokens: list[str]) -> list[str]:
    """Legal forms off both ends, longest first and again and again, as long as a name remains."""
    while True:
        sizes = range(min(_LONGEST_FORM, len(tokens) - 1), 0, -1)
        if size := next((size for size in sizes if " ".join(tokens[-size:]) in _ENDS), 0):
            tokens = tokens[:-size]
        elif size := next((size for size in sizes if " ".join(tokens[:size]) in _STARTS), 0):
            tokens = tokens[size:]
        else:
            return tokens


@lru_cache(maxsize=65536)
def search_text(name: str) -> str:
    """The folded name with its words separated by single blanks, legal forms kept, for fragments."""
    return " ".join(words(name))


@lru_cache(maxsize=65536)
def search_terms(name: str) -> tuple[str, ...]:
    """Every two neighbouring characters beyond ASCII (Chinese, Kana, Hangul, Thai, Cyrillic …), folded, each once.

    A character that stands alone is a term of its own. The same function reads names and queries, so a query of two
    characters or more is answered by containment. ASCII is left to trigrams, which know nothing else in the C locale.
    """
    terms: dict[str, None] = {}
    for run in _BEYOND_ASCII.findall(search_text(name)):
        pairs = [run[at : at + 2] for at in range(len(run) - 1)]
        terms.update(dict.fromkeys(pairs or [run]))
    return tuple(terms)
