"""What people type into a telephone column."""

import random
import time
from collections.abc import Callable

import phonenumbers
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from meridian.places.phone_search import zones_of_phone
from meridian.places.phones import Phone, PhoneKind, PhoneProblem, digits_reversed, parse_phone, parse_phones
from meridian.places.text import fold


def numbers(text: str, country: str | None = None) -> list[str | None]:
    return [phone.e164 for phone in parse_phones(text, country)]


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("020 7222 5600", "GB", "+442072225600"),
        ("+44(0)20 7222 5600", None, "+442072225600"),
        ("+44 (0) 20 7222 5600", "DE", "+442072225600"),
        ("0044 20 7222 5600", "GB", "+442072225600"),
        ("0044 20 7222 5600", "US", "+442072225600"),  # not the prefix for abroad there, yet what was meant
        ("+0044 20 7222 5600", None, "+442072225600"),
        ("+ 44 20 7222 5600", None, "+442072225600"),
        ("++44 2072225600", None, "+442072225600"),
        ("(0044)020-72225600", "GB", "+442072225600"),
        ("442072225600", "GB", "+442072225600"),
        ("'0044 2072225600", None, "+442072225600"),
        ("０２０－７２２２－５６００", "GB", "+442072225600"),
        ("+44\u00a020\u202d7222‑5600\u202c", None, "+442072225600"),
        ("+٤٤٢٠٧٢٢٢٥٦٠٠", None, "+442072225600"),
        ("Tel: 020 7222 5600", "GB", "+442072225600"),
        ("Office telephone: +44 20 7222 5600", None, "+442072225600"),
        ("020 7222 5600 (office)", "GB", "+442072225600"),
        ("020 7222 5600 ask for Maria", "GB", "+442072225600"),
        ("tel:+44-20-7222-5600", None, "+442072225600"),
        ("020.7222.5600", "GB", "+442072225600"),
        ("030/1234567", "DE", "+49301234567"),
        ("(0 30) 12 34 56-0", "DE", "+49301234560"),
        ("1-866-VIA-RAIL", "CA", "+18668427245"),
        ("0800 BRIDGES", "NZ", "+648002743437"),
        ("8 (812) 573-95-31", "RU", "+78125739531"),
        ("+39 041 041", None, "+39041041"),  # Italy keeps the zero
        ("010-8888 8888", "CN", "+861088888888"),
        ("442072225600.0", "GB", "+442072225600"),
        ("4.42072225600E+11", "GB", "+442072225600"),
        ("442,072,225,600", "GB", "+442072225600"),
        ("+8 (495) 123-45-67", "RU", "+74951234567"),  # the trunk 8 behind a plus
        ("+8 495 123 45 67", "RU", "+74951234567"),
        ("+86 0755 26012345", None, "+8675526012345"),  # a trunk 0 behind the country's code
        ("+33 0 1 23 45 67 89", None, "+33123456789"),
    ],
)
def test_one_number_however_written(text: str, country: str | None, e164: str) -> None:
    (phone,) = parse_phones(text, country)
    assert (phone.e164, phone.valid, phone.problem) == (e164, True, None)


@pytest.mark.parametrize(
    ("text", "country", "problem"),
    [
        ("unknown", "US", PhoneProblem.PLACEHOLDER),
        ("+unknown", "BD", PhoneProblem.PLACEHOLDER),
        ("unknown 12", "TH", PhoneProblem.PLACEHOLDER),
        ("N/A", None, PhoneProblem.PLACEHOLDER),
        ("-", None, PhoneProblem.PLACEHOLDER),
        ("0", "NL", PhoneProblem.PLACEHOLDER),
        ("000-000-0000", "US", PhoneProblem.PLACEHOLDER),
        ("无", "CN", PhoneProblem.PLACEHOLDER),
        ("暂无", "CN", PhoneProblem.PLACEHOLDER),
        ("Europe/Madrid", "ES", PhoneProblem.TIME_ZONE),
        ("GMT+5", "PK", PhoneProblem.TIME_ZONE),
        ("4.42071E+11", "GB", PhoneProblem.PRECISION_LOST),
        ("4,42071E+11", "DE", PhoneProblem.PRECISION_LOST),
        ("see website", "GB", PhoneProblem.NO_DIGITS),
        ("156", "BR", PhoneProblem.TOO_SHORT),
        ("1882", "EE", PhoneProblem.TOO_SHORT),
        ("+1234", None, PhoneProblem.TOO_SHORT),
        ("1" * 40, "US", PhoneProblem.TOO_LONG),
        ("5658-1111", "MX", PhoneProblem.AREA_CODE_MISSING),
        ("020 7222 5600", None, PhoneProblem.COUNTRY_NEEDED),
        ("442072225600", None, PhoneProblem.COUNTRY_NEEDED),
        ("+999 123456789", None, PhoneProblem.NOT_ASSIGNED),
        ("607-360-2244", "SG", PhoneProblem.NOT_ASSIGNED),
    ],
)
def test_no_number_has_its_reason(text: str, country: str | None, problem: PhoneProblem) -> None:
    (phone,) = parse_phones(text, country)
    assert (phone.e164, phone.valid, phone.problem) == (None, False, problem)
    assert phone.raw == text


