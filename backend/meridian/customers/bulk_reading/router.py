"""What makes a list count as taking data out (CR-10); lists of other domains that tell people's data wear it too."""

import inspect
from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import Parameter
from typing import Any, TypeVar

from fastapi import Request, Response

from meridian.customers.bulk_reading import service
from meridian.kernel.http.route import database
from meridian.kernel.openapi.answers import COUNTED
from meridian.kernel.schemas import Page

H = TypeVar("H", bound=Callable[..., Awaitable[Any]])


def counted(handler: H) -> H:
    """Decorator of a list's handler, under `list_and_search`: its rows count, and the answer tells the sum.

    Every list across customers whose rows tell what their people are called, how they are reached, or the values of
    customers' fields is such a list; tests/architecture/test_counted_lists.py holds them to it.
    """

    @wraps(handler)
    async def counting(*, request: Request, response: Response, **given: Any) -> Page[Any]:
        page: Page[Any] = await handler(**given)
        response.headers.update(await service.count(database(request), given["actor"], given["query"], len(page.items)))
        return page

    own = (Parameter(kind.__name__.lower(), Parameter.KEYWORD_ONLY, annotation=kind) for kind in (Request, Response))
    signature = inspect.signature(handler)
    counting.__dict__ |= {
        "__signature__": signature.replace(parameters=[*signature.parameters.values(), *own]),
        COUNTED: True,
    }
    return counting  # type: ignore[return-value]
