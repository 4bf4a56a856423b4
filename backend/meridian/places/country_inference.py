"""Which country a customer is in, from what a sales list says, its phones and its website."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from meridian.places import cities, regions
from meridian.places.countries import country_codes, resolve_country
from meridian.places.domains import country_of_host, website_host
from meridian.places.phones import parse_phones
from meridian.places.text import DENSE_RUN, HAN_RUN, word_set, words


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


@lru_cache(maxsize=4096)
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


# The city or region a company's name speaks of: `Sydney Trains`, `Metro de Santiago`, `Transjakarta`, `悉尼火车公司`.
#
# Weak evidence, so taken only from names that people know as that place: prominent in its country, and not an everyday
# word, surname or trademark as well. `Phoenix Contact` says nothing.


_SINGLE_WORD_SHARE = 1 / 1000  # of the country's city dwellers; below, one word is too often something else
_SEVERAL_WORDS_SHARE = 1 / 3000
_PART_OF_WORD_SHARE = 1 / 300  # `Transjakarta`
_PART_OF_WORD_LETTERS = 7
_LONGEST = 5  # words

# Single words that are at least as often something other than the city.
_NOT_A_CITY = word_set(
    """
    ajax alma annex artem aurora austin banda batu buffalo burlington cambridge cardenas charlotte chekhov
    cleveland columbus concord delta engels franca garcia guadalupe hamilton hidalgo irving jamaica kingston
    kirov korolev kota leon levis lincoln linares london mackay madison manhattan mesa metro milton miramar
    mission mobile morelos mulia natal newmarket obregon orange orel orlando palmerston palu paradise paraiso
    pare pati phoenix pickering plano polanco progreso prospect pushkin queens raleigh regina reservoir
    richmond rouge sale santos serra simpang solo solok sparks stockton sumber sunset surprise tanjung union
    victoria viana vitoria vladimir vista washington waterloo windsor артем владимир киров королев орел пушкин
    чехов энгельс октябрьский 爱迪生 杰克逊 麦迪逊 牛顿 林肯 维多利亚 温莎 剑桥 伦敦 奥罗拉 史密斯 戴维 种植园
    """
)
# A name of nothing but these (`West End`, `Boa Vista`) could be anywhere.
_GENERIC = word_set(
    """
    north south east west central upper lower new old big the park hill hills bay beach point lake lakes
    village centre center city end valley heights garden gardens coast forest green royal castle deer mill
    noble seven island high gap grove ocean river springs spring palm pacific sunset sunny mount mountain
    mountains mont port town township downtown bell oak redwood rock round fall vista boa rio branco santa san
    cruz maria la las los el de do da del paz pedro jose benito juarez ciudad santo villa ville nueva nova
    sungai raya
    """
)


@lru_cache(maxsize=16384)
def zones_named(name: str, country: str) -> tuple[tuple[str, ...], ...]:
    """For every place of `country` that a company's name contains: the zones of all places so called there.

    The longest names are found first and their words used up, so `New York` is not also York.
    """
    found = list(_in_words(words(name), country))
    for run in HAN_RUN.findall(name):
        found.extend(_in_run("".join(words(run)), country))
    return tuple(found)


def _in_words(name: list[str], country: str) -> Iterator[tuple[str, ...]]:
    known, start = _trusted(country), 0
    while start < len(name):
        for size in range(min(_LONGEST, len(name) - start), 0, -1):
            if zones := known.get(" ".join(name[start : start + size])):
                yield zones
                break
        else:
            size = 1
            if zones := _in_word(name[start], country):
                yield zones
        start += size


def _in_word(word: str, country: str) -> tuple[str, ...] | None:
    """A prominent city at either end of a longer word, unless that word is a place itself (`Jacksonville`)."""
    if len(word) <= _PART_OF_WORD_LETTERS or cities.cities_named(word, country):
        return None
    joinable = _trusted_in_words(country)
    ends = (end for size in range(len(word) - 1, _PART_OF_WORD_LETTERS - 1, -1) for end in (word[:size], word[-size:]))
    return next((joinable[end] for end in ends if end in joinable), None)


def _in_run(run: str, country: str) -> Iterator[tuple[str, ...]]:
    """Chinese has no blanks: try every stretch, longest first."""
    known, start = _trusted(country), 0
    while start < len(run):
        stretch = next((run[start:end] for end in range(len(run), start + 1, -1) if run[start:end] in known), None)
        if stretch:
            yield known[stretch]
        start += len(stretch) if stretch else 1


@lru_cache(maxsize=64)
def _trusted(country: str) -> dict[str, tuple[str, ...]]:
    trusted = dict(regions.names_in_print(country))
    for key, share in _shares(country).items():
        single = " " not in key
        if single and (key in _NOT_A_CITY or (len(key) < 4 and not DENSE_RUN.match(key))):
            continue
        if not single and _GENERIC.issuperset(key.split()):
            continue
        if share >= (_SINGLE_WORD_SHARE if single else _SEVERAL_WORDS_SHARE):
            trusted[key] = cities.zones_of(cities.cities_named(key, country))
    return trusted


@lru_cache(maxsize=64)
def _trusted_in_words(country: str) -> dict[str, tuple[str, ...]]:
    shares = _shares(country)
    return {
        key: zones
        for key, zones in _trusted(country).items()
        if shares.get(key, 0) >= _PART_OF_WORD_SHARE and len(key) >= _PART_OF_WORD_LETTERS and " " not in key
    }


@lru_cache(maxsize=64)
def _shares(country: str) -> dict[str, float]:
    """The share of a country's city dwellers who live in the greatest city of each well-known name."""
    everyone = sum(cities.people_by_zone(country).values())
    return {key: same[0].population / everyone for key, same in cities.well_known_names(country).items()}
