"""What a domain brings to the house; `wiring.PARTS` lists them, one line a domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter

from meridian.kernel.events import EventType
from meridian.kernel.jobs import Job, Subscription
from meridian.kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Part:
    """Routers in the order they are tried, events it declares, work it does, and what its constraints mean."""

    routers: tuple[APIRouter, ...] = ()
    events: tuple[EventType, ...] = ()
    jobs: tuple[Job, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    integrity: Mapping[str, Problem] = field(default_factory=dict)
