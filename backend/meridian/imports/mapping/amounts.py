"""Amounts of money, numbers of people and other quantities as people write them. Pure.

A cell is understood whole or refused: a word that nobody knows may be a factor, a currency or a condition, and whoever
passes over it reads another amount. Every function raises `Unusable` with what is wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from meridian.imports.mapping import rules
from meridian.imports.mapping.rules import DecimalSign, Lone
from meridian.imports.rules import Unusable
from meridian.kernel.language import msg
from meridian.places.countries import country, currency_label, is_currency, minor_digits, tender
from meridian.places.text import fold, word_set

_LARGEST = 10**14
_MOST_PEOPLE = 10_000_000
_STEP = Decimal("0.0001")
_PRECISE = Decimal("0.001")
"""What rounding to four decimals may at most change of a number."""
_BINARY_DIGITS = 15
"""Decimal digits that a spreadsheet's number holds; what lies behind them is noise of its arithmetic."""

_FACTORS_OF = {
    10**3: "k tsd tausend thousand thousands mille mila тыс тысяч тысячи ribu rb nghin bin",
    10**5: "lakh lakhs lac lacs",
    10**6: """
        m mm mn mio mln million millions millionen millones millon milhao milhoes milione milioni miljoen miljoner
        miljoonaa milion miliony milionu milionow milyon juta trieu млн миллион миллиона миллионов
    """,
    10**7: "crore crores",
    10**9: """
        b bn mrd mia mld mlrd billion billions milliard milliards milliarden miliardo miliardi miljard miljarder
        miliard miliardy miliardow milyar ty млрд миллиард миллиарда миллиардов
    """,
}
_FACTORS = {name: factor for factor, names in _FACTORS_OF.items() for name in names.split()}
_DENSE_FACTORS = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8} | {
    "십": 10, "백": 100, "천": 10**3, "만": 10**4, "억": 10**8
}  # fmt: skip
_DENSE_FACTOR = re.compile(f"[{''.join(_DENSE_FACTORS)}]+")

# Signs and words: the currencies they may stand for. The first is meant where nothing else is known, unless it is `?`.
_DOLLARS = (
    "USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU DOP BSD BBD BZD BMD BND KYD XCD FJD GYD JMD LRD NAD SBD SRD TTD"
    " CUP CVE NIO MOP TOP WST"
)
_SIGNS = f"""
$, dollar, dollars = {_DOLLARS}
us$, us $, usd$, $us, us dollar, us dollars, долл. сша, доллар сша, долларов сша, 美元, 美金, 美刀 = USD
a$, 澳元 = AUD
c$ = CAD NIO
s$ = SGD
r$ = BRL
nt$, nt, 台币, 新台币 = TWD
mop$ = MOP
rd$ = DOP
tt$ = TTD
bz$ = BZD
ec$ = XCD
j$ = JMD
n$ = NAD
g$ = GYD
$u = UYU
mex$ = MXN
bds$ = BBD
€, euro, euros, евро, 欧元 = EUR
£ = GBP EGP FKP GIP SHP
e£ = EGP
le = ? EGP SLE
¥ = CNY JPY
cn¥, rmb, rmb¥, 人民币, 块, yuan = CNY
jp¥, 円, 日元, 日圆, yen = JPY
元, 元整, 元正 = CNY TWD HKD
圆 = ? CNY JPY
英镑 = GBP
港币, 港元 = HKD
加元 = CAD
卢布, руб, рубль, рубля, рублеи, р = RUB BYN
韩元, 韩币, 원 = KRW
泰铢, ฿, บาท = THB
越南盾, ₫, dong = VND
瑞士法郎, chf, sfr, fr = CHF
₽ = RUB
₴, грн = UAH
₸, тг, тенге = KZT
лв = BGN
₼ = AZN
₾ = GEL
֏ = AMD
сум = UZS
₹ = INR
rs, ₨, rupees = ? INR PKR LKR NPR MUR SCR
rp = IDR
rm = MYR
₩ = KRW KPW
₱ = PHP
₺, tl = TRY
₪ = ILS
₦ = NGN
₵, gh₵ = GHS
₡ = CRC
₲ = PYG
৳ = BDT
៛ = KHR
₭ = LAK
₮ = MNT
ksh = KES
tsh = TZS
ush = UGX
r = ZAR
﷼ = ? IRR SAR QAR OMR YER
kr = ? SEK NOK DKK ISK
dh, dhs = ? AED MAD
sr = SAR
qr = QAR
kd = KWD
bd = BHD
zl = PLN
kc = CZK
ft = HUF
lei = RON MDL
s/, s/. = PEN
b/. = PAB
bs = ? BOB VES
fcfa, f cfa, cfa = ? XOF XAF
"""
_COUNTRY_DOLLAR = re.compile(r"([a-z]{2})\$")
_WORDS_LIKE_CODES = word_set("all bam cup gel lak mad mop pen sos top try bob par")
_ROUGHLY = word_set(
    """
    ~ ≈ about approx approximately around roughly ca circa etwa rund ungefahr env environ aprox aproximadamente unos
    около примерно ок 约 约为 大约 大概 左右 上下
    """
)
_PEOPLE = word_set(
    """
    + > ≥ plus over more than or 以上 超过 余 多 近 employee employees staff people person persons worker workers
    headcount
    fte ftes ma mitarbeiter mitarbeitende mitarbeiterinnen beschaftigte personen empleado empleados trabajadores
    personas colaboradores funcionarios employe employes salaries personnes dipendenti addetti pracownikow osob
    zamestnancu medewerkers werknemers anstallda ansatte calisan kisi сотрудников сотрудника сотрудники чел человек
    человека работников 人 名 员工 位 人员 社员 명 人以上 mas de plus di uber mehr als bolee более свыше
    """
)
_RANGE = re.compile(r"(?<=[\dkm万千+人])\s*(?:-|~|～|to|bis|a|至|到|—)\s*(?=\d)")
_UNIT_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")  # "1,000 (USD)"
_NUMERAL = re.compile(rules.NUMERAL)


