"""The parts that names are made of."""

import random
import unicodedata
from typing import NamedTuple

from meridian_local.demo.scene import City, Country


def _each(text: str) -> tuple[str, ...]:
    return tuple(text.split())


class Industry(NamedTuple):
    code: str
    name_en: str
    name_zh: str
    short_zh: str
    slug: str
    scope: str


INDUSTRIES = (
    Industry("machinery", "Machinery", "机械", "机械", "mach", "Machine tools and plant equipment"),
    Industry("chemicals", "Chemicals", "化工", "化工", "chem", "Industrial chemicals and coatings"),
    Industry("water_treatment", "Water Treatment", "水处理", "水务", "aqua", "Water and waste water treatment plants"),
    Industry("food_processing", "Foods", "食品", "食品", "food", "Food and beverage processing"),
    Industry("mining", "Mining Equipment", "矿山设备", "矿业", "mine", "Mines, quarries and their equipment"),
    Industry("construction", "Building Materials", "建材", "建材", "build", "Construction and building materials"),
    Industry("oil_gas", "Energy", "石油设备", "能源", "oil", "Oil and gas field services"),
    Industry("agriculture", "Agro", "农业科技", "农业", "agro", "Irrigation and farm machinery"),
    Industry("electronics", "Electronics", "电子", "电子", "tron", "Electronic components and assembly"),
    Industry("textiles", "Textiles", "纺织", "纺织", "tex", "Spinning, weaving and dyeing"),
    Industry("logistics", "Logistics", "物流", "物流", "log", "Freight forwarding and warehousing"),
    Industry("trading", "International Trade", "国际贸易", "贸易", "trade", "Import and distribution of equipment"),
)
BRAND_STARTS = _each(
    "Nova Alta Terra Vita Omni Prima Hydro Ferro Astra Delta Uni Inter Trans Euro Pan Neo Petro "
    "Tecno Agri Mar Sol Luna Vega Orion Atlas Titan Helio Vector Axis Kron Balt Nord Sud Gran Rio "
    "Monte Silva Aero Tekno Metro Cora Zeni Ardo Bela Cala Dura Elva Fora Gala Ista Jora Kera Lima "
    "Mira Nela Ora Pola Quanta Rema Sera Tava Ulti Vara"
)
BRAND_ENDS = _each(
    "tech mak ron tec max plan lux port dyn flow cast form line mark gen tron via con dor mont stal "
    "trade group tex vent pack sys core grand dex lon mer nix par quest rex san tor vex wave zen bau "
    "fer gas"
)
CHINESE_BRAND_STARTS = tuple(
    (pair[0], pair[1:])
    for pair in _each(
        "恒heng 华hua 中zhong 金jin 东dong 海hai 天tian 宏hong 鑫xin 新xin 安an 大da "
        "长chang 德de 富fu 光guang 浩hao 佳jia 康kang 利li 明ming 瑞rui 盛sheng 泰tai "
        "伟wei 祥xiang 亚ya 远yuan 正zheng 卓zhuo 凯kai 蓝lan 龙long 百bai 诚cheng 鼎ding "
        "丰feng 国guo 弘hong 建jian 君jun 力li 美mei 欧ou 普pu 荣rong 森sen 腾teng "
        "万wan 兴xing"
    )
)
CHINESE_BRAND_ENDS = tuple(
    (pair[0], pair[1:])
    for pair in _each(
        "达da 通tong 丰feng 盛sheng 泰tai 源yuan 顺shun 隆long 昌chang 辉hui 信xin 润run "
        "力li 特te 科ke 邦bang 创chuang 晟sheng 恩en 飞fei 格ge 汇hui 嘉jia 捷jie "
        "凯kai 朗lang 铭ming 诺nuo 鹏peng 启qi 仁ren 尚shang 拓tuo 威wei 欣xin 耀yao "
        "益yi 宇yu 泽ze 智zhi"
    )
)
ROMANISED = {
    **dict(
        zip(
            _each("النور الخليج الشرق الفجر الواحة الريادة المدينة الأمل الصفا النخبة الجزيرة الوادي"),
            _each("Noor Khaleej Sharq Fajr Waha Riyada Madina Amal Safa Nukhba Jazeera Wadi"),
            strict=True,
        )
    ),
    "上海": "Shanghai",
    "北京": "Beijing",
    "广州": "Guangzhou",
    "深圳": "Shenzhen",
    "宁波": "Ningbo",
    "青岛": "Qingdao",
    "香港": "Hong Kong",
    "台北": "Taipei",
    "台中": "Taichung",
    "高雄": "Kaohsiung",
}
# Beginnings and, under `…+`, ends of brands in other scripts.
LOCAL_BRANDS: dict[str, tuple[str, ...]] = {
    "ru": _each("Северо Волго Урало Сибир Транс Пром Гидро Агро Метал Строй Тех Нефте Энерго Мега Альфа Восток"),
    "ru+": _each("маш сталь снаб сервис ресурс торг импорт комплект монтаж прибор система инвест"),
    "uk": _each("Укр Дніпро Галиц Київ Захід Південь Агро Буд Пром Гідро Метал Енерго"),
    "uk+": _each("маш сталь сервіс ресурс торг імпорт комплект монтаж система проект"),
    "ar": _each("النور الخليج الشرق الفجر الواحة الريادة المدينة الأمل الصفا النخبة الجزيرة الوادي"),
    "ar+": (" الحديثة", " المتحدة", " العالمية", " الدولية", " الأولى", " الكبرى", " المتقدمة"),
}
LOCAL_TRADES: dict[str, tuple[str, ...]] = {
    "en": ("Industries", "Trading", "Engineering", "Supplies", "Equipment", "Pumps", "Holdings"),
    "de": ("Maschinenbau", "Handels", "Anlagentechnik", "Pumpen", "Werkzeuge", "Industrietechnik"),
    "fr": ("Équipements", "Industrie", "Distribution", "Matériaux", "Hydraulique"),
    "it": ("Macchine", "Impianti", "Forniture", "Meccanica", "Idraulica"),
    "es": ("Maquinaria", "Suministros", "Industrial", "Bombas", "Comercial"),
    "pt": ("Máquinas", "Equipamentos", "Comércio", "Indústria", "Bombas"),
    "nl": ("Techniek", "Machines", "Handel", "Pompen"),
    "pl": ("Maszyny", "Handel", "Przemysł", "Pompy", "Technika"),
    "ro": ("Echipamente", "Industrie", "Comerț", "Pompe"),
    "tr": ("Makina", "Sanayi", "Ticaret", "Pompa", "Mühendislik"),
    "vi": ("Cơ Khí", "Thương Mại", "Thiết Bị", "Công Nghiệp"),
    "id": ("Mesin", "Perkasa", "Sejahtera", "Teknik", "Abadi"),
    "ms": ("Industri", "Jaya", "Kejuruteraan", "Perdagangan"),
    "ru": ("", "-М", "-Сервис", "-Групп"),
    "uk": ("", "-Сервіс", "-Груп"),
    "ar": (" للتجارة", " للصناعة", " للمعدات", " للمقاولات"),
}
# By country, else by language. `{}` is the name.
COMPANY_FORMS: dict[str, tuple[str, ...]] = {
    "CN": ("{}有限公司", "{}股份有限公司", "{}科技有限公司"),
    "TW": ("{}股份有限公司", "{}有限公司"),
    "HK": ("{}有限公司", "{}（香港）有限公司"),
    "SG": ("{}私人有限公司",),
    "SG en": ("{} Pte. Ltd.",),
    "US": ("{} Inc.", "{} LLC", "{} Corp."),
    "CA": ("{} Inc.", "{} Ltd."),
    "IN": ("{} Pvt. Ltd.", "{} Private Limited"),
    "AU": ("{} Pty Ltd",),
    "ZA": ("{} (Pty) Ltd",),
    "PH": ("{} Corporation", "{} Inc."),
    "KZ": ("ТОО «{}»",),
    "BR": ("{} Ltda.", "{} S.A."),
    "PT": ("{}, Lda.", "{}, S.A."),
    "MX": ("{} S.A. de C.V.", "{} S. de R.L. de C.V."),
    "AR": ("{} S.R.L.", "{} S.A."),
    "CO": ("{} S.A.S.", "{} Ltda."),
    "CL": ("{} SpA", "{} Ltda."),
    "JP": ("{} Co., Ltd.", "{} K.K."),
    "KR": ("{} Co., Ltd.",),
    "TH": ("{} Co., Ltd.", "{} PCL"),
    "en": ("{} Ltd", "{} Limited"),
    "de": ("{} GmbH", "{} GmbH & Co. KG", "{} AG"),
    "fr": ("{} SARL", "{} SAS", "{} SA"),
    "it": ("{} S.r.l.", "{} S.p.A."),
    "es": ("{} S.L.", "{} S.A."),
    "nl": ("{} B.V.", "{} N.V."),
    "pl": ("{} Sp. z o.o.", "{} S.A."),
    "ro": ("SC {} SRL", "{} SA"),
    "tr": ("{} A.Ş.", "{} Ltd. Şti."),
    "vi": ("Công ty TNHH {}", "Công ty Cổ phần {}"),
    "id": ("PT {}", "CV {}"),
    "ms": ("{} Sdn Bhd", "{} Berhad"),
    "ru": ("ООО «{}»", "АО «{}»"),
    "uk": ("ТОВ «{}»", "ПрАТ «{}»"),
    "ar": ("شركة {}", "مؤسسة {}"),
}
# Given and family names by language; in Chinese with their transcription.
PEOPLE: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    language: (tuple(given.split()), tuple(family.split()))
    for language, given, family in (
        (
            "en",
            "James Mary John Linda Robert Susan Michael Karen David Grace Brian Amy",
            "Smith Brown Taylor Wilson Clark Hall Young King Wright Scott Baker Ward",
        ),
        (
            "de",
            "Hans Petra Klaus Sabine Jürgen Monika Stefan Anja Uwe Katrin",
            "Müller Schmidt Weber Wagner Becker Hoffmann Koch Richter Klein Wolf",
        ),
        (
            "fr",
            "Jean Marie Pierre Sophie Luc Claire Michel Anne Paul Élodie",
            "Martin Bernard Dubois Moreau Laurent Girard Roux Fournier Mercier Blanc",
        ),
        (
            "it",
            "Marco Giulia Luca Anna Paolo Chiara Andrea Elena Matteo Sara",
            "Rossi Russo Ferrari Bianchi Romano Colombo Ricci Conti Greco Bruno",
        ),
        (
            "es",
            "José María Carlos Ana Luis Carmen Miguel Laura Jorge Lucía",
            "García Martínez López Sánchez Pérez Gómez Díaz Ruiz Torres Vargas",
        ),
        (
            "pt",
            "João Maria Pedro Ana Paulo Beatriz Rui Inês Carlos Marta",
            "Silva Santos Oliveira Souza Lima Pereira Ferreira Costa Ribeiro Rocha",
        ),
        ("nl", "Jan Anna Pieter Sanne Kees Eva Bram Lotte", "Jansen Visser Bakker Smit Meijer Mulder Bos Vos"),
        (
            "pl",
            "Jan Anna Piotr Maria Tomasz Ewa Marek Zofia",
            "Nowak Kowalski Lewandowski Kaczmarek Wójcik Mazur Krawczyk Zając",
        ),
        (
            "ro",
            "Ion Maria Andrei Elena Mihai Ioana Radu Ana",
            "Popescu Ionescu Dumitru Stan Stoica Gheorghe Matei Marin",
        ),
        ("tr", "Mehmet Ayşe Mustafa Fatma Ahmet Emine Ali Zeynep", "Yılmaz Kaya Demir Çelik Şahin Yıldız Öztürk Aydın"),
        (
            "ru",
            "Иван Анна Сергей Елена Дмитрий Ольга Алексей Мария",
            "Смирнов Кузнецов Попов Соколов Лебедев Козлов Новик Морозов",
        ),
        (
            "uk",
            "Андрій Олена Тарас Ірина Богдан Оксана Юрій Марія",
            "Шевченко Коваленко Бондаренко Ткаченко Кравченко Олійник Мельник Бойко",
        ),
        (
            "ar",
            "Ahmed Fatima Mohammed Aisha Omar Layla Khalid Mariam Yusuf Noor",
            "Al-Harbi Hassan Ibrahim Al-Qahtani Saleh Mahmoud Nasser Al-Mansoori Farouk Aziz",
        ),
        (
            "hi",
            "Raj Priya Amit Neha Sanjay Anita Vikram Pooja Arjun Kavita",
            "Sharma Patel Singh Kumar Gupta Mehta Reddy Nair Iyer Joshi",
        ),
        ("vi", "Anh Minh Hùng Lan Tuấn Hương Dũng Linh", "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi"),
        (
            "id",
            "Budi Siti Agus Dewi Andi Sri Rudi Ratna",
            "Santoso Wijaya Susanto Hidayat Setiawan Kusuma Saputra Lestari",
        ),
        ("ms", "Ahmad Nur Azman Siti Lim Tan Kumar Wei", "Abdullah Rahman Ismail Hassan Wong Lee Chong Singh"),
        (
            "th",
            "Somchai Malee Anan Siriporn Prasert Kanya Niran Suda",
            "Saetang Wongsa Chaiyasit Boonmee Srisuk Thongdee Rattana Kaewkla",
        ),
        (
            "ja",
            "Hiroshi Yuki Takashi Keiko Kenji Naoko Satoshi Akiko",
            "Sato Suzuki Takahashi Tanaka Watanabe Ito Nakamura Kobayashi",
        ),
        (
            "ko",
            "Min-jun Seo-yeon Ji-hoon Ha-eun Sung-min Yu-jin Dong-hyun Soo-jin",
            "Kim Lee Park Choi Jung Kang Cho Yoon",
        ),
        (
            "zh",
            "伟wei 芳fang 敏min 静jing 强qiang 磊lei 洋yang 艳yan 杰jie 娟juan 涛tao 霞xia",
            "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 林lin",
        ),
    )
}


