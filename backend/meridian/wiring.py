"""The parts of the house in one place, one line a domain (see each domain's module.py).

Routes are tried in order, so the busiest domains stand first.
"""

from meridian.alerts.module import MODULE as ALERTS
from meridian.audit.module import MODULE as AUDIT
from meridian.calendars.module import MODULE as CALENDARS
from meridian.campaigns import jobs
from meridian.campaigns.module import MODULE as CAMPAIGNS
from meridian.complaints import jobs as complaints_jobs
from meridian.complaints.module import MODULE as COMPLAINTS
from meridian.cross_sell.module import MODULE as CROSS_SELL
from meridian.customers import jobs as customers_jobs
from meridian.customers import service as customers_service
from meridian.customers.module import MODULE as CUSTOMERS
from meridian.dial_queue.module import MODULE as DIAL_QUEUE
from meridian.duplicates.module import MODULE as DUPLICATES
from meridian.duplicates.service import take_turns
from meridian.duties.module import MODULE as DUTY_RULES
from meridian.exports.module import MODULE as EXPORTS
from meridian.files.module import MODULE as FILES
from meridian.files.queries import FileSubject
from meridian.followers.module import MODULE as FOLLOWERS
from meridian.grading.module import MODULE as GRADING
from meridian.handoffs import jobs as handoffs_jobs
from meridian.handoffs.module import MODULE as HANDOFFS
from meridian.identity.module import MODULE as IDENTITY
from meridian.identity.users.service import Duty
from meridian.imports.module import MODULE as IMPORTS
from meridian.kernel.http.idempotency import FORGET_OLD_KEYS
from meridian.kernel.module import Module
from meridian.leads.module import MODULE as LEADS
from meridian.notes.module import MODULE as NOTES
from meridian.operations.module import MODULE as OPERATIONS
from meridian.opportunities import jobs as opportunities_jobs
from meridian.opportunities.details.service import follow_record
from meridian.opportunities.module import MODULE as OPPORTUNITIES
from meridian.planner.module import MODULE as PLANNER
from meridian.plans import jobs as plans_jobs
from meridian.plans.module import MODULE as PLANS
from meridian.policies.module import MODULE as POLICIES
from meridian.policy_proposals.module import MODULE as POLICY_PROPOSALS
from meridian.products.module import MODULE as PRODUCTS
from meridian.rates.module import MODULE as RATES
from meridian.recordings.module import MODULE as RECORDINGS
from meridian.records import context as records_context
from meridian.records.module import MODULE as RECORDS
from meridian.scripts.module import MODULE as SCRIPTS
from meridian.scripts.service import note_use
from meridian.stream.module import MODULE as STREAM
from meridian.team_days.module import MODULE as TEAM_DAYS
from meridian.timeline.module import MODULE as TIMELINE
from meridian.views.module import MODULE as VIEWS

MODULES: tuple[Module, ...] = (
    RECORDS,
    DIAL_QUEUE,
    TIMELINE,
    DUPLICATES,
    CUSTOMERS,
    VIEWS,
    PLANS,
    PLANNER,
    DUTY_RULES,
    TEAM_DAYS,
    HANDOFFS,
    COMPLAINTS,
    OPPORTUNITIES,
    SCRIPTS,
    CAMPAIGNS,
    GRADING,
    LEADS,
    CROSS_SELL,
    NOTES,
    FOLLOWERS,
    PRODUCTS,
    POLICIES,
    POLICY_PROPOSALS,
    RATES,
    CALENDARS,
    IMPORTS,
    EXPORTS,
    FILES,
    RECORDINGS,
    ALERTS,
    IDENTITY,
    AUDIT,
    OPERATIONS,
    STREAM,
    Module(jobs=(FORGET_OLD_KEYS,)),
)
ROUTERS = tuple(router for module in MODULES for router in module.routers)
EVENTS = tuple(event for module in MODULES for event in module.events)
JOBS = tuple(job for module in MODULES for job in module.jobs)
SUBSCRIPTIONS = tuple(subscription for module in MODULES for subscription in module.subscriptions)
CACHES = tuple(cache for module in MODULES for cache in module.caches)
WORKFLOWS = tuple(workflow for module in MODULES for workflow in module.workflows)
FILE_SUBJECTS: tuple[FileSubject, ...] = tuple(subject for module in MODULES for subject in module.file_subjects)
FILE_PATHS = tuple(module.file_paths for module in MODULES if module.file_paths is not None)
INTEGRITY = {name: problem for module in MODULES for name, problem in module.integrity.items()}
# Asked when a customer is entered: the domain that knows duplicates stops them here, or notes what they may be.
BEFORE_CUSTOMERS: customers_service.TakeTurns = take_turns
# Told of a contact record that names an opportunity or a script, in its transaction.
AFTER_LOGGING: records_context.AfterLogging = records_context.in_turn(follow_record, note_use)
# What is handed over when somebody leaves; what depends on customers after these.
DUTIES: tuple[Duty, ...] = (
    *customers_jobs.DUTIES,
    *plans_jobs.DUTIES,
    *handoffs_jobs.DUTIES,
    *opportunities_jobs.DUTIES,
    *complaints_jobs.DUTIES,
    *jobs.DUTIES,
)
TAGS: tuple[tuple[str, str], ...] = (
    ("session", "Signing in and out; who I am."),
    ("identity", "Users, teams, departments and API keys."),
    ("policies", "The company's written policy as versioned settings."),
    ("calendars", "Working calendars and deadlines."),
    ("products", "Products customers are interested in and have installed."),
    ("customers", "Companies we sell to, their contacts, duplicates, merges and reviews."),
    ("views", "Saved views of lists, one's own and shared."),
    ("plans", "Contact plans and their items."),
    ("planning", "When customers may be called, who works when, and the dial plan that brings both together."),
    ("duties", "What policy owes customers, and how far that is kept."),
    ("dial-queue", "Whom to call now."),
    ("records", "Calls and other contacts made, and the timeline."),
    ("handoffs", "Questions passed to a department."),
    ("imports", "Customer lists and call records coming in."),
    ("exports", "Customer lists going out."),
    ("files", "Contracts, proposals, evidence: read only through their record."),
    ("rates", "Exchange rates by date."),
    ("opportunities", "The sales pipeline."),
    ("scripts", "What to say in calls, by version, and how well it does."),
    ("campaigns", "Whose customers are called for which goal, and what came of it and of each source."),
    ("grades", "Grades proposed from what customers buy and may buy."),
    ("leads", "How promising customers are that have not bought yet, and whether that came true."),
    ("cross-sell", "What else a customer may want, from what others bought."),
    ("complaints", "Complaints against the clock."),
    ("notes", "What the market does and what customers say."),
    ("alerts", "What needs somebody now."),
    ("history", "Every change, by whom and why."),
    ("events", "What happens, live."),
    ("operations", "Health, readiness and metrics."),
)
