"""Names of months, weekdays and halves of the day in the languages lists come in, by CLDR. A name with two meanings is
left out: `listopad` is October in Zagreb and November in Warsaw."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale

from meridian.places.text import fold

_LANGUAGES = """
    en de fr es it pt nl pl cs sk ru uk bg sr sr_Latn bs mk hr sl hu ro tr el sv nb da fi et lv lt is sq ca ar fa
    he id ms vi th hi kk az ka hy
"""
_MORE_MONTHS: Mapping[str, int] = {
    "sept": 9,
    "janv": 1,
    "fevr": 2,
    "avr": 4,
    "juil": 7,
    "marz": 3,
    "marts": 3,
    "okt": 10,
}
_BEFORE_NOON, _AFTER_NOON = range(12), range(12, 24)
# Parts of the day that stand before the hour → the hours of 24 they speak of.
_PARTS_OF_THE_DAY: Mapping[str, range] = {
    **dict.fromkeys(("上午", "午前", "오전"), _BEFORE_NOON),
    **dict.fromkeys(("下午", "午后", "오후"), _AFTER_NOON),
    "凌晨": range(7),
    **dict.fromkeys(("清晨", "早上", "早晨"), range(4, 12)),
    "中午": range(11, 14),
    "傍晚": range(16, 21),
    **dict.fromkeys(("晚上", "夜里"), range(17, 24)),
}


@lru_cache(maxsize=1)
def _locales() -> tuple[Locale, ...]:
    return tuple(map(Locale.parse, _LANGUAGES.split()))


def _named(words: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Folded names that mean one thing; letters of the Latin script alone mean too many."""
    meanings: defaultdict[str, set[int]] = defaultdict(set)
    for word, meaning in words:
        meanings[fold(word).rstrip(".׳॰")].add(meaning)
    return {
        word: next(iter(found)) for word, found in meanings.items() if len(found) == 1 and (len(word) > 1 or word > "ʯ")
    }


@lru_cache(maxsize=1)
def months() -> Mapping[str, int]:
    """Month names, folded, short and long, in the cases they stand in → 1 to 12."""
    found = _named(
        (name, number)
        for locale in _locales()
        for context in locale.months.values()
        for width in ("wide", "abbreviated")
        for number, name in context[width].items()
    )
    found = {re.sub(r"^(?:de |d’)", "", name): number for name, number in found.items()}
    return {name: number for name, number in {**found, **_MORE_MONTHS}.items() if not re.search(r"\d", name)}


@lru_cache(maxsize=1)
def weekdays() -> Mapping[str, int]:
    """Names of weekdays, folded → 0 for Monday to 6 for Sunday."""
    chinese = [(f"{week}{day}", at) for week in ("星期", "周", "礼拜") for at, day in enumerate("一二三四五六日")]
    chinese += [(f"{week}天", 6) for week in ("星期", "礼拜")]
    others = [(f"{day}{end}", at) for at, day in enumerate("月火水木金土日") for end in ("曜日", "曜")]
    others += [(f"({day})", at) for at, day in enumerate("月火水木金土日")]
    others += [(f"{day}요일", at) for at, day in enumerate("월화수목금토일")]
    found = [
        (name, number)
        for locale in _locales()
        for context in locale.days.values()
        for width in ("wide", "abbreviated")
        for number, name in context[width].items()
    ]
    return {name: number for name, number in _named([*found, *chinese, *others]).items() if name not in months()}


@lru_cache(maxsize=1)
def parts_of_the_day() -> Mapping[str, range]:
    """`a.m.`, `p.m.` and their like, folded, without points and blanks → the hours of 24 they speak of."""
    found = _named(
        (re.sub(r"[\s.]", "", word), hours)
        for locale in _locales()
        for context in locale.day_periods.values()
        for width in context.values()
        for period, hours in (("am", 0), ("pm", 12))
        if (word := width.get(period))
    )
    by_word = {word: _AFTER_NOON if hours else _BEFORE_NOON for word, hours in found.items() if word not in weekdays()}
    return by_word | {"a": _BEFORE_NOON, "p": _AFTER_NOON, **_PARTS_OF_THE_DAY}


def hour_of_24(hour: int, hours: range) -> int | None:
    """The hour that is meant beside a part of the day: 12 beside `a.m.` is midnight; None where they contradict."""
    other = {12: 0}.get(hour, hour + 12)
    meant = {hour, other} & set(hours)
    return meant.pop() if len(meant) == 1 else None