@dataclass(frozen=True, slots=True)
class Amount:
    """At most four decimal places; the currency only where one stands beside the number.

    others: what else a sign may stand for (`$`, `¥`) whose currency was taken for the usual one.
    """

    amount: Decimal
    currency: str | None
    others: tuple[str, ...] = field(default=(), compare=False)


def money(text: str, currency: str | None = None, sign: DecimalSign | None = None) -> Amount:
    """The amount and currency of a whole cell (`30万`, `USD 5k`, `(1.234,50) €`), never below zero.

    currency: what amounts without one are in; it also says which dollar, krone or rupee a bare sign means.
    """
    cell = _Cell(text)
    factor, codes = cell.beside(_ROUGHLY)
    named, others = _one_currency(codes, currency, cell.shown)
    digits = minor_digits(named or currency or "XXX")
    value = rules.read(cell.numeral, sign, Lone.REFUSED if digits == 3 else Lone.GROUPS) * factor
    if cell.negative and value:
        raise Unusable("negative", msg("“{shown}” is below zero", shown=cell.shown))
    return Amount(_bounded(value, cell.shown), named, others)


def decimal(text: str, sign: DecimalSign | None = None) -> Decimal:
    """A number without unit, of at most four decimal places."""
    cell = _Cell(text)
    factor, codes = cell.beside(frozenset())
    if codes:
        raise Unusable("no_number", msg("“{shown}” is an amount of money, not a number alone", shown=cell.shown))
    value = rules.read(cell.numeral, sign) * factor
    return _bounded(-value if cell.negative else value, cell.shown)


def people(text: str, sign: DecimalSign | None = None) -> int:
    """A number of people; `50-100`, `1000+` and `about 80` count by their first number."""
    cell = _Cell(_first_of_range(text))
    factor, codes = cell.beside(_ROUGHLY | _PEOPLE)
    value = rules.read(cell.numeral, sign, Lone.GROUPS) * factor
    if codes or cell.negative or value != value.to_integral_value() or value > _MOST_PEOPLE:
        raise Unusable("no_number", msg("“{shown}” is no number of people", shown=cell.shown))
    return int(value)


def _first_of_range(text: str) -> str:
    """`10k-50k` → `10k`; a factor that only the end has (`10-50k`) leaves the beginning open."""
    first, *rest = _RANGE.split(rules.plain(text), maxsplit=1)
    if rest and first[-1:].isdigit() and re.match(r"\d[\d.,' ]*\s*(?:[km]\b|[万千])", rest[0]):
        raise Unusable("no_number", msg("“{text}” leaves open what its first number counts", text=text.strip()[:40]))
    return first


def _bounded(value: Decimal, shown: str) -> Decimal:
    if abs(value) >= _LARGEST:
        raise Unusable("too_large", msg("“{shown}” is too large", shown=shown))
    value = Decimal(f"{value:.{_BINARY_DIGITS}g}") if value else value
    rounded = value.quantize(_STEP, ROUND_HALF_EVEN)
    if abs(rounded - value) > abs(value) * _PRECISE:
        raise Unusable("too_precise", msg("“{shown}” has more decimals than the four that are kept", shown=shown))
    return rounded


