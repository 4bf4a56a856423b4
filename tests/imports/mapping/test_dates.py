"""Dates and times in cells: whatever is accepted agrees with an independent reading, everything else is refused."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from hypothesis import given
from hypothesis import strategies as st

from meridian.imports.mapping import dates
from meridian.imports.rules import DateOrder, Unusable

TODAY = date(2026, 3, 10)
SHANGHAI = "Asia/Shanghai"
LOCALES = {
    DateOrder.MDY: "en_US en_PH",
    DateOrder.DMY: (
        "en_GB de fr es it pt pt_BR nl pl cs sk ru uk bg sr hr sl ro tr el nb da fi et vi id ms he ar_EG hi ka ca es_MX"
    ),
    DateOrder.YMD: "zh zh_TW ja ko hu lt sv en_CA",
}
PAIRS = st.sampled_from([(order, locale) for order, locales in LOCALES.items() for locale in locales.split()])
MOMENTS = st.datetimes(datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2026-03-09")).map(
    lambda at: at.replace(microsecond=0)
)


def moment(text: str, order: DateOrder = DateOrder.DMY, zone: str = SHANGHAI) -> datetime | None:
    try:
        return dates.read_instant(text, order, zone, TODAY)
    except Unusable:
        return None


def day(text: str, order: DateOrder = DateOrder.DMY, *, past: bool = True) -> date | None:
    try:
        return dates.read_date(text, order, TODAY, past=past)
    except Unusable:
        return None


@given(MOMENTS, PAIRS, st.sampled_from(["short", "medium", "long"]))
def test_every_language_s_times_read_rightly_or_not_at_all(
    at: datetime, pair: tuple[DateOrder, str], width: str
) -> None:
    order, locale = pair
    zoned = at.replace(tzinfo=ZoneInfo(SHANGHAI))
    found = moment(format_datetime(zoned, width, tzinfo=ZoneInfo(SHANGHAI), locale=locale), order)
    assert found is None or found.replace(second=0) == zoned.astimezone(UTC).replace(second=0)
    found_day = day(format_date(at, width, locale=locale), order)
    assert found_day in (None, at.date())


@given(MOMENTS, st.integers(-12 * 4, 14 * 4), st.sampled_from(["{:+03d}:{:02d}", "{:+03d}{:02d}", " UTC{:+d}:{:02d}"]))
def test_an_offset_is_never_passed_over(at: datetime, quarters: int, form: str) -> None:
    hours, minutes = divmod(abs(quarters) * 15, 60)
    sign = -1 if quarters < 0 else 1
    text = f"{at.isoformat()}{form.format(sign * hours, minutes)}"
    if sign * hours == 0 and quarters < 0:
        return  # cannot be written in this form
    expected = (at - timedelta(minutes=15 * quarters)).replace(tzinfo=UTC)
    assert moment(text) == expected


@given(MOMENTS, st.text(min_size=1, max_size=6))
def test_a_time_counts_only_where_the_whole_cell_is_understood(at: datetime, behind: str) -> None:
    """Whatever stands behind a time either changes nothing, or names an offset, a zone or a part of the day."""
    text = f"{at:%Y-%m-%d %H:%M} {behind}"
    found = moment(text)
    if found is None or not any(char.isalnum() for char in behind):
        return
    assert found.minute == at.minute or any(char.isdigit() for char in behind)
    if found != at.replace(tzinfo=ZoneInfo(SHANGHAI), second=0).astimezone(UTC):
        assert any(char.isalnum() for char in behind)


ZONES = """
    ACST ACT AEDT AEST AKST ART AST AWST BDT BRT BST CAT CDT CEST CET CLT COT CST CT EAT ECT EDT EEST EET EST ET GST HKT
    HST ICT IST JST KST MDT MESZ MEZ MSK MST MT MYT NPT NST NZST PDT PET PHT PKT PST PT PYT SAST SGT SST TRT UYT VET WAT
    WET WEST WIB WIT WITA