def test_blank_cells_hold_nothing() -> None:
    assert parse_phones("") == parse_phones("  \u200b ") == ()
    assert parse_phone("") is None


@pytest.mark.parametrize(
    "separator", [" / ", "/", "; ", ", ", " | ", "\n", "、", "，", " or ", " oder ", " y ", " & ", " 或 ", "  "]
)
def test_several_numbers_in_one_cell(separator: str) -> None:
    assert numbers(f"+442072225600{separator}+12125551234") == ["+442072225600", "+12125551234"]


def test_several_national_numbers() -> None:
    assert numbers("(212) 555-1234 & (212) 555-9999", "US") == ["+12125551234", "+12125559999"]
    assert numbers("Sales 020 7222 5600; fax: 020 7222 5601", "GB") == ["+442072225600", "+442072225601"]
    assert numbers("030/1234567, 030/7654321", "DE") == ["+49301234567", "+49307654321"]


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("Tel: 030 1234567 Fax: 030 1234568", "DE", ["+49301234567", "+49301234568"]),
        ("O: 212-736-5000 M: 917-555-1234", "US", ["+12127365000", "+19175551234"]),
        ("手机13812345678 座机0755-26012345", "CN", ["+8613812345678", "+8675526012345"]),
        ("13812345678（张三）13912345678（李四）", "CN", ["+8613812345678", "+8613912345678"]),
        ("т. 8 495 123-45-67 моб. 8 916 123-45-67", "RU", ["+74951234567", "+79161234567"]),
        ("1-866-VIA-RAIL", "CA", ["+18668427245"]),
        ("030 1234567 Durchwahl 1234567", "DE", ["+49301234567"]),
    ],
)
def test_labels_part_numbers(text: str, country: str, expected: list[str]) -> None:
    assert numbers(text, country) == expected


def test_a_plus_before_a_trunk_8_is_no_country() -> None:
    assert numbers("+8 495 123 45 67", "DE") == [None]


_EXITS = ("011", "0011", "00", "810", "8~10", "8-10", "010", "009", "119", "000")


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("011 49 30 1234567", "DE", "+49301234567"),
        ("01149301234567", "DE", "+49301234567"),
        ("011442072225600", "DE", "+442072225600"),  # too long for any other reading
        ("Tel. 011-44-20-7222-5600", "FR", "+442072225600"),
        ("011 44 (0)20 7222 5600", "DE", "+442072225600"),
        ("011 +49 30 1234567", "US", "+49301234567"),
        ("+011 44 20 7222 5600", None, "+442072225600"),
        ("0011 65 6223 4567", "AU", "+6562234567"),  # and not 00, 1, area code 656
        ("0011 65 6223 4567", "DE", "+6562234567"),
        ("001 65 6223 4567", "HK", "+6562234567"),
        ("001 656 223 4567", "HK", "+16562234567"),
        ("810 49 30 1234567", "DE", "+49301234567"),
        ("8~10 86 755 2601 2345", "RU", "+8675526012345"),
        ("010 44 20 7222 5600", "DE", "+442072225600"),
        ("009 44 20 7222 5600", "NG", "+442072225600"),
        ("011 52 1 55 1234 5678", "US", "+525512345678"),
        ("011 783 1234", "ZA", "+27117831234"),  # Johannesburg
        ("0114 272 6444", "GB", "+441142726444"),
        ("810 493 2012", "US", "+18104932012"),
        ("010-8888 8888", "CN", "+861088888888"),
        ("01 14 93 01 23", "FR", "+33114930123"),
    ],
)
def test_codes_dialled_to_leave_a_country(text: str, country: str | None, e164: str) -> None:
    assert numbers(text, country) == [e164]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("0116 253 12345", "GB"),  # Leicester with a digit too many, and not Indonesia
        ("0116 25312345", "GB"),
        ("001 212 555 123456", "SG"),  # nor New York with two too many Morocco
        ("011 493 0123", None),
        ("9011442072225600", "US"),
    ],
)
def test_mistyped_numbers_are_none_of_abroad(text: str, country: str | None) -> None:
    assert numbers(text, country) == [None]


