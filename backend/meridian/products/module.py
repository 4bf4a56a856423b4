"""What products and markets bring to the house."""

from meridian.kernel.module import Module
from meridian.products import events, models, queries, router

MODULE = Module(routers=(router.router,), events=events.EVENTS, caches=(queries.MARKET_OF,), integrity=models.INTEGRITY)
