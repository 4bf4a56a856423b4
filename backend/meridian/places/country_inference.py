"""Which country a customer is in, from what a sales list says, its phones and its website."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from meridian.places.countries import country_codes, resolve_country
from meridian.places.domains import country_of_host, website_host
from meridian.places.phones import parse_phones


class CountrySource(StrEnum):
    """Where a country was learnt from."""

    STATED = "stated"
    PHONE = "phone"
    WEBSITE = "website"
    NONE = "none"


class CountryState(StrEnum):
    """`contradicted`: a number with a prefix of another country stands beside the stated one."""

    KNOWN = "known"
    CONTRADICTED = "contradicted"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CountryInference:
    """`country` is ISO alpha-2; `candidates` holds every country the evidence speaks of, `country` first."""

    country: str | None
    source: CountrySource
    state: CountryState
    candidates: tuple[str, ...]
    reason: str


# Places with a code of their own that people also file under the state they belong to, and dial like it.
_PART_OF = {
    **dict.fromkeys(("AS", "GU", "MP", "PR", "VI"), "US"),
    **dict.fromkeys(("GG", "IM", "JE"), "GB"),
    **dict.fromkeys(("BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "WF", "YT"), "FR"),
    **dict.fromkeys(("AW", "BQ", "CW", "SX"), "NL"),
    **dict.fromkeys(("CC", "CX", "NF"), "AU"),
    **dict.fromkeys(("FO", "GL"), "DK"),
    **dict.fromkeys(("HK", "MO"), "CN"),
    "AX": "FI",
    "EH": "MA",
    "SJ": "NO",
}


def infer_country(text: str | None, phones: Sequence[str] = (), website: str | None = None) -> CountryInference:
    """The country stated in `text`, else of the phones' own prefixes, else of the website's top level.

    A stated country stays the answer when a phone with a prefix (`+48…`) belongs elsewhere: people state where a
    company is, and its line may be a call centre; but the state is `contradicted`, so that nobody's clock is set by it
    unseen. A phone of a part of the stated country (Puerto Rico, United States) makes it more precise instead. The
    website only fills a gap: companies register abroad too often for it to contradict anything.
    """
    return _infer(text or "", tuple(phones), website or "")


@lru_cache(maxsize=32768)
def _infer(text: str, phones: tuple[str, ...], website: str) -> CountryInference:
    stated = resolve_country(text)
    site = None if stated else _country_of_website(website)
    dialled = _countries_of_phones(phones, stated or site)
    if stated:
        return _checked(stated, dialled)
    gap = f"“{text.strip()}” names no country" if text.strip() else "no country is stated"
    if len(dialled) == 1:
        reason = f"{gap}; the phone is of {dialled[0]}"
        return CountryInference(dialled[0], CountrySource.PHONE, CountryState.KNOWN, dialled, reason)
    if dialled:
        reason = f"{gap}; the phones are of {', '.join(dialled)}"
        return CountryInference(None, CountrySource.PHONE, CountryState.AMBIGUOUS, dialled, reason)
    if site:
        reason = f"{gap}; the website is under the top level of {site}"
        return CountryInference(site, CountrySource.WEBSITE, CountryState.KNOWN, (site,), reason)
    return CountryInference(None, CountrySource.NONE, CountryState.UNKNOWN, (), gap)


def _checked(stated: str, dialled: tuple[str, ...]) -> CountryInference:
    """A stated country beside the countries that its phones name."""
    parts = [code for code in dialled if _PART_OF.get(code) == stated]
    others = [code for code in dialled if code != stated and code not in parts and _PART_OF.get(stated) != code]
    if others:
        reason = f"{stated} is stated, but a phone is of {', '.join(others)}"
        candidates = (stated, *others)
        return CountryInference(stated, CountrySource.STATED, CountryState.CONTRADICTED, candidates, reason)
    if len(parts) == 1 and len(dialled) == 1:
        reason = f"{stated} is stated, and the phone is of its part {parts[0]}"
        return CountryInference(parts[0], CountrySource.PHONE, CountryState.KNOWN, (parts[0],), reason)
    return CountryInference(stated, CountrySource.STATED, CountryState.KNOWN, (stated,), f"{stated} is stated")


def _countries_of_phones(phones: tuple[str, ...], country: str | None) -> tuple[str, ...]:
    found = (phone.region for text in phones for phone in parse_phones(text, country) if phone.valid)
    return tuple(dict.fromkeys(region for region in found if region))


def _country_of_website(website: str) -> str | None:
    host = website_host(website)
    code = country_of_host(host) if host else None
    return code if code in country_codes() else None