# Names of companies and people as they are written in each country, most companies in two languages.


_CYRILLIC = [
    "а",
    "б",
    "в",
    "г",
    "ґ",
    "д",
    "е",
    "є",
    "ё",
    "ж",
    "з",
    "и",
    "і",
    "ї",
    "й",
    "к",
    "л",
    "м",
    "н",
    "о",
    "п",
    "р",
    "с",
    "т",
    "у",
    "ф",
    "х",
    "ц",
    "ч",
    "ш",
    "щ",
    "ъ",
    "ы",
    "ь",
    "э",
    "ю",
    "я",
    "ł",
    "ı",
    "ø",
]
_TRANSCRIBED = [
    "a",
    "b",
    "v",
    "g",
    "g",
    "d",
    "e",
    "ye",
    "e",
    "zh",
    "z",
    "i",
    "i",
    "yi",
    "y",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "r",
    "s",
    "t",
    "u",
    "f",
    "kh",
    "ts",
    "ch",
    "sh",
    "shch",
    "",
    "y",
    "",
    "e",
    "yu",
    "ya",
    "l",
    "i",
    "o",
]
_LATIN = str.maketrans(
    {
        letter: latin
        for plain, sound in zip(_CYRILLIC, _TRANSCRIBED, strict=True)
        for letter, latin in ((plain, sound), (plain.upper(), sound.capitalize()))
        if len(letter) == 1
    }
)


