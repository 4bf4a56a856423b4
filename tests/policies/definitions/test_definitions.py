"""The shipped settings are the written policy's: keys, defaults, pinning and rules, and what each refuses."""

from datetime import time
from typing import Any

import pytest

from meridian.policies.definitions.registry import DEFINITIONS
from meridian.policies.rules import InvalidValueError, SensitiveGroup, SettingUnit
from meridian.policies.value_types import QuietRange

GRADES = ("A", "B", "C", "D")
STAGES = ("potential", "interested", "needs_defined", "negotiation", "contract_signed", "execution")
PRIORITIES = ("urgent", "high", "normal", "low")


def per(codes: tuple[str, ...], *values: object) -> dict[str, object]:
    return dict(zip(codes, values, strict=True))


# key: (default, unit, rules), row by row as the policy is written.
WRITTEN: dict[str, tuple[Any, str, str]] = {
    "customer_entry_hours": (24, "working_hours", "CR-4"),
    "customer_review_days": (30, "days", "CR-7 MC-5"),
    "important_change_working_days": (2, "working_days", "MC-6"),
    "important_fields": (["phone", "email", "business_scope", "legal_representative", "management"], "none", "MC-6"),
    "key_customer_double_check": (True, "none", "CR-5"),
    "contact_cadence_days": (per(GRADES, 7, 14, 30, 90), "days", "MC-17"),
    "executive_contact_days": (90, "days", "MC-13"),
    "closed_revisit_days": (30, "days", "TS-11 MC-12"),
    "nurture_cadence_days": (30, "days", "OT-16"),
    "progress_report_days": (30, "days", "MC-11"),
    "grade_thresholds": (per(GRADES, "1000000", "300000", "50000", "0"), "base_currency", "MC-9"),
    "grade_rules": (
        {"amount": "0.5", "frequency": "0.2", "potential": "0.2", "recency": "0.1"},
        "weight",
        "TS-15 MC-9",
    ),
    "grade_review_days": (90, "days", "MC-9"),
    "base_currency": ("CNY", "none", ""),
    "lead_score_rules": (..., "none", "MC-10"),
    "lead_check_days": (180, "days", "MC-10"),
    "cross_sell_rules": ({"period_days": 730, "least_customers": 5, "least_percent": 30}, "none", "MC-12"),
    "local_call_window": (
        [{"start": "09:00", "end": "12:00"}, {"start": "14:00", "end": "17:30"}],
        "local_time",
        "OT-10",
    ),
    "country_call_windows": (..., "local_time", "OT-10"),
    "rep_daily_call_cap": (80, "calls", "OT-17"),
    "rep_rest_minutes_per_hour": (5, "minutes", "OT-17"),
    "max_attempts_per_contact_per_day": (2, "attempts", "OT-11"),
    "retry_after_no_answer_hours": (4, "hours", "OT-10"),
    "connected_call_required_fields": (["key_points", "outcome", "intent_level", "next_step"], "none", "OT-15"),
    "outside_hours_calls": ("with_reason", "none", "OT-10"),
    "call_log_deadline_minutes": (30, "minutes", "OT-15"),
    "handoff_answer_working_hours": (8, "working_hours", "OT-13"),
    "pipeline_stage_criteria": (..., "none", "CR-13"),
    "stage_follow_up_days": (per(STAGES, 14, 7, 5, 3, 7, 14), "days", "CR-14"),
    "important_opportunity_amount": ("500000", "base_currency", "CR-15"),
    "opportunity_review_days": (14, "days", "CR-15"),
    "stage_probability": (per(STAGES, 5, 15, 35, 60, 95, 100), "percent", "CR-16"),
    "forecast_submit_day": (25, "day_of_month", "CR-16"),
    "forecast_review_working_days": (3, "working_days", "CR-18"),
    "revisit_plan_lead_days": (7, "days", "RV-4"),
    "revisit_material_change": (
        {"method": True, "date_shift_days": 7, "customer_added": True, "customer_removed": True},
        "days",
        "RV-5",
    ),
    "ticket_first_response_minutes": (per(PRIORITIES, 30, 120, 240, 480), "working_minutes", "CR-19"),
    "ticket_resolution_working_hours": (per(PRIORITIES, 8, 16, 40, 80), "working_hours", "CR-20"),
    "complaint_contact_working_days": (1, "working_days", "MC-20"),
    "complaint_dispatch_working_hours": (4, "working_hours", "MC-20 CR-23"),
    "complaint_solution_working_days": (3, "working_days", "MC-20 CR-23"),
    "complaint_resolution_working_days": (10, "working_days", "CR-23"),
    "complaint_satisfaction_working_days": (3, "working_days", "CR-26"),
    "complaint_escalation_steps": (
        [
            {"offset": -25, "unit": "percent", "recipient": "owner"},
            {"offset": 0, "unit": "working_days", "recipient": "department_manager"},
            {"offset": 1, "unit": "working_days", "recipient": "director"},
        ],
        "none",
        "MC-27",
    ),
    "compensation_approval_limits": (
        {"service_agent": "0", "sales_manager": "10000", "deputy_director": "50000", "director": None},
        "base_currency",
        "CR-25",
    ),
    "message_quiet_hours": ([{"start": "20:00", "end": "08:00"}], "local_time", "TS-18 CR-28"),
    "care_gap_days": (7, "days", "CR-28"),
    "satisfaction_survey_days": (90, "days", "CR-29"),
    "export_approval_rows": (1000, "rows", "CR-10"),
    "export_window_days": (7, "days", "CR-10"),
    "share_default_days": (90, "days", "MC-25"),
    "disclosure_default_days": (30, "days", "CR-11"),
    "sensitive_fields": (..., "none", "CR-10 MC-8"),
    "assessment_weights": (..., "percent", "TS-22 CR-34 MC-22 RV-16"),
    "assessment_bands": ({"excellent": 90, "good": 75, "qualified": 60}, "score", "CR-34"),
    "bonus_table": ({}, "none", "TS-24"),
    "onboarding_training_days": (30, "days", "CR-33"),
    "churn_rules": (
        [
            {"kind": "no_contact", "factor": "2"},
            {"kind": "no_order", "factor": "2"},
            {"kind": "complaint_unresolved"},
            {"kind": "low_satisfaction", "at_most": 2},
        ],
        "none",
        "MC-27",
    ),
    "retention": ({"calls": 36, "recordings": 12, "logs": 36}, "months", "CR-10 MC-8"),
    "policy_second_person": ([], "none", ""),
}
PINNED = {
    "handoff_answer_working_hours",
    "pipeline_stage_criteria",
    "ticket_first_response_minutes",
    "ticket_resolution_working_hours",
    "complaint_contact_working_days",
    "complaint_dispatch_working_hours",
    "complaint_solution_working_days",
    "complaint_resolution_working_days",
    "complaint_satisfaction_working_days",
    "complaint_escalation_steps",
    "compensation_approval_limits",
    "assessment_weights",
    "assessment_bands",
    "bonus_table",
}