"""


@given(MOMENTS, st.sampled_from(ZONES.split()), st.sampled_from(["{:%Y-%m-%d %H:%M} {}", "{:%d.%m.%Y %I:%M %p} ({})"]))
def test_letters_of_a_zone_are_no_weekday(at: datetime, letters: str, form: str) -> None:
    """`CET` is Thursday in Ljubljana, `PT` Friday in Prague: behind a time nobody means the day."""
    found = moment(form.format(at, letters))
    zoned = ZoneInfo(letters) if letters in ("CET", "EET", "EST", "HST", "MST", "WET") else None
    assert found is None or (zoned and found == at.replace(tzinfo=zoned, second=0).astimezone(UTC))


@given(
    MOMENTS, st.sampled_from(["%a %Y-%m-%d %H:%M", "%A, %d.%m.%Y %H:%M", "%Y-%m-%d (%a) %H:%M", "%H:%M, %a %d/%m/%Y"])
)
def test_a_weekday_stands_before_or_behind_the_date(at: datetime, form: str) -> None:
    right = at.replace(tzinfo=ZoneInfo(SHANGHAI), second=0).astimezone(UTC)
    assert moment(at.strftime(form)) == right
    wrong = (at + timedelta(days=1)).strftime("%A")
    assert moment(at.strftime(form).replace(at.strftime("%A"), wrong).replace(at.strftime("%a"), wrong)) is None


@given(MOMENTS, st.sampled_from(["%Y-%m-%d %I:%M %p", "%d/%m/%Y %I:%M%p", "%d.%m.%Y, %I.%M %p"]))
def test_halves_of_the_day(at: datetime, form: str) -> None:
    assert moment(at.strftime(form)) == at.replace(tzinfo=ZoneInfo(SHANGHAI), second=0).astimezone(UTC)


@given(st.dates(date(1927, 1, 1), TODAY), st.sampled_from(["%d/%m/%y", "%d.%m.%y", "%d-%b-%y"]))
def test_two_digits_of_a_past_year_never_lead_ahead(born: date, form: str) -> None:
    found = day(born.strftime(form))
    assert found is not None
    assert found <= TODAY
    assert (found.day, found.month, found.year % 100) == (born.day, born.month, born.year % 100)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-03-05 오후 3:30", "2024-03-05T07:30"),
        ("2024-03-05 晚上8:30", "2024-03-05T12:30"),
        ("2024-03-05 15点30分", "2024-03-05T07:30"),
        ("2024年3月5日 星期二 下午3点半", "2024-03-05T07:30"),
        ("5 mars 2024 à 15h30", "2024-03-05T07:30"),
        ("Di 05.03.2024 15:30", "2024-03-05T07:30"),
        ("Tue Mar 05 2024 15:30:00 GMT+0800 (China Standard Time)", "2024-03-05T07:30"),
        ("15:30 05.03.2024", "2024-03-05T07:30"),
        ("2024-03-05 15:30 Europe/Berlin", "2024-03-05T14:30"),
        ("2024-03-05 12:30 AM", "2024-03-04T16:30"),
        ("2024-03-05 ÖS 3:30", "2024-03-05T07:30"),
        ("٥/٣/٢٠٢٤ ١٥:٣٠", "2024-03-05T07:30"),
        ("2024/3/5(火) 15:30", "2024-03-05T07:30"),
    ],
)
def test_times_of_the_world(text: str, utc: str) -> None:
    found = moment(text)
    assert found is not None
    assert found.strftime("%Y-%m-%dT%H:%M") == utc


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 13:30 AM",
        "2024-03-05 上午13:30",
        "2024-03-05 晚上12:30",
        "2024-03-05 15:30 EST",
        "2024-03-05 15:30 CST",
        "2024-03-05 15:30 or later",
        "2024-03-05 24:00",
        "Mo 05.03.2024",  # a Tuesday
        "1900-01-01",
        "0224-03-05",
        "45356",
        "2024-03",
        "31.02.2024",
        "15 listopada 2024",  # November in Polish, October in Croatian
        "5 มีนาคม 2567",
    ],
)
def test_what_has_no_single_reading_is_refused(text: str) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昭和60年3月12日", date(1985, 3, 12)),
        ("29/02/00", date(2000, 2, 29)),
        ("5.3.68", date(1968, 3, 5)),
        ("15 января 2024 г.", date(2024, 1, 15)),
        ("2024. március 5.", date(2024, 3, 5)),
        ("15 sierpnia 2024 r.", date(2024, 8, 15)),
        ("99-03-05", date(1999, 3, 5)),
        ("2024-Mar-05", date(2024, 3, 5)),
    ],
)
def test_dates_of_the_world(text: str, expected: date) -> None:
    assert day(text) == expected


@pytest.mark.parametrize("text", ["24-03-05", "13/05/24", "31.12.10"])
def test_where_the_chosen_order_cannot_be_two_others_are_no_answer(text: str) -> None:
    assert day(text, DateOrder.MDY) is None
    assert day(text.replace("24", "2024").replace("31.12.10", "31.12.2010"), DateOrder.MDY) is not None


def test_years_of_two_digits_may_lie_a_little_ahead_where_dates_may() -> None:
    assert day("01/02/45", past=False) == date(2045, 2, 1)
    assert day("01/02/47", past=False) == date(1947, 2, 1)


@pytest.mark.parametrize(("text", "clock"), [("15:45", time(15, 45)), ("3 pm", time(15)), ("下午3:45", time(15, 45))])
def test_times_of_day(text: str, clock: time) -> None:
    assert dates.read_time(text) == clock


def test_clocks_that_are_put_forward_or_back() -> None:
    for text, words in (("2024-03-31 02:30", "never"), ("2024-10-27 02:30", "twice")):
        with pytest.raises(Unusable, match=words):
            dates.read_instant(text, DateOrder.DMY, "Europe/Berlin", TODAY)
    assert moment("2024-10-27 02:30+02:00", zone="Europe/Berlin") == datetime(2024, 10, 27, 0, 30, tzinfo=UTC)


@given(st.integers(0, 86_399))
def test_durations(seconds: int) -> None:
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    for text in (
        str(seconds),
        f"{hours}:{minutes:02}:{left:02}",
        f"{hours}h {minutes}m {left}s",
        f"{hours}小时{minutes}分{left}秒",
        f"{seconds / 60} min",
    ):
        assert dates.read_duration(text) == seconds
    assert dates.read_duration(f"{minutes}:{left:02}") == rest
    assert dates.read_duration("1.5 min") == 90
    assert dates.read_duration("5 foo") is None
