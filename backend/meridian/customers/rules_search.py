"""What somebody who types into the search box may mean: a name, a part of one, a phone, an email, a website. Pure."""

import re
from typing import NamedTuple

from meridian.places.domains import parse_email, website_domain, website_host
from meridian.places.names import normalise_name, search_terms, search_text
from meridian.places.phones import parse_phones
from meridian.places.text import clean

SHORTEST_ENDING = 4  # digits: fewer fit too many numbers
SHORTEST_TRIGRAM = 3
SHORTEST_MISSPELT = 4
_PHONE = re.compile(r"[+(\d][\d\s()./+-]*")
_ASCII = re.compile("[a-z0-9]+")
_RUSSIAN_TRUNK = re.compile(r"8\d{10}")


class NameSought(NamedTuple):
    """Parts of a name.

    key: the normal form. fragments: its ASCII words. terms: its pairs of other characters.
    misspelt: the fragments long enough to be recognised with a fault in them. misspelt_terms: sets of terms, each of
    which leaves out what one wrong, missing or additional character would change.
    """

    key: str
    fragments: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    misspelt_terms: tuple[tuple[str, ...], ...] = ()


def name_sought(text: str) -> NameSought | None:
    """The text as a name or part of one; None when it holds an address of email or no letter or digit."""
    key = normalise_name(text)
    if not key or "@" in text:
        return None
    spoken = frozenset(_ASCII.findall(search_text(text)))  # initials joined in the key are not written so in names
    fragments = tuple(word for word in dict.fromkeys(_ASCII.findall(key)) if word in spoken)
    terms = tuple(term for term in search_terms(key) if len(term) > 1)
    return NameSought(
        key,
        fragments,
        terms,
        tuple(word for word in fragments if len(word) >= SHORTEST_MISSPELT and not word.isdigit()),
        _with_a_gap(terms),
    )


def _with_a_gap(terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A wrong character spoils two neighbouring pairs at most; what is left must still tell names apart."""
    gaps = (terms[: max(at, 0)] + terms[at + 2 :] for at in range(-1, len(terms)))
    return tuple(dict.fromkeys(rest for rest in gaps if len(rest) > 1))


def phone_endings(text: str) -> list[str]:
    """Digits with which the numbers meant end, longest reading first; empty when the text is no phone.

    Whatever prefix was typed, `+`, `00`, a trunk `0` or `8` or none, the rest is how the E.164 form ends.
    """
    text = clean(text)
    if not _PHONE.fullmatch(text):
        return []
    digits = re.sub(r"\D", "", text).lstrip("0")
    meant = [phone.e164[1:] for phone in parse_phones(text) if phone.e164]
    without_trunk = [digits[1:]] if _RUSSIAN_TRUNK.fullmatch(digits) else []
    return [each for each in dict.fromkeys((*meant, digits, *without_trunk)) if len(each) >= SHORTEST_ENDING]


def email_beginning(text: str) -> str | None:
    """An address or the beginning of one; `@domain` stands for all addresses there."""
    text = clean(text).lower()
    if "@" not in text:
        return None
    parsed = parse_email(text)
    return parsed.address if parsed else re.sub(r"[\s,;<>%]", "", text.removeprefix("mailto:"))


def domains_sought(text: str) -> list[str]:
    """Beginnings of domains: the company's domain behind the address, and the host as far as it was typed."""
    text = clean(text).lower()
    if "@" in text or "." not in text or re.search(r"\s", text):
        return []
    typed = re.sub(r"^(?:[a-z]+://)?(?:www\d?\.)?", "", text).partition("/")[0]
    found = (website_domain(text), website_host(text), typed)
    return list(dict.fromkeys(each for each in found if each and "." in each))