class _Cell:
    """A cell with exactly one numeral, its sign, and what stands before and behind it."""

    def __init__(self, text: str) -> None:
        self.shown = " ".join(text.split())[:40]
        self._codes = re.findall(r"(?<![^\W\d_])[A-Za-z]{3}(?![^\W\d_])", text)
        plain = rules.plain(text).lstrip("'")
        plain = re.sub(r"(?<=\d)(?:[.,]\s?-{0,2}|/-)(?=[^\d.,]*$)", "", plain)  # 500,- and 500/- are even amounts
        bracketed = re.fullmatch(r"(.*)\(([^()]*\d[^()]*)\)(.*)", plain)
        plain = " ".join(bracketed.groups()) if bracketed else plain
        found = list(_NUMERAL.finditer(plain))
        if len(found) != 1:
            words = (
                msg("“{shown}” holds several numbers", shown=self.shown)
                if found
                else msg("“{shown}” holds no number", shown=self.shown)
            )
            raise Unusable("no_number", words)
        at = found[0]
        self.numeral = at[0]
        before, behind = (_UNIT_IN_BRACKETS.sub(r" \1 ", side) for side in (plain[: at.start()], plain[at.end() :]))
        minus = before.count("-") + behind.count("-")
        if minus > 1 or (minus and bracketed):
            raise Unusable("no_number", msg("“{shown}” is no number as anybody writes one", shown=self.shown))
        self.negative = bool(minus or bracketed)
        self._before, self._behind = before.replace("-", " ").rstrip("+ "), behind.replace("-", " ")

    def beside(self, passed_over: frozenset[str]) -> tuple[int, list[str]]:
        """The factor, and the signs, words and codes of currencies. Raises `Unusable` for anything else there."""
        factor, behind = _factor(self._behind.lstrip())
        codes = [*self._read(self._before, passed_over), *self._read(behind, passed_over)]
        return factor, codes

    def _read(self, text: str, passed_over: frozenset[str]) -> list[str]:
        text, codes = fold(text), []
        while text := text.strip():
            token = _token(text, passed_over)
            if token is None:
                if (code := text[:3]) and len(text) >= 3 and not text[3:4].isalpha() and self._is_code(code):
                    token = code
                    codes.append(code.upper())
                else:
                    raise Unusable(
                        "unknown_words",
                        msg(
                            "“{shown}” holds more than a number: “{text}” is unknown", shown=self.shown, text=text[:20]
                        ),
                    )
            elif token not in passed_over:
                codes.append(token)
            text = text[len(token) :].lstrip(".:")
        return codes

    def _is_code(self, code: str) -> bool:
        """Whether an ISO code stands there; in small letters not where it is a word as well."""
        typed = next((each for each in self._codes if each.casefold() == code), code)
        usable = typed.isupper() or code not in _WORDS_LIKE_CODES
        return usable and is_currency(code.upper()) and code != "xxx"


def _factor(behind: str) -> tuple[int, str]:
    """The factor at the beginning of what stands behind a numeral, and the rest."""
    folded = fold(behind)
    if match := _DENSE_FACTOR.match(folded):
        factor = 1
        for char in match[0]:
            factor *= _DENSE_FACTORS[char]
        return factor, folded[match.end() :]
    word = re.match(r"[^\W\d_]+", folded)
    if word and word[0] in _FACTORS:
        return _FACTORS[word[0]], folded[word.end() :].removeprefix(".")
    return 1, folded


def _token(text: str, passed_over: frozenset[str]) -> str | None:
    """The longest known sign or word at the beginning of folded text."""
    if match := _COUNTRY_DOLLAR.match(text):
        return match[0]
    for size in range(min(_longest(), len(text)), 0, -1):
        piece = text[:size]
        if (piece in passed_over or piece in _signs()) and not _cut(piece, text[size:]):
            return piece
    return None


def _cut(piece: str, rest: str) -> bool:
    """Whether `piece` ends inside a word of a script that separates words."""
    return piece[-1:].isalpha() and rest[:1].isalpha() and ord(rest[0]) < 0x0E00 and ord(piece[-1]) < 0x0E00


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _signs()))


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, tuple[str, ...]]:
    """What signs and words may stand for, the names of currencies in use among them."""
    lines = (line.split(" = ") for line in _SIGNS.strip().splitlines())
    found = {fold(sign): tuple(codes.split()) for signs, codes in lines for sign in signs.split(", ")}
    for code in tender():
        for language in ("en", "zh"):
            found.setdefault(fold(currency_label(code, language) or code), (code,))
    return found


def _one_currency(tokens: list[str], own: str | None, shown: str) -> tuple[str | None, tuple[str, ...]]:
    """The one currency that all tokens agree on, and what else they may mean. Raises `Unusable`."""
    if not tokens:
        return None, ()
    possible = [_candidates(token) for token in tokens]
    agreed = [code for code in possible[0] if all(code in each for each in possible[1:]) and code != "?"]
    exact = next((codes[0] for codes in possible if len(codes) == 1), None)
    if exact is not None and exact in agreed:
        return exact, ()
    if not agreed:
        raise Unusable("several_currencies", msg("“{shown}” names several currencies", shown=shown))
    if own in agreed:
        return own, ()
    if possible[0][0] == "?":
        raise Unusable(
            "ambiguous_currency",
            msg("“{shown}” may be in one of {agreed}: say which with `currency`", shown=shown, agreed=agreed),
        )
    return agreed[0], tuple(agreed[1:])


def _candidates(token: str) -> tuple[str, ...]:
    if (known := _signs().get(token)) is not None:
        return known
    if match := _COUNTRY_DOLLAR.fullmatch(token):
        of_country = country(match[1].upper())
        if of_country is None or of_country.currency not in _DOLLARS.split():
            raise Unusable("unknown_currency", msg("“{token}” is no currency we know", token=token))
        return (of_country.currency,)
    return (token.upper(),)
