"""What people write in a country column, and what follows from a country."""

import string

import phonenumbers
import pytest
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from hypothesis import given
from hypothesis import strategies as st

from meridian.places import tzdb
from meridian.places.countries import country, country_codes, country_label, resolve_country, similar_countries
from meridian.places.text import fold


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"),
        ("germany ", "DE"),
        ("GERMANY", "DE"),
        ("Ｇｅｒｍａｎｙ", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("🇩🇪", "DE"),
        ("Deutschland", "DE"),
        ("德国", "DE"),
        ("德國", "DE"),
        ("Germany / 德国", "DE"),
        ("德国Germany", "DE"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("England", "GB"),
        ("英国", "GB"),
        ("USA", "US"),
        ("u.s.a.", "US"),
        ("The United States of America", "US"),
        ("USA - California", "US"),
        ("美国", "US"),
        ("Holland", "NL"),
        ("Nederland", "NL"),
        ("韩国", "KR"),
        ("Korea", "KR"),
        ("한국", "KR"),
        ("Republic of Korea", "KR"),
        ("North Korea", "KP"),
        ("Korea, Dem. Rep.", "KP"),
        ("阿联酋", "AE"),
        ("UAE", "AE"),
        ("Dubai", "AE"),
        ("Côte d’Ivoire", "CI"),
        ("cote d ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("科特迪瓦", "CI"),
        ("Türkiye", "TR"),
        ("TURKEY", "TR"),
        ("Myanmar (Burma)", "MM"),
        ("Czech Republic", "CZ"),
        ("Czechia", "CZ"),
        ("Russian Federation", "RU"),
        ("Россия", "RU"),
        ("México", "MX"),
        ("Österreich", "AT"),
        ("Suisse", "CH"),
        ("Ελλάδα", "GR"),
        ("السعودية", "SA"),
        ("ประเทศไทย", "TH"),
        ("日本", "JP"),
        ("台灣", "TW"),
        ("China (Taiwan)", "TW"),
        ("Hong Kong, China", "HK"),
        ("Guinea, Equatorial", "GQ"),
        ("Guinea", "GN"),
        ("Georgia", "GE"),
        ("Congo (DRC)", "CD"),
        ("刚果（金）", "CD"),
        ("Republic of the Congo", "CG"),
        ("People's Republic of China", "CN"),
        ("法兰西共和国", "FR"),
        ("Kosovo", "XK"),
        ("Niger", "NE"),
        ("Virgin Islands, British", "VG"),
        ("Đức", "DE"),  # Vietnamese, with its accents: AO is Angola
        ("Áo", "AT"),
        ("AO", "AO"),
        ("Ý", "IT"),
        ("Mỹ", "US"),
        ("Bỉ", "BE"),
        ("Séc", "CZ"),
        ("Úc", "AU"),
        ("Anh", "GB"),
        ("Vương quốc Anh", "GB"),
        ("Ấn Độ", "IN"),
        ("Tây Ban Nha", "ES"),
        ("Liên bang Nga", "RU"),
        ("NGA", "NG"),
        ("Çin", "CN"),
        ("Duitsland", "DE"),
        ("Alemanya", "DE"),
        ("Ujerumani", "DE"),
        ("जर्मनी", "DE"),
        ("ਜਰਮਨੀ", "DE"),
        ("ஜெர்மனி", "DE"),
        ("ጀርመን", "DE"),
        ("Republik Dominica", "DO"),  # Malay
    ],
)
def test_what_people_type(text: str, code: str) -> None:
    assert resolve_country(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Mars",
        "Congo",
        "Virgin Islands",
        "France, Germany",
        "Georgia, USA",
        "Niger/Nigeria",
        "Nga",  # Russia in Vietnam, Nigeria by its code
        "Surya",
        "EU",
        "AN",
        "Asia",
        "-",
    ],
)
def test_no_country_or_several_is_none(text: str) -> None:
    assert resolve_country(text) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_label_and_code_leads_back(language: str) -> None:
    for code in country_codes():
        label = country_label(code, language)
        assert label
        assert resolve_country(label) == code, label
        assert resolve_country(code.lower()) == code


# What CLDR calls two countries, in one language or in two.
_TWO_MEANINGS = {"CD", "CG", "MF", "SX", "KP", "KR", "NE", "NG", "VG", "VI", "WS", "AS", "GN", "GQ", "GW", "PG"}


def _languages_that_countries_speak() -> list[str]:
    spoken = (get_official_languages(code, regional=True, de_facto=True) for code in country_codes())
    found = []
    for language in sorted({language for languages in spoken for language in languages}):
        try:
            found.append(str(Locale.parse(language)))
        except (UnknownLocaleError, ValueError):
            continue
    return found


