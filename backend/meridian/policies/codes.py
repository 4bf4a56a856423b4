"""Codes that policy values are keyed by or made of. Domains above take theirs from here, so there is one spelling."""

from enum import StrEnum


class Grade(StrEnum):
    """Customer grade, best first (MC-9)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Stage(StrEnum):
    """Stages of an opportunity in order (CR-13)."""

    POTENTIAL = "potential"
    INTERESTED = "interested"
    NEEDS_DEFINED = "needs_defined"
    NEGOTIATION = "negotiation"
    CONTRACT_SIGNED = "contract_signed"
    EXECUTION = "execution"


class PipelineEntry(StrEnum):
    """What an opportunity may enter: a stage, or one of the outcomes that ask for something."""

    POTENTIAL = "potential"
    INTERESTED = "interested"
    NEEDS_DEFINED = "needs_defined"
    NEGOTIATION = "negotiation"
    CONTRACT_SIGNED = "contract_signed"
    EXECUTION = "execution"
    COMPLETED = "completed"
    LOST = "lost"


class Criterion(StrEnum):
    """One thing an opportunity must have before it enters a stage (CR-13)."""

    CUSTOMER = "customer"
    OWNER = "owner"
    CONNECTED_CONTACT = "connected_contact"
    INTENT_LEVEL_LOW = "intent_level_low"
    OPEN_FOLLOW_UP = "open_follow_up"
    NEEDS_DESCRIPTION = "needs_description"
    PRODUCT_LINES = "product_lines"
    EXPECTED_PURCHASE_DATE = "expected_purchase_date"
    COMPETITORS = "competitors"
    SOLUTION_PROPOSAL = "solution_proposal"
    AMOUNT = "amount"
    DECISION_MAKER = "decision_maker"
    CONTRACT_NUMBER = "contract_number"
    SIGNING_DATE = "signing_date"
    CONTRACT_AMOUNT = "contract_amount"
    PAYMENT_TERMS = "payment_terms"
    DELIVERY_TERMS = "delivery_terms"
    CONTRACT_FILE = "contract_file"
    DELIVERY_MILESTONE = "delivery_milestone"
    PAYMENT_MILESTONE = "payment_milestone"
    MILESTONES_DONE = "milestones_done"
    REVISIT_PLANNED = "revisit_planned"
    LOST_REASON = "lost_reason"
    WINNING_COMPETITOR = "winning_competitor"
    LESSONS_LEARNED = "lessons_learned"


class CustomerField(StrEnum):
    """Facts about a customer whose change can be declared important (MC-6)."""

    NAME = "name"
    ADDRESS = "address"
    COUNTRY = "country"
    WEBSITE = "website"
    PHONE = "phone"
    EMAIL = "email"
    MESSAGING = "messaging"
    BUSINESS_SCOPE = "business_scope"
    LEGAL_REPRESENTATIVE = "legal_representative"
    MANAGEMENT = "management"
    INDUSTRY = "industry"
    BUDGET = "budget"
    PURCHASE_FREQUENCY = "purchase_frequency"
    DECISION_PROCESS = "decision_process"


class CallField(StrEnum):
    """What a call record can be required to carry when the customer was reached (OT-15)."""

    KEY_POINTS = "key_points"
    OUTCOME = "outcome"
    INTENT_LEVEL = "intent_level"
    NEXT_STEP = "next_step"
    NEEDS = "needs"
    OBJECTIONS = "objections"
    SATISFACTION = "satisfaction"
    MARKET_INFORMATION = "market_information"


class SensitiveGroup(StrEnum):
    """Groups of fields that can be masked for a role (CR-10, MC-8)."""

    PHONE = "phone"
    EMAIL = "email"
    MESSAGING = "messaging"
    BUDGET = "budget"
    PROFIT = "profit"


class Priority(StrEnum):
    """Ticket priority, most urgent first (CR-19)."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class EscalationRecipient(StrEnum):
    """Who an escalation step of a complaint turns to (MC-27)."""

    OWNER = "owner"
    FIRST_RESPONDER = "first_responder"
    DEPARTMENT_MANAGER = "department_manager"
    SALES_MANAGER = "sales_manager"
    DEPUTY_DIRECTOR = "deputy_director"
    DIRECTOR = "director"


class EscalationUnit(StrEnum):
    """What an escalation offset counts; percent is of the whole time allowed."""

    PERCENT = "percent"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"


class Weekday(StrEnum):
    """Days of the week in ISO order: `tuple(Weekday)[date.weekday()]`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Band(StrEnum):
    """Result of an assessment, best first (CR-34)."""

    EXCELLENT = "excellent"
    GOOD = "good"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"


class RecordKind(StrEnum):
    """Kinds of record that are kept for a limited time (CR-10)."""

    CALLS = "calls"
    RECORDINGS = "recordings"
    LOGS = "logs"


class Indicator(StrEnum):
    """The indicator catalogue: named formulas over records (TS-22, MC-28)."""

    SALES_AMOUNT = "sales_amount"
    SALES_PROFIT = "sales_profit"
    ORDERS_COUNT = "orders_count"
    CALLS_MADE = "calls_made"
    CONNECT_RATE = "connect_rate"
    TALK_MINUTES = "talk_minutes"
    PLAN_COMPLETION_RATE = "plan_completion_rate"
    CADENCE_COVERAGE = "cadence_coverage"
    FOLLOW_UP_TIMELINESS = "follow_up_timeliness"
    NEW_CUSTOMERS = "new_customers"
    CUSTOMER_GROWTH_RATE = "customer_growth_rate"
    KEY_CUSTOMERS_WON = "key_customers_won"
    LEAD_CONVERSION_RATE = "lead_conversion_rate"
    STAGE_CONVERSION = "stage_conversion"
    STAGE_DWELL_DAYS = "stage_dwell_days"
    FORECAST_ACCURACY = "forecast_accuracy"
    DATA_ACCURACY = "data_accuracy"
    FIRST_RESPONSE_RATE = "first_response_rate"
    RESOLUTION_RATE = "resolution_rate"
    COMPLAINT_RATE = "complaint_rate"
    COMPLAINT_HANDLING_RATE = "complaint_handling_rate"
    COMPLAINT_SATISFACTION = "complaint_satisfaction"
    REPEAT_COMPLAINT_RATE = "repeat_complaint_rate"
    SATISFACTION_SCORE = "satisfaction_score"
    SATISFACTION_IMPROVEMENT_RATE = "satisfaction_improvement_rate"
    LOYALTY = "loyalty"
    CHURN_RATE = "churn_rate"
    SKILL_SCORE = "skill_score"
    TEAMWORK_SCORE = "teamwork_score"
    TRAINING_SCORE = "training_score"
