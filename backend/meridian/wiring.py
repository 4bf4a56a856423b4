"""The parts of the house in one place, one line a domain (see each domain's part.py).

Routes are tried in order, so the busiest domains stand first.
"""

from meridian.alerts.part import PART as ALERTS
from meridian.audit.part import PART as AUDIT
from meridian.calendars.part import PART as CALENDARS
from meridian.complaints.part import PART as COMPLAINTS
from meridian.customers import service as customers_service
from meridian.customers.part import PART as CUSTOMERS
from meridian.duplicates.checking import refuse_duplicates
from meridian.duplicates.part import PART as DUPLICATES
from meridian.exports.part import PART as EXPORTS
from meridian.files.part import PART as FILES
from meridian.files.subjects import FileSubject
from meridian.handoffs.part import PART as HANDOFFS
from meridian.identity.part import PART as IDENTITY
from meridian.imports.part import PART as IMPORTS
from meridian.kernel.idempotency import FORGET_OLD_KEYS
from meridian.kernel.part import Part
from meridian.operations.part import PART as OPERATIONS
from meridian.opportunities.part import PART as OPPORTUNITIES
from meridian.plans.part import PART as PLANS
from meridian.policies.part import PART as POLICIES
from meridian.products.part import PART as PRODUCTS
from meridian.rates.part import PART as RATES
from meridian.records.part import PART as RECORDS
from meridian.stream.part import PART as STREAM
from meridian.timeline.part import PART as TIMELINE

PARTS: tuple[Part, ...] = (
    RECORDS,
    TIMELINE,
    DUPLICATES,
    CUSTOMERS,
    PLANS,
    HANDOFFS,
    COMPLAINTS,
    OPPORTUNITIES,
    PRODUCTS,
    POLICIES,
    RATES,
    CALENDARS,
    IMPORTS,
    EXPORTS,
    FILES,
    ALERTS,
    IDENTITY,
    AUDIT,
    OPERATIONS,
    STREAM,
    Part(jobs=(FORGET_OLD_KEYS,)),
)
ROUTERS = tuple(router for part in PARTS for router in part.routers)
FAST = tuple(fast for part in PARTS for fast in part.fast)
EVENTS = tuple(event for part in PARTS for event in part.events)
JOBS = tuple(job for part in PARTS for job in part.jobs)
SUBSCRIPTIONS = tuple(subscription for part in PARTS for subscription in part.subscriptions)
KEPT = tuple(kept for part in PARTS for kept in part.kept)
WORKFLOWS = tuple(workflow for part in PARTS for workflow in part.workflows)
FILE_SUBJECTS: tuple[FileSubject, ...] = tuple(subject for part in PARTS for subject in part.file_subjects)
INTEGRITY = {name: problem for part in PARTS for name, problem in part.integrity.items()}
# Asked before a customer is entered: the domain that knows duplicates stops them here.
BEFORE_CUSTOMER_CREATE: customers_service.BeforeCreate = refuse_duplicates
TAGS: tuple[tuple[str, str], ...] = (
    ("session", "Signing in and out; who I am."),
    ("identity", "Users, teams, departments and API keys."),
    ("policies", "The company's written policy as versioned settings."),
    ("calendars", "Working calendars and deadlines."),
    ("products", "Products customers are interested in and have installed."),
    ("customers", "Companies we sell to, their contacts, duplicates, merges and reviews."),
    ("plans", "Contact plans and their items."),
    ("records", "Calls and other contacts made, and the timeline."),
    ("handoffs", "Questions passed to a department."),
    ("imports", "Customer lists and call records coming in."),
    ("exports", "Customer lists going out."),
    ("files", "Contracts, proposals, evidence: read only through their record."),
    ("rates", "Exchange rates by date."),
    ("opportunities", "The sales pipeline."),
    ("complaints", "Complaints against the clock."),
    ("alerts", "What needs somebody now."),
    ("history", "Every change, by whom and why."),
    ("events", "What happens, live."),
    ("operations", "Health, readiness and metrics."),
)
