"""Every table, imported once: what Alembic compares with the database."""

from sqlalchemy import MetaData

from meridian.alerts import models as alerts
from meridian.calendars import models as calendars
from meridian.complaints import models as complaints
from meridian.customers import models as customers
from meridian.customers import models_business as customers_business
from meridian.customers import models_care as customers_care
from meridian.duplicates import models as duplicates
from meridian.exports import models as exports
from meridian.files import models as files
from meridian.handoffs import models as handoffs
from meridian.identity import models as identity
from meridian.imports import models as imports
from meridian.kernel import clock_shift, events, history, idempotency, transitions
from meridian.kernel.tables import Base
from meridian.opportunities import models as opportunities
from meridian.opportunities import models_contract as opportunities_contract
from meridian.opportunities import models_reviews as opportunities_reviews
from meridian.plans import models as plans
from meridian.policies import models as policies
from meridian.products import models as products
from meridian.rates import models as rates
from meridian.records import models as records

TABLES = (
    identity,
    clock_shift,
    events,
    history,
    idempotency,
    transitions,
    policies,
    rates,
    calendars,
    products,
    customers,
    customers_business,
    customers_care,
    duplicates,
    plans,
    handoffs,
    records,
    complaints,
    imports,
    exports,
    alerts,
    opportunities,
    opportunities_contract,
    opportunities_reviews,
    files,
)
metadata: MetaData = Base.metadata
