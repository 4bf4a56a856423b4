"""Languages as people write them → BCP 47 tags, by Babel."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale
from babel.languages import get_official_languages

from meridian.places.text import clean, fold

_LABEL_LOCALES = {"zh": "zh_Hans", "en": "en"}
_ALIASES = {
    "mandarin": "zh",
    "普通话": "zh",
    "国语": "zh",
    "汉语": "zh",
    "cantonese": "yue",
    "粤语": "yue",
    "farsi": "fa",
}


@lru_cache(maxsize=2048)
def resolve_language(text: str) -> str | None:
    """A BCP 47 tag (`de`, `pt-BR`, `zh-Hant`) for a tag in any case or a language's English, Chinese or own name."""
    cleaned = clean(text)
    folded = fold(cleaned)
    return _labels().get(folded) or _tag(cleaned) or _own_names().get(folded)


def _tag(cleaned: str) -> str | None:
    try:
        parts = parse_locale(cleaned.replace("-", "_"))
        Locale.parse(cleaned.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    language, territory, script = parts[:3]
    return "-".join(part for part in (language, script, territory) if part)


def language_label(tag: str, language: str) -> str | None:
    """The name of a language in `zh` (simplified) or `en`; `None` for an unknown tag."""
    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(_LABEL_LOCALES[language])
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Languages by their English and Chinese names."""
    names = {fold(alias): code for alias, code in _ALIASES.items()}
    for locale in _LABEL_LOCALES.values():
        for code, name in Locale.parse(locale).languages.items():
            names.setdefault(fold(name), code.replace("_", "-"))
    return names


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    """Languages by what those who speak them call them; a second to read, and seldom needed. None looks like a tag."""
    names: dict[str, str] = {}
    for code in dict.fromkeys(_labels().values()):
        try:
            own = Locale.parse(code.replace("-", "_")).get_display_name()
        except (UnknownLocaleError, ValueError):
            continue
        if own:
            names.setdefault(fold(own), code)
    return names


# Letters beyond ASCII of the languages lists come in, and which of them a country writes.
#
# Of scripts with thousands of characters only the commonest stand here: enough to tell text from bytes read wrongly.


_LATIN = """
es áéíóúüñ | ca àçéèíïóòúü | gl áéíóúñ | eu ñ | pt áâãàçéêíóôõú | fr àâæçéèêëîïôœùûüÿ | it àèéìíòóù | de äöüß | gsw äöü
nl ëïéèöü | sv åäöéü | fi äöå | nb æøåé | nn æøå | da æøåé | is áðéíóúýþæö | fo áðíóúýæø | en éèñç | ga áéíóú
pl ąćęłńóśźż | cs áčďéěíňóřšťúůýž | sk áäčďéíĺľňóôŕšťúýž | hu áéíóöőúüű | ro ăâîșțşţ | hr čćđšž | bs čćđšž | sl čšž
sr_Latn čćđšž | sq çë | tr çğıöşüâîİ | az çəğıöşüİ | et äöõüšž | lv āčēģīķļņšūž | lt ąčęėįšųūž | mt ċġħż | cy âêîôûŵŷ
vi ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ | id é | ms é | fil ñ
"""
# The commonest first.
_OTHER = """
ru оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё | uk оанивіетрлскпудмзьяйбгчхцжшюєїщфґ | be аніеоыртлскумдпяўзвбйьхгцчжюшэіфё
bg аоиентрсвлкдпмзгбъуячцхшжщйюьф | sr аоиенсртјукпдвмлзгбчцшжћхњђљфџ | mk аоиентрсвкдлмпузјгбчцшжхќњѓљфџѕ
kk аеніртлдсыоқкмбұғшйжпгузяөүңіхвчцэюьёһфщъә | el αοιετσνηρπκμλςίόγέάήδθχυφύώβξζψϊϋΐΰ
he יוהלאמרתבשנםדקעחפכצסגטזןךףץ | ar اليمنوترهبدعسفةكقحجشطصزخضثذغظءأإآؤئى
fa ایرنودمهتبسلشکزفگعخقجآپحصطچضغثژذظئ | ur ایرکےنوہمسلتدبپجفعشقگچزھحخٹصضطظغڈڑژثذئں
th ารนอกเงมยวลดทสตะปบคหแจพชขใไโผถฟณธซภศษำญฐฎฏฆฌฒฑฉฮฝฬ์่้ั็ิีึืุู๊๋
"""
# The commonest characters, those of company lists among them.
_SIMPLIFIED = (
    "的一是不了在有人我他这中大来上个国和地到说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明"
    "性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世"
    "位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象"
    "完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运贸限泵械备厂州江浙广深圳苏杭京"
    "津联姓李刘陈杨黄赵周吴徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程魏吕丁任沈姚卢傅钟姜崔谭廖范汪陆石"
    "俄罗德法英日韩印度巴客户称址话箱职注备源渠箱邮编号省城镇县村街厦楼室港湾台香澳汽车铁钢铝铜塑料纺织服装食药医疗器材机床阀"
    "门管件轴承电机电缆电池灯照明玻璃陶瓷纸木家具玩具礼"
)
_TRADITIONAL = (
    "的一是不了在有人我他這中大來上個國和地到說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經"
    "麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日者意無力它與長把機十民第公此已工使情明性知"
    "全三又關點正業外將兩高間由問很最重並物手應向頭文體政美相見被利什二等產或新己製身果加西斯月話合回特代內信表化老給世位次"
    "度門任常先海通教原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活更別打女變四神總何電數安少報才結反受目太量再感建"
    "務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基書非則聽白界達光放強即像難且權思王象完設式色路"
    "記南品住告類求據程北邊張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運貿限械備廠州灣臺台北港股份企陳林黃張李"
    "王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊江呂何羅高蕭潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯翁魏孫戴聯絡話編號縣鄉鎮號樓"
)
_JAPANESE = (
    "日一国人年大十二本中長出三時行見月後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校"
    "語土木聞食車何南万毎白天母火右読友左休父雨会社株式京都県市区町村田中井鈴佐藤高橋渡辺伊山本小林加吉松木斎清野原石三森"
    "阪神戸屋横浜部課営業機械工製作所産商事務担当者氏住番号備考"
)
_KOREAN = (
    "가각간갈감강개거건게격견결경계고공과관광교구국군권그근글금급기김나남내너년노는니다단달담당대덕도독동두드든들등디라람래량러"
    "려력련령로록롬료루류르른를름리림마만말매면명모목무문물미민밀바박반발방배백번법베변별병보복본부북분불비사산상색생서석선설"
    "성세센소손속송수순술스습승시식신실심아안알암앙야약양어언업에여역연영예오온와완외요용우운울원월위유육윤은을음의이인일임입"
    "자작장재저적전점정제조종주준중증지직진차참창책천철청체초최추출충치카코크타탁태터테텔토통트특파판패팩평포품프플피하학한합"
    "항해행향허현협형호홍화확환활황회효후흥희회사국가도시담당자전화번호주소업체상호대한민국주식유한"
)


@lru_cache(maxsize=1)
def alphabets() -> Mapping[str, frozenset[str]]:
    """Letters beyond ASCII by language, small and capital; of zh, zh_Hant, ja and ko the commonest characters."""
    found = {}
    for entry in " | ".join(f"{_LATIN}{_OTHER}".split("\n")).split("|"):
        language, _, letters = entry.strip().partition(" ")
        if language:
            found[language] = frozenset(letter for letter in letters + letters.upper() if letter > "\x7f")
    return found | {
        "zh": frozenset(_SIMPLIFIED),
        "zh_Hant": frozenset(_TRADITIONAL),
        "ja": frozenset(_JAPANESE),
        "ko": frozenset(_KOREAN),
    }


@lru_cache(maxsize=1)
def frequencies() -> Mapping[str, Mapping[str, float]]:
    """Of languages that write another script than the Latin: each letter's weight, 1.3 for the commonest to 0.4."""
    found: dict[str, Mapping[str, float]] = {}
    for entry in _OTHER.replace("\n", "|").split("|"):
        language, _, letters = entry.strip().partition(" ")
        step = 0.9 / max(len(letters), 1)
        weights = {letter: 1.3 - step * at for at, letter in enumerate(letters)}
        if language:
            found[language] = weights | {letter.upper(): weight for letter, weight in weights.items()}
    return found


_MORE: Mapping[str, tuple[str, ...]] = {
    "UA": ("ru",),
    "EE": ("ru",),
    "LV": ("ru",),
    "TW": ("zh_Hant",),
    "HK": ("zh_Hant",),
    "MO": ("zh_Hant",),
    "SG": ("zh",),
    "US": ("es",),
}


_WRITES_TRADITIONAL = frozenset({"TW", "HK", "MO"})


@lru_cache(maxsize=256)
def languages_of(country: str, *, regional: bool = True) -> tuple[str, ...]:
    """Languages with an alphabet here that an ISO alpha-2 country writes, or those of the whole country alone."""
    official = get_official_languages(country, regional=regional, de_facto=True)
    more = _MORE.get(country, ()) if regional or country in _WRITES_TRADITIONAL else ()
    found = [language for language in (*official, *more) if language in alphabets()]
    return tuple(dict.fromkeys(found + (["sr_Latn"] if "sr" in found else [])))


# Names of months, weekdays and halves of the day in the languages lists come in, by CLDR. A name with two meanings is
# left out: `listopad` is October in Zagreb and November in Warsaw.


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
