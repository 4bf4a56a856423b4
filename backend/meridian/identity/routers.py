"""The routers of this domain, the busiest first."""

from meridian.identity import router_keys, router_organisation, router_session, router_users

ROUTERS = (router_session.router, router_users.router, router_organisation.router, router_keys.router)
