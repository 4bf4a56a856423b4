"""The parts of the house in one place: routers in order, events, jobs, subscriptions, integrity tables.

Routers are tried in order, so the busiest paths stand first.
"""

from collections.abc import Mapping

from fastapi import APIRouter

from meridian.customers import errors as customers_errors
from meridian.customers import events as customers_events
from meridian.customers import router as customers_router
from meridian.customers import service as customers_service
from meridian.identity import errors as identity_errors
from meridian.identity import events as identity_events
from meridian.identity import router_session
from meridian.customers import errors_business as customers_errors_business
from meridian.customers import events_business as customers_events_business
from meridian.customers import router_business as customers_router_business
from meridian.identity import errors as identity_errors
from meridian.identity import events as identity_events
from meridian.identity import router_session
from meridian.kernel.events import EventType
from meridian.kernel.idempotency import FORGET_OLD_KEYS
from meridian.kernel.jobs import Job, Subscription
from meridian.kernel.problems import Problem
from meridian.policies import events as policies_events
from meridian.policies import router as policies_router
from meridian.products import errors as products_errors
from meridian.products import events as products_events
from meridian.products import router as products_router

# One line a domain.
ROUTERS: tuple[APIRouter, ...] = (
    customers_router.router,
    customers_router_business.router,
    products_router.router,
    policies_router.router,
    router_session.router,
)
EVENTS: tuple[EventType, ...] = (
    *identity_events.EVENTS,
    *policies_events.EVENTS,
    *customers_events_business.EVENTS,
    *products_events.EVENTS,
    *customers_events.EVENTS,
    *policies_events.EVENTS,
)
JOBS: tuple[Job, ...] = (
    FORGET_OLD_KEYS,
    # one job a line
)
SUBSCRIPTIONS: tuple[Subscription, ...] = (
    # one subscription a line
)
INTEGRITY: tuple[Mapping[str, Problem], ...] = (
    customers_errors_business.INTEGRITY,
    products_errors.INTEGRITY,
)
JOBS: tuple[Job, ...] = (FORGET_OLD_KEYS,)
SUBSCRIPTIONS: tuple[Subscription, ...] = ()
INTEGRITY: tuple[Mapping[str, Problem], ...] = (
    identity_errors.INTEGRITY,
    customers_errors_business.INTEGRITY,
    products_errors.INTEGRITY,
    customers_errors.INTEGRITY,
)
# Asked before a customer is entered: the domain that knows duplicates stops them here.
BEFORE_CUSTOMER_CREATE: customers_service.BeforeCreate = customers_service.anything_goes
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
    ("opportunities", "The sales pipeline."),
    ("complaints", "Complaints against the clock."),
    ("alerts", "What needs somebody now."),
    ("history", "Every change, by whom and why."),
    ("events", "What happens, live."),
    ("operations", "Health, readiness and metrics."),
)