def default(key: str) -> Any:
    definition = DEFINITIONS[key]
    return definition.dump(definition.default)


def test_every_row_of_the_written_policy_is_a_setting_in_its_order() -> None:
    assert list(DEFINITIONS) == list(WRITTEN)
    assert {key for key, definition in DEFINITIONS.items() if definition.pinned} == PINNED


@pytest.mark.parametrize("key", WRITTEN)
def test_default_unit_and_rules_are_as_written(key: str) -> None:
    expected, unit, rules = WRITTEN[key]
    definition = DEFINITIONS[key]
    assert expected is ... or default(key) == expected
    assert (definition.unit, definition.rules) == (SettingUnit(unit), tuple(rules.split()))


@pytest.mark.parametrize("key", WRITTEN)
def test_a_default_survives_its_own_checks(key: str) -> None:
    definition = DEFINITIONS[key]
    assert definition.parse(definition.dump(definition.default)) == definition.default


@pytest.mark.parametrize("key", WRITTEN)
def test_people_can_read_what_a_setting_means(key: str) -> None:
    definition = DEFINITIONS[key]
    assert definition.description.endswith(".")
    assert definition.label_en.isascii()
    assert not definition.label_zh.isascii()
    assert definition.value_schema


def test_contact_data_and_profit_are_hidden_from_the_right_roles() -> None:
    masked = default("sensitive_fields")
    everything = [group.value for group in SensitiveGroup]
    assert {role for role, groups in masked.items() if groups == everything} == {
        "market_analyst",
        "product_specialist",
        "administrator",
    }
    assert masked["auditor"] == []
    assert masked["rep"] == masked["service_agent"] == ["profit"]


