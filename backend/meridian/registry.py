"""Every table, imported once: what Alembic compares with the database."""

from sqlalchemy import MetaData

from meridian.alerts import models as alerts
from meridian.calendars import models as calendars
from meridian.calendars.deadlines import models as deadlines
from meridian.campaigns import models as campaigns
from meridian.complaints import models as complaints
from meridian.cross_sell import models as cross_sell
from meridian.customers import models as customers
from meridian.dial_queue import models as dial_queue
from meridian.duplicates import models as duplicates
from meridian.duties import models as duties
from meridian.exports import models as exports
from meridian.files import models as files
from meridian.followers import models as followers
from meridian.grading import models as grading
from meridian.handoffs import models as handoffs
from meridian.identity import models as identity
from meridian.imports import models as imports
from meridian.kernel import installation
from meridian.kernel.db import models as db_models
from meridian.kernel.db.models import Base
from meridian.kernel.events import models as events_models
from meridian.kernel.history import models as history_models
from meridian.kernel.http import idempotency
from meridian.kernel.workflow import models as workflow_models
from meridian.leads import models as leads
from meridian.notes import models as notes
from meridian.opportunities import models as opportunities
from meridian.planner import models as planner
from meridian.plans import models as plans
from meridian.policies import models as policies
from meridian.policy_proposals import models as policy_proposals
from meridian.products import models as products
from meridian.rates import models as rates
from meridian.records import models as records
from meridian.scripts import models as scripts
from meridian.team_days import models as team_days
from meridian.views import models as views

TABLES = (
    identity,
    db_models,
    installation,
    events_models,
    history_models,
    idempotency,
    workflow_models,
    policies,
    policy_proposals,
    rates,
    calendars,
    deadlines,
    products,
    customers,
    duplicates,
    plans,
    handoffs,
    records,
    dial_queue,
    duties,
    complaints,
    imports,
    exports,
    alerts,
    notes,
    opportunities,
    files,
    followers,
    team_days,
    views,
    planner,
    scripts,
    grading,
    leads,
    cross_sell,
    campaigns,
)
metadata: MetaData = Base.metadata