@pytest.mark.parametrize("language", _languages_that_countries_speak())
def test_what_a_country_s_speakers_call_the_countries(language: str) -> None:
    """Never another country; and every one whose name is long enough to be nothing else."""
    territories = Locale.parse(language).territories
    for code in country_codes():
        if name := territories.get(code):
            found = resolve_country(name)
            assert found in (code, None) or (code in _TWO_MEANINGS and found in _TWO_MEANINGS), (name, found)
            if language == "vi" and name != "Nga":
                assert found == code, name
    german = territories.get("DE", "")
    assert resolve_country(german) == "DE" or len(fold(german)) < 6


@given(st.text(max_size=30))
def test_any_text_gives_a_code_or_nothing(text: str) -> None:
    code = resolve_country(text)
    assert code is None or code in country_codes()


@given(
    st.sampled_from(country_codes()),
    st.sampled_from([str.upper, str.lower, str.title]),
    st.sampled_from(["", " ", " "]),
)
def test_case_and_blanks_never_matter(code: str, change: object, blank: str) -> None:
    assert callable(change)
    assert resolve_country(f"{blank}{change(country_label(code, 'en'))}{blank}") == code


def test_what_follows_from_a_country() -> None:
    germany = country("DE")
    assert germany is not None
    assert (germany.name_en, germany.name_zh, germany.dial_code, germany.currency) == ("Germany", "德国", 49, "EUR")
    assert germany.zones[0] == "Europe/Berlin"
    assert country("ZZ") is None
    assert country_label("ZZ", "en") is None


def test_countries_of_the_world_are_complete() -> None:
    assert set(phonenumbers.SUPPORTED_REGIONS) - set(country_codes()) == {"AC", "TA"}  # parts of Saint Helena
    uninhabited = {"AQ", "BV", "GS", "HM", "PN", "TF", "UM"}
    for code in set(country_codes()) - uninhabited:
        facts = country(code)
        assert facts is not None
        assert facts.dial_code, code
        assert facts.zones, code
        assert facts.currency is not None, code
        assert len(facts.currency) == 3
        assert set(facts.currency) <= set(string.ascii_uppercase)
        assert all(tzdb.canonical_zone(zone) == zone for zone in facts.zones)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("EE.UU.", "US"),
        ("США", "US"),
        ("アメリカ", "US"),
        ("Großbritannien", "GB"),
        ("Grossbritannien", "GB"),
        ("Российская Федерация", "RU"),
        ("РФ", "RU"),
        ("Республика Беларусь", "BY"),
        ("Ägypten", "EG"),
        ("Aegypten", "EG"),
        ("Türkei", "TR"),
        ("Tuerkei", "TR"),
        ("Allemagne", "DE"),
        ("Almanya", "DE"),
        ("Bundesrepublik Deutschland", "DE"),
        ("Niemcy", "DE"),
        ("Yunanistan", "GR"),
        ("Corea del Sur", "KR"),
        ("República de Chile", "CL"),
        ("米国", "US"),
        ("Elfenbeinküste", "CI"),
        ("Costa de Marfil", "CI"),
        ("Weißrussland", "BY"),
        ("Méjico", "MX"),
        ("Ελλάς", "GR"),
        ("Shqipëria", "AL"),
        ("Rep. of Ireland", "IE"),
        ("NA", "NA"),
        ("Namibia", "NA"),
    ],
)
def test_names_in_the_languages_of_lists(text: str, code: str) -> None:
    assert resolve_country(text) == code


@pytest.mark.parametrize(
    "text",
    ["Al鑣", "And·jar", "H÷÷r", "PR黰", "n/a", "N/A", "n.a.", "#N/A", "#NA", "#REF!", "Kongo", "Конго", "EU"],
)
def test_what_states_nothing_or_means_two_is_none(text: str) -> None:
    assert resolve_country(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germny", "DE"),
        ("Untied States", "US"),
        ("Philipines", "PH"),
        ("Swizerland", "CH"),
        ("Фрнция", "FR"),
        ("Vietman", "VN"),
        ("Nigera", "NG"),
        ("德囯", "DE"),
        ("法国国", "FR"),
    ],
)
def test_a_misspelling_is_asked_back_and_not_taken(text: str, code: str) -> None:
    assert resolve_country(text) is None
    assert similar_countries(text)[:1] == (code,)


def test_nothing_is_asked_back_where_nothing_is_near() -> None:
    assert similar_countries("Narnia") == similar_countries("xx") == similar_countries("") == ()


@given(st.sampled_from(country_codes()), st.sampled_from("de es fr it pt ru pl tr nl ar ja ko".split()))  # noqa: SIM905
def test_a_name_of_any_of_these_languages_means_its_country_or_asks(code: str, language: str) -> None:
    name = Locale.parse(language).territories.get(code)
    if name:
        assert resolve_country(name) in (code, None)