@given(
    st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)),
    st.sampled_from(["DE", "US", "GB", "CN", "RU", "AU", "JP", "BR", "FR", "IN", None]),
    st.sampled_from(_EXITS),
)
def test_whatever_exit_code_stands_before_it_a_number_stays_itself(region: str, country: str | None, code: str) -> None:
    example_number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    assume(example_number is not None and phonenumbers.is_valid_number(example_number))
    assert example_number is not None
    written = phonenumbers.format_number(example_number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    right = phonenumbers.format_number(example_number, phonenumbers.PhoneNumberFormat.E164)
    (phone,) = parse_phones(f"{code} {written.lstrip('+')}", country)
    if phone.e164 != right:  # refused, or a number of that country by the library's reading
        home = phonenumbers.parse(phone.e164) if phone.e164 else None
        assert home is None or phonenumbers.region_code_for_number(home) == country


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)), st.integers(0, 14), st.sampled_from("-015"))
def test_a_slip_makes_no_number_of_another_country(region: str, at: int, digit: str) -> None:
    """A digit left out or typed twice in the national form: refused, or a number of the same code."""
    example_number = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    assume(example_number is not None)
    assert example_number is not None
    written = phonenumbers.format_number(example_number, phonenumbers.PhoneNumberFormat.NATIONAL)
    places = [place for place, char in enumerate(written) if char.isdigit()]
    assume(at < len(places) and at > 2)  # the first digits may say another country
    left_out = digit == "-"
    slip = written[: places[at]] + ("" if left_out else digit) + written[places[at] + left_out :]
    for phone in parse_phones(slip, region):
        assert phone.e164 is None or phone.e164.startswith(f"+{example_number.country_code}"), slip


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("040/36130-12", "DE", "+49403613012"),
        ("040/36130-0", "DE", "+4940361300"),
        ("+49 (0)40 / 36130 - 12", "CN", "+49403613012"),
        ("01/5123456-12", "AT", "+431512345612"),
    ],
)
def test_german_and_austrian_extensions_are_dialled_with_the_number(text: str, country: str, e164: str) -> None:
    """Behind the dash stands what is dialled through to a desk, `-0` to the switchboard; the stem rings nowhere."""
    (phone,) = parse_phones(text, country)
    assert (phone.e164, phone.extension) == (e164, None)


def test_short_numbers_of_small_plans_stand_beside_each_other() -> None:
    assert numbers("Office 21234, mobile 51234", "FK") == ["+50021234", "+50051234"]


def test_an_abbreviated_number_continues_the_one_before() -> None:
    second = parse_phones("020 7222 5600 / 11", "GB")[1]
    assert (second.e164, second.raw, second.international) == ("+442072225611", "11", False)
    assert numbers("020 7222 5600/5611", "GB") == ["+442072225600", "+442072225611"]
    assert numbers("(0241) 88996600, 88996601", "DE") == ["+4924188996600", "+4924188996601"]


@pytest.mark.parametrize(
    "text",
    [
        "212-736-5000, opt 2",
        "212-736-5000 (ask for Bob, room 12)",
        "212-736-5000; building 7",
        "212-736-5000 / floor 31",
    ],
)
def test_words_with_digits_behind_a_number_are_no_second_number(text: str) -> None:
    assert numbers(text, "US") == ["+12127365000", None]


@example("DE", "A", 16400, ", {} {}")
@example("DE", "A", 30123, " / {} {}")
@example("AT", "A", 1112, " ({} {})")
@given(
    st.sampled_from(["US", "GB", "DE", "FR", "CN", "BR", "RU", "JP", "AT", "FI", "IT"]),
    st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=9),
    st.integers(0, 99_999),
    st.sampled_from([", {} {}", " ({} {})", "; {}{}", " / {} {}"]),
)
def test_no_number_is_made_of_a_number_and_words(region: str, word: str, digits: int, form: str) -> None:
    """Whatever is written behind a number, its own digits are dialled or none; "y 35" and "或 35" go on in it."""
    assume(fold(word) not in {"or", "ou", "oder", "y", "und", "and", "et", "или"} and not set(word) & set("或和"))
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
    assert example is not None
    right = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert set(numbers(right + form.format(word, digits), region)) <= {right, None}