def test_friday_in_the_emirates_ends_at_noon() -> None:
    assert default("country_call_windows")["AE"] == {
        "days_off": ["saturday", "sunday"],
        "windows": None,
        "exceptions": {"friday": [{"start": "09:00", "end": "12:00"}]},
    }


NIGHT = {"start": "20:00", "end": "08:00"}
NINE_TO_FIVE = {"start": "09:00", "end": "17:00"}
BAD: list[tuple[str, Any, list[tuple[str, str]]]] = [
    ("customer_review_days", 0, [("", "greater_than_equal")]),
    ("customer_review_days", "30", [("", "int_type")]),
    ("customer_review_days", 1.5, [("", "int_type")]),
    ("key_customer_double_check", "yes", [("", "bool_type")]),
    ("important_fields", ["phone", "shoe_size"], [("/1", "enum")]),
    ("important_fields", ["phone", "email", "phone"], [("/2", "repeated")]),
    ("contact_cadence_days", {"A": 7, "B": 14}, [("/C", "missing"), ("/D", "missing")]),
    ("contact_cadence_days", per(GRADES, 7, 5, 30, 90), [("/B", "order")]),
    ("contact_cadence_days", {**per(GRADES, 7, 14, 30, 90), "E": 1}, [("/E", "enum")]),
    ("grade_thresholds", per(GRADES, "100", "100", "50", "0"), [("/B", "order")]),
    ("grade_thresholds", per(GRADES, "100", "70", "50", "1"), [("/D", "range")]),
    ("grade_thresholds", per(GRADES, "100.001", "70", "50", "0"), [("/A", "decimal_max_places")]),
    ("grade_rules", {"amount": "0.5", "frequency": "0.5", "potential": "0.1", "recency": "0"}, [("", "sum")]),
    (
        "grade_rules",
        {"amount": "1.5", "frequency": "0", "potential": "0"},
        [("/amount", "less_than_equal"), ("/recency", "missing")],
    ),
    ("base_currency", "DEM", [("", "unknown")]),
    ("base_currency", "cny", [("", "string_pattern_mismatch")]),
    ("local_call_window", [], [("", "too_short")]),
    ("local_call_window", [{"start": "12:00", "end": "09:00"}], [("/0/end", "order")]),
    (
        "local_call_window",
        [{"start": "25:00", "end": "26:00"}],
        [("/0/start", "time"), ("/0/end", "time")],
    ),
    ("local_call_window", [{"start": 32400, "end": "12:00Z"}], [("/0/start", "time"), ("/0/end", "time")]),
    ("local_call_window", [NINE_TO_FIVE, {"start": "16:00", "end": "18:00"}], [("/1/start", "order")]),
    ("country_call_windows", {"XX": {"days_off": []}}, [("/XX", "unknown")]),
    ("country_call_windows", {"AE": {"days_off": ["sunday", "sunday"]}}, [("/AE/days_off/1", "repeated")]),
    (
        "country_call_windows",
        {"AE": {"days_off": ["friday"], "exceptions": {"friday": [NINE_TO_FIVE]}}},
        [("/AE/exceptions/friday", "conflict")],
    ),
    ("outside_hours_calls", "never", [("", "enum")]),
    ("message_quiet_hours", [{"start": "20:00", "end": "20:00"}], [("/0/end", "order")]),
    (
        "message_quiet_hours",
        [{"start": "20:00", "end": "08:00"}, {"start": "07:00", "end": "09:00"}],
        [("/1", "repeated")],
    ),
    (
        "message_quiet_hours",
        [{"start": "12:00", "end": "14:00"}, {"start": "09:00", "end": "18:00"}],
        [("/1", "repeated")],
    ),
    ("rep_rest_minutes_per_hour", 60, [("", "less_than_equal")]),
    ("pipeline_stage_criteria", {"potential": ["luck"]}, [("/potential/0", "enum")]),
    ("stage_probability", per(STAGES, 5, 15, 35, 60, 95, 101), [("/execution", "less_than_equal")]),
    ("stage_probability", per(STAGES, 5, 15, 10, 60, 95, 100), [("/needs_defined", "order")]),
    ("forecast_submit_day", 31, [("", "less_than_equal")]),
    (
        "revisit_material_change",
        {"method": True},
        [("/date_shift_days", "missing"), ("/customer_added", "missing"), ("/customer_removed", "missing")],
    ),
    ("ticket_first_response_minutes", per(PRIORITIES, 30, 20, 240, 480), [("/high", "order")]),
    (
        "complaint_escalation_steps",
        [
            {"offset": 0, "unit": "working_days", "recipient": "owner"},
            {"offset": -25, "unit": "percent", "recipient": "director"},
        ],
        [("/1/offset", "order")],
    ),
    (
        "complaint_escalation_steps",
        [
            {"offset": 2, "unit": "working_days", "recipient": "owner"},
            {"offset": 2, "unit": "working_days", "recipient": "director"},
        ],
        [("/1/offset", "order")],
    ),
    ("compensation_approval_limits", {"director": "1000"}, [("", "unlimited")]),
    ("compensation_approval_limits", {"director": None, "janitor": "5"}, [("/janitor", "enum")]),
    (
        "sensitive_fields",
        {"rep": []},
        [(f"/{role}", "missing") for role in default("sensitive_fields") if role != "rep"],
    ),
    ("assessment_weights", {"rep": {"sales_amount": 60, "loyalty": 30}}, [("/rep", "sum")]),
    ("assessment_weights", {"rep": {"charm": 100}}, [("/rep/charm", "enum")]),
    ("assessment_bands", {"excellent": 90, "good": 90, "qualified": 60}, [("/good", "order")]),
    ("assessment_bands", {"excellent": 101, "good": 75, "qualified": 60}, [("/excellent", "less_than_equal")]),
    ("bonus_table", {"rep": {"good": {"kind": "percent", "value": "501"}}}, [("/rep/good/value", "range")]),
    ("lead_score_rules", [], [("", "too_short")]),
    ("lead_score_rules", [{"kind": "need", "points": 101}], [("/0/points", "less_than_equal")]),
    ("lead_score_rules", [{"kind": "source", "points": {"fair": 5}}], [("/0/points/fair", "enum")]),
    ("lead_score_rules", [{"kind": "need", "points": 5}, {"kind": "need", "points": 9}], [("/1", "repeated")]),
    ("churn_rules", [{"kind": "no_contact", "factor": 0}], [("/0/factor", "greater_than")]),
    ("churn_rules", [{"kind": "no_contact"}], [("/0/factor", "missing")]),
    ("churn_rules", [{"kind": "bad_omen"}], [("/0", "union_tag_invalid")]),
    ("churn_rules", [{"kind": "no_order", "factor": 1}, {"kind": "no_order", "factor": 2}], [("/1", "repeated")]),
    ("retention", {"calls": 12, "recordings": 24, "logs": 36}, [("/recordings", "order")]),
]


