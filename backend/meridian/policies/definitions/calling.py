"""Settings about calls: when customers may be called, how much, and what is logged."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated

from pydantic import Field

from meridian.policies.rules import CallField, OutsideHours, PolicyDefinition, SettingUnit, Weekday
from meridian.policies.value_types import CountryCallWindow, CountryOrPart, DayRanges, Hours, Minutes, TimeRange, Unique

_FRIDAY = CountryCallWindow(days_off=(Weekday.FRIDAY,))
_FRIDAY_AND_SATURDAY = CountryCallWindow(days_off=(Weekday.FRIDAY, Weekday.SATURDAY))
_WEEKENDS = {
    "AE": CountryCallWindow(
        days_off=(Weekday.SATURDAY, Weekday.SUNDAY),
        exceptions={Weekday.FRIDAY: (TimeRange(start=time(9), end=time(12)),)},
    ),
    "BN": CountryCallWindow(days_off=(Weekday.FRIDAY, Weekday.SUNDAY)),
    "NP": CountryCallWindow(days_off=(Weekday.SATURDAY,)),
    **dict.fromkeys(("AF", "DJ", "IR", "SO"), _FRIDAY),
    **dict.fromkeys(
        ("BD", "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "PS", "QA", "SA", "SD", "SY", "YE"),
        _FRIDAY_AND_SATURDAY,
    ),
    **dict.fromkeys(("MY-02", "MY-03", "MY-11"), _FRIDAY_AND_SATURDAY),  # Kedah, Kelantan, Terengganu
}

LOCAL_CALL_WINDOW = PolicyDefinition[tuple[TimeRange, ...]](
    key="local_call_window",
    type=DayRanges,
    default=(TimeRange(start=time(9), end=time(12)), TimeRange(start=time(14), end=time(17, 30))),
    unit=SettingUnit.LOCAL_TIME,
    rules=("OT-10",),
    label_en="Calling hours at the customer",
    label_zh="客户当地可拨打时段",
    description="Local wall-clock ranges, Monday to Friday, in which a customer may be called.",
)
COUNTRY_CALL_WINDOWS = PolicyDefinition[Mapping[str, CountryCallWindow]](
    key="country_call_windows",
    type=Mapping[CountryOrPart, CountryCallWindow],
    default=_WEEKENDS,
    unit=SettingUnit.LOCAL_TIME,
    rules=("OT-10",),
    label_en="Calling hours by country",
    label_zh="各国可拨打时段与周末",
    description="Countries whose days off or calling hours differ from `local_call_window` on Monday to Friday, "
    "by ISO 3166 code, and parts of countries that differ from those in turn (`MY-03`).",
)
REP_DAILY_CALL_CAP = PolicyDefinition[int](
    key="rep_daily_call_cap",
    type=Annotated[int, Field(ge=1, le=1000)],
    default=80,
    unit=SettingUnit.CALLS,
    rules=("OT-17",),
    label_en="Daily calls per rep",
    label_zh="每人每日拨打上限",
    description="No more calls than this are planned for one rep on one day.",
)
REP_REST_MINUTES_PER_HOUR = PolicyDefinition[int](
    key="rep_rest_minutes_per_hour",
    type=Annotated[int, Field(ge=0, le=59)],
    default=5,
    unit=SettingUnit.MINUTES,
    rules=("OT-17",),
    label_en="Rest per hour",
    label_zh="每小时休息时间",
    description="Minutes of every working hour of a rep that stay free of planned calls.",
)
MAX_ATTEMPTS_PER_CONTACT_PER_DAY = PolicyDefinition[int](
    key="max_attempts_per_contact_per_day",
    type=Annotated[int, Field(ge=1, le=24)],
    default=2,
    unit=SettingUnit.ATTEMPTS,
    rules=("OT-11",),
    label_en="Attempts per contact and day",
    label_zh="单个联系人每日拨打次数上限",
    description="A contact is dialled at most this often on one day.",
)
RETRY_AFTER_NO_ANSWER_HOURS = PolicyDefinition[int](
    key="retry_after_no_answer_hours",
    type=Hours,
    default=4,
    unit=SettingUnit.HOURS,
    rules=("OT-10",),
    label_en="Wait after no answer",
    label_zh="无人接听后重拨间隔",
    description="A contact who did not answer is not dialled again before this many hours have passed.",
)
CONNECTED_CALL_REQUIRED_FIELDS = PolicyDefinition[tuple[CallField, ...]](
    key="connected_call_required_fields",
    type=Annotated[tuple[CallField, ...], Unique],
    default=(CallField.KEY_POINTS, CallField.OUTCOME, CallField.INTENT_LEVEL, CallField.NEXT_STEP),
    unit=SettingUnit.NONE,
    rules=("OT-15",),
    label_en="Required after a connected call",
    label_zh="接通后必填内容",
    description="A connected call is logged only with these.",
)
OUTSIDE_HOURS_CALLS = PolicyDefinition[OutsideHours](
    key="outside_hours_calls",
    type=OutsideHours,
    default=OutsideHours.WITH_REASON,
    unit=SettingUnit.NONE,
    rules=("OT-10",),
    label_en="Calls outside calling hours",
    label_zh="非可拨打时段拨打",
    description="Whether a customer may be called outside its calling hours when a reason is given, or not at all.",
)
CALL_LOG_DEADLINE_MINUTES = PolicyDefinition[int](
    key="call_log_deadline_minutes",
    type=Minutes,
    default=30,
    unit=SettingUnit.MINUTES,
    rules=("OT-15",),
    label_en="Time to log a call",
    label_zh="通话记录填写时限",
    description="A call logged later than this many minutes after hanging up is marked late.",
)
HANDOFF_ANSWER_WORKING_HOURS = PolicyDefinition[int](
    key="handoff_answer_working_hours",
    type=Hours,
    default=8,
    unit=SettingUnit.WORKING_HOURS,
    rules=("OT-13",),
    pinned=True,
    label_en="Time to answer a handoff",
    label_zh="转办答复时限",
    description="A department answers a question handed to it within this many of its working hours.",
)

CALLING_DEFINITIONS = (
    LOCAL_CALL_WINDOW,
    COUNTRY_CALL_WINDOWS,
    REP_DAILY_CALL_CAP,
    REP_REST_MINUTES_PER_HOUR,
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    RETRY_AFTER_NO_ANSWER_HOURS,
    CONNECTED_CALL_REQUIRED_FIELDS,
    OUTSIDE_HOURS_CALLS,
    CALL_LOG_DEADLINE_MINUTES,
    HANDOFF_ANSWER_WORKING_HOURS,
)