@pytest.mark.parametrize(
    ("country", "text", "extension"),
    [
        ("GR", "210 123 4567 εσ. 12", "12"),
        ("HU", "06 1 123 4567 mell. 12", "12"),
        ("HU", "(1) 123-4567 / 12-es mellék", "12"),
        ("ID", "021 8350123 pswt. 12", "12"),
        ("NO", "22 12 34 56 intern 12", "12"),
        ("US", "212-736-5000 Ext- 12", "12"),
        ("US", "212-736-5000 extension no. 12", "12"),
        ("US", "212-736-5000 / ext. 12", "12"),
        ("JP", "03-1234-5678 内線番号12", "12"),
        ("CN", "0755-26012345 转分机8012", "8012"),
        ("KR", "02-1234-5678 내선번호 12", "12"),
    ],
)
def test_more_words_for_an_extension(country: str, text: str, extension: str) -> None:
    assert parse_phones(text, country)[-1].extension == extension
    assert len(set(numbers(text, country))) == 1


def test_a_rounded_number_with_a_plus_is_no_number() -> None:
    assert numbers("+4.915112345678E+12", "DE") == ["+4915112345678"]
    assert parse_phones("+4.91511E+12", "DE")[0].problem is PhoneProblem.PRECISION_LOST


def test_a_broken_piece_does_not_hide_the_others() -> None:
    good, bad = parse_phones("+44 20 7222 5600 / 02", "GB")
    assert (good.valid, bad.valid, bad.problem) == (True, False, PhoneProblem.TOO_SHORT)
    assert numbers("12 / +44 20 7222 5600") == [None, "+442072225600"]
    assert parse_phone("12 / +44 20 7222 5600") == good


@pytest.mark.parametrize(
    ("text", "extension"),
    [
        ("020 7222 5600 ext. 12", "12"),
        ("020 7222 5600 x 12 (work)", "12"),
        ("020 7222 5600 local 12", "12"),
        ("020 7222 5600 x12", "12"),
        ("020 7222 5600 (Ext 12)", "12"),
        ("020 7222 5600 #12", "12"),
        ("+44 20 7222 5600转12", "12"),
        ("+44 20 7222 5600 分机 12", "12"),
        ("+44 20 7222 5600 доб. 12", "12"),
        ("020 7222 5600", None),
    ],
)
def test_extensions(text: str, extension: str | None) -> None:
    (phone,) = parse_phones(text, "GB")
    assert (phone.e164, phone.extension) == ("+442072225600", extension)


def test_a_second_extension_repeats_the_number() -> None:
    first, second = parse_phones("020 7222 5600 Ext. 121 y 136", "GB")
    assert (first.e164, first.extension) == ("+442072225600", "121")
    assert (second.e164, second.extension) == ("+442072225600", "136")


@pytest.mark.parametrize(
    ("text", "country", "kind", "region"),
    [
        ("020 7222 5600", "GB", PhoneKind.FIXED, "GB"),
        ("07400 123456", "GB", PhoneKind.MOBILE, "GB"),
        ("0800 123 4567", "GB", PhoneKind.TOLL_FREE, "GB"),
        ("+1 212 555 1234", None, PhoneKind.FIXED_OR_MOBILE, "US"),
        ("+1 416 555 1234", "US", PhoneKind.FIXED_OR_MOBILE, "CA"),
        ("671 475 4686", "US", PhoneKind.FIXED_OR_MOBILE, "GU"),
        ("+1 800 555 0199", None, PhoneKind.TOLL_FREE, None),  # of all of North America
        ("+1 800 555 0199", "CA", PhoneKind.TOLL_FREE, "CA"),
        ("+1 800 555 0199", "DE", PhoneKind.TOLL_FREE, None),
        ("+800 1234 5678", None, PhoneKind.TOLL_FREE, None),
        ("902 365 114", "ES", PhoneKind.SHARED_COST, "ES"),
        ("+7 727 261 11 11", "RU", PhoneKind.FIXED, "KZ"),
    ],
)
def test_kind_and_region(text: str, country: str | None, kind: PhoneKind, region: str | None) -> None:
    (phone,) = parse_phones(text, country)
    assert (phone.kind, phone.region, phone.valid) == (kind, region, True)