@pytest.mark.parametrize(("key", "value", "faults"), BAD, ids=[f"{key}-{i}" for i, (key, _, _) in enumerate(BAD)])
def test_a_value_no_company_could_mean_is_refused_at_its_place(
    key: str, value: object, faults: list[tuple[str, str]]
) -> None:
    with pytest.raises(InvalidValueError) as refused:
        DEFINITIONS[key].parse(value)  # type: ignore[arg-type]
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == faults
    assert all(fault.detail for fault in refused.value.faults)


@pytest.mark.parametrize(
    "value", [[], [NIGHT, {"start": "12:00", "end": "14:00"}], [{"start": "00:00", "end": "08:00"}]]
)
def test_quiet_hours_may_pass_midnight_or_be_none(value: Any) -> None:
    definition = DEFINITIONS["message_quiet_hours"]
    assert definition.dump(definition.parse(value)) == value


def test_a_quiet_range_holds_its_start_and_not_its_end() -> None:
    night, day = QuietRange(start=time(20), end=time(8)), QuietRange(start=time(12), end=time(14))
    assert [night.holds(time(hour)) for hour in (7, 8, 19, 20, 0)] == [True, False, False, True, True]
    assert [day.holds(time(hour)) for hour in (11, 12, 13, 14)] == [False, True, True, False]
