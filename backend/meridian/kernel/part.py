"""What a domain brings to the house; `wiring.PARTS` lists them, one line a domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from meridian.kernel.events import EventType
from meridian.kernel.fast import Fast
from meridian.kernel.jobs import Job, Subscription
from meridian.kernel.kept import Kept
from meridian.kernel.problems import Problem
from meridian.kernel.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Part:
    """Routers in the order they are tried, plain cases answered before them, events, work to do, workflows, what it
    keeps in the process, and what its constraints mean.

    file_subjects: how the records that files belong to are seen (files/subjects.py).
    """

    routers: tuple[APIRouter, ...] = ()
    fast: tuple[Fast, ...] = ()
    events: tuple[EventType, ...] = ()
    jobs: tuple[Job, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    workflows: tuple[Workflow[Any], ...] = ()
    kept: tuple[Kept[Any], ...] = ()
    file_subjects: tuple[Any, ...] = ()
    integrity: Mapping[str, Problem] = field(default_factory=dict)