def test_an_international_number_of_right_length_stays_dialable() -> None:
    """Numbering plans grow faster than tables; a national guess would be worse than nothing."""
    (abroad,) = parse_phones("+372 5553333")
    assert (abroad.e164, abroad.valid, abroad.problem) == ("+3725553333", False, PhoneProblem.NOT_ASSIGNED)
    (home,) = parse_phones("5553333", "EE")
    assert home.e164 is None


@given(st.text(max_size=40), st.sampled_from([None, "US", "DE", "CN", "MX", "ZZ"]))
def test_any_cell_is_answered_consistently(text: str, country: str | None) -> None:
    for phone in parse_phones(text, country):
        assert (phone.problem is None) == phone.valid
        assert phone.e164 is not None or not phone.valid
        if phone.e164:
            again = parse_phones(phone.e164)
            assert [p.e164 for p in again] == [phone.e164]


@given(
    st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)),
    st.sampled_from([0, 1, 2]),  # E.164, international, national
)
def test_every_country_reads_its_own_formats(region: str, style: int) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    if example is None or not phonenumbers.is_valid_number(example):
        return
    written = phonenumbers.format_number(example, style)
    expected = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert numbers(written, region) == [expected]


@given(st.text(alphabet="0123456789+ -()", max_size=20))
def test_reversed_digits_find_a_number_by_its_end(text: str) -> None:
    digits = [char for char in text if char.isdigit()]
    assert digits_reversed(text) == "".join(reversed(digits))
    assert digits_reversed("+44 20 7222 5600").startswith(digits_reversed("5600"))


@pytest.mark.parametrize(
    ("e164", "zones"),
    [
        ("+61740311234", {"Australia/Brisbane"}),  # the library says Sydney
        ("+61892212222", {"Australia/Perth"}),  # the library says Adelaide or Perth
        ("+61889812222", {"Australia/Darwin"}),
        ("+61882101000", {"Australia/Adelaide"}),
        ("+61292212222", {"Australia/Sydney"}),
        ("+526141234567", {"America/Chihuahua"}),  # the library says Mazatlán
        ("+559132123456", {"America/Belem"}),
        ("+56612123456", {"America/Punta_Arenas"}),
        ("+56912345678", set()),  # a mobile
        ("+78452123456", {"Europe/Saratov"}),
        ("+74012123456", {"Europe/Kaliningrad"}),
        ("+34922531300", {"Atlantic/Canary"}),
        ("+34612345678", set()),
        ("+18668427245", set()),
        ("+12125551234", {"America/New_York"}),
        ("+17755895500", {"America/Los_Angeles"}),
        ("+18505559999", {"America/Chicago", "America/New_York"}),  # both times, and an exchange that no table lists
        ("+918322438034", {"Asia/Kolkata"}),
        ("nonsense", set()),
    ],
)
def test_area_codes(e164: str, zones: set[str]) -> None:
    phone = parse_phone(e164)
    assert phone is not None
    assert set(zones_of_phone(phone)) == zones


def test_a_hundred_thousand_numbers_cost_little_more_than_the_library_alone() -> None:
    """Absolute times vary with the machine, so the yardstick is parse, validate and format in the same run."""
    chance = random.Random(1)
    written = [
        (f"{lead}{chance.randrange(10**6, 10**7)}", country)
        for lead, country in [
            ("020 7", "GB"),
            ("+372 5", "EE"),
            ("(0241) ", "DE"),
            ("+34 93", "ES"),
            ("0031 20 ", "US"),
        ]
        * 1000
    ]

    def ours() -> list[Phone]:
        return [phone for text, country in written for phone in parse_phones(text, country)]

    def library() -> None:
        for text, country in written:
            number = phonenumbers.parse(text, country)
            phonenumbers.is_valid_number(number)
            phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)

    def seconds(work: Callable[[], object]) -> float:
        parse_phones.cache_clear()
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    assert len(ours()) == len(written)
    library()  # by now all metadata is loaded
    assert min(seconds(ours) for _ in range(3)) < 3 * min(seconds(library) for _ in range(3))


