"""What a domain registers with the product; `wiring.MODULES` lists them, one line a domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter

from meridian.kernel.cache import ProcessCache
from meridian.kernel.events.rules import EventType
from meridian.kernel.installation import FilePaths
from meridian.kernel.jobs import Job, Subscription
from meridian.kernel.problems import Problem
from meridian.kernel.workflow.rules import Workflow


@dataclass(frozen=True, slots=True)
class Module:
    """Routers in the order they are tried, events, jobs, workflows, process caches, and which problem each constraint
    stands for.

    file_subjects: how the records that files belong to are seen (files/queries.py). file_paths: the kept files that the
    domain's rows name.
    """

    routers: tuple[APIRouter, ...] = ()
    events: tuple[EventType, ...] = ()
    jobs: tuple[Job, ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    workflows: tuple[Workflow[Any], ...] = ()
    caches: tuple[ProcessCache[Any], ...] = ()
    file_subjects: tuple[Any, ...] = ()
    file_paths: FilePaths | None = None
    integrity: Mapping[str, Problem] = field(default_factory=dict)