class CompanyName(NamedTuple):
    """name as the customer writes it; legal_name in full or in the other language; short_name in Chinese."""

    name: str
    legal_name: str | None
    short_name: str | None
    slug: str


class PersonName(NamedTuple):
    name: str
    slug: str


def company(rng: random.Random, country: Country, city: City | None, industry: Industry) -> CompanyName:
    """A company of that industry; a company of a Chinese-speaking place has a Chinese and an English name."""
    language = country.languages[0]
    if language == "zh" and (country.code != "SG" or rng.random() < 0.6):
        return _chinese(rng, country, city, industry)
    brand = rng.choice(BRAND_STARTS) + rng.choice(BRAND_ENDS)
    chinese = _chinese_brand(rng)[0] + industry.short_zh if rng.random() < 0.2 else None
    trade = rng.choice(LOCAL_TRADES.get(language, LOCAL_TRADES["en"]))
    form = rng.choice(
        COMPANY_FORMS.get(f"{country.code} en") or COMPANY_FORMS.get(country.code) or COMPANY_FORMS[language]
    )
    if language in LOCAL_BRANDS:  # Cyrillic, Arabic: the name in its own script, and one in English
        start, end = rng.choice(LOCAL_BRANDS[language]), rng.choice(LOCAL_BRANDS[f"{language}+"])
        latin = f"Al {ROMANISED[start]}" if language == "ar" else in_latin(f"{start}{end}")
        name = form.format(f"{start}{end}{trade}")
        slug = slug_of(f"{latin}-{industry.slug}")
        return CompanyName(name, f"{latin} {industry.name_en} LLC", chinese, slug)
    slug = f"{brand}{industry.slug}".lower()
    if rng.random() < 0.35:
        brand = f"{brand} {rng.choice(PEOPLE[_people_of(language)][1])}"
    elif city is not None and rng.random() < 0.15:
        brand = f"{city.name} {brand}"
    name = form.format(f"{brand} {trade}")
    return CompanyName(name, None, chinese, slug)