@pytest.mark.parametrize(
    ("text", "country", "found"),
    [
        ("(212) 736-5000;ext=44", "US", "+12127365000x44"),
        ("tel:+1-212-736-5000;ext=44", None, "+12127365000x44"),
        ("sip:+12127365000@pbx.example;user=phone", None, "+12127365000"),
        ("212-736-5000p44", "US", "+12127365000x44"),
        ("212-736-5000,,44", "US", "+12127365000x44"),
        ("0755-26012345-8012", "CN", "+8675526012345x8012"),
        ("+86-755-26012345-801", None, "+8675526012345x801"),
        ("0755-26012345*8012", "CN", "+8675526012345x8012"),
        ("03-1234-5678(内12)", "JP", "+81312345678x12"),
        ("02-1234-5678 (내선 12)", "KR", "+82212345678x12"),
        ("03-1234500 שלוחה 12", "IL", "+97231234500x12"),
        ("011 123 4567 تحويلة 12", "SA", "+966111234567x12"),
        ("8 (495) 123-45-67 (доб.12)", "RU", "+74951234567x12"),
        ("0212 123 45 67 dahili 12", "TR", "+902121234567x12"),
        ("020 123 4567 toestel 12", "NL", "+31201234567x12"),
        ("06 1 123 4567 mellék 12", "HU", "+3611234567x12"),
        ("02 123 4567 ต่อ 12", "TH", "+6621234567x12"),
        ("+39 06 1234567 int. 12", None, "+39061234567x12"),
    ],
)
def test_extensions_of_the_world(text: str, country: str | None, found: str) -> None:
    (phone,) = parse_phones(text, country)
    assert f"{phone.e164}{f'x{phone.extension}' if phone.extension else ''}" == found


@pytest.mark.parametrize(
    ("text", "country", "e164"),
    [
        ("52 1 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("045 33 1234 5678", "MX", "+523312345678"),
        ("(11) 8765-4321", "BR", "+5511987654321"),
        ("(0xx11) 3456-7890", "BR", "+551134567890"),
        ("(11) 7812-3456", "BR", "+551178123456"),  # a trunked radio keeps its eight digits
        ("+54 9 11 15 4444 4444", None, "+5491144444444"),
        ("011 15 4444-4444", "AR", "+5491144444444"),
        ("612345678", "IT", "+390612345678"),  # a spreadsheet took the zero
        ("712345678", "CI", "+2250712345678"),
        ("45123456", "DK", "+4545123456"),  # no trunk zero there: eight digits are a number
    ],
)
def test_numbering_plans_as_they_stand(text: str, country: str | None, e164: str) -> None:
    assert numbers(text, country) == [e164]


_REGIONS = st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS))
_KINDS = st.sampled_from([phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE])
_EXTENSIONS = [
    "{} ext. {}",
    "{};ext={}",
    "{} x{}",
    "{},,{}",
    "{}#{}",
    "{} доб. {}",
    "{} 转{}",
    "{} wewn. {}",
    "{} (内線{})",
]


@given(_REGIONS, _KINDS, st.data())
def test_whatever_is_accepted_is_the_number_that_was_written(region: str, kind: int, data: st.DataObject) -> None:
    """Valid numbers, written as their country, as others and as a spreadsheet leave them."""
    example = phonenumbers.example_number_for_type(region, kind)
    if example is None:
        return
    last = data.draw(st.text("0123456789", min_size=4, max_size=4))
    national = str(example.national_number)[:-4] + last
    number = phonenumbers.PhoneNumber(
        country_code=example.country_code,
        national_number=int(national),
        italian_leading_zero=example.italian_leading_zero,
        number_of_leading_zeros=example.number_of_leading_zeros,
    )
    if not phonenumbers.is_valid_number_for_region(number, region):
        return
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for style in (0, 1, 2, 3):
        written = phonenumbers.format_number(number, style)
        assert numbers(written, region) == [e164]
        extension = data.draw(st.integers(10, 9999))
        with_extension = data.draw(st.sampled_from(_EXTENSIONS)).format(written, extension)
        if style in (0, 1, 2):
            (phone,) = parse_phones(with_extension, region)
            assert (phone.e164, phone.extension) == (e164, str(extension))
    assert numbers(f"00{e164[1:]}", region) == [e164]
    (bare,) = parse_phones(e164[1:], region)  # Excel took the plus
    assert bare.e164 in (e164, None) or not _has_trunk_zero(region)


def _has_trunk_zero(region: str) -> bool:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return metadata is not None and bool(metadata.national_prefix == "0")


@given(st.sampled_from(["US", "GB", "DE", "CN", "BR"]), st.integers(1, 99_999), st.sampled_from([",", ";", ", ", "; "]))
def test_a_few_digits_behind_a_number_never_become_another_number(country: str, digits: int, separator: str) -> None:
    example = phonenumbers.example_number(country)
    assert example is not None
    written = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    assert numbers(f"{written}{separator}{digits}", country) == [e164]