def _chinese(rng: random.Random, country: Country, city: City | None, industry: Industry) -> CompanyName:
    brand, pinyin = _chinese_brand(rng)
    place = "" if city is None or country.code == "SG" else city.name
    form = rng.choice(COMPANY_FORMS[country.code])
    in_english = ROMANISED.get(place, place)
    english = f"{in_english} {pinyin.title()} {industry.name_en} Co., Ltd.".strip()
    slug = f"{pinyin}{industry.slug}".lower()
    return CompanyName(form.format(f"{place}{brand}{industry.name_zh}"), english, brand + industry.short_zh, slug)


def _chinese_brand(rng: random.Random) -> tuple[str, str]:
    (start, first), (end, second) = rng.choice(CHINESE_BRAND_STARTS), rng.choice(CHINESE_BRAND_ENDS)
    return start + end, first + second


def person(rng: random.Random, country: Country) -> PersonName:
    """Somebody there; Chinese, Japanese, Korean and Vietnamese names have the family name first."""
    language = _people_of(country.languages[0])
    given, family = (rng.choice(part) for part in PEOPLE[language])
    if language == "zh":
        return PersonName(family[0] + given[0], f"{given[1:]}.{family[1:]}")
    name = f"{family} {given}" if language in ("ko", "vi") else f"{given} {family}"
    return PersonName(name, slug_of(f"{given}.{family}"))


def _people_of(language: str) -> str:
    return language if language in PEOPLE else "en"


def in_latin(text: str) -> str:
    """Cyrillic in Latin letters."""
    return text.translate(_LATIN)


def slug_of(text: str) -> str:
    """Latin letters, digits, dots and hyphens of `text` in lower case, without diacritics."""
    plain = unicodedata.normalize("NFKD", in_latin(text.lower()))
    return "".join(char for char in plain if char.isascii() and (char.isalnum() or char in ".-"))


def industry_of(rng: random.Random) -> Industry:
    return rng.choice(INDUSTRIES)
