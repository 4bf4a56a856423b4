"""What invented customers need, are interested in, run and have ordered."""

import random
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from meridian.demo import talk
from meridian.demo.rows import InstalledRow, InterestRow, NeedRow, OrderLineRow, OrderRow, Rows, new_id
from meridian.demo.scene import Scene

_BUYERS = {"A": 0.8, "B": 0.45, "C": 0.15, "D": 0.04}
_CENT = Decimal("0.01")


class Business(NamedTuple):
    last_order_on: date | None


def add_business(
    rng: random.Random, scene: Scene, customer_id: uuid.UUID, since: datetime, grade: str, rows: Rows
) -> Business:
    """Adds needs, interests, orders and the products that were delivered; nothing where no products are known."""
    if not scene.articles:
        return Business(None)
    if rng.random() < 0.3:
        kind, description = rng.choice(talk.NEEDS)
        article = rng.choice(scene.articles)
        rows[NeedRow].append(
            NeedRow(new_id(rng, since), since, since, customer_id, kind, description, article.product_id, "open")
        )
    if rng.random() < 0.3:
        for article in rng.sample(scene.articles, k=rng.choice((1, 1, 2))):
            rows[InterestRow].append(InterestRow(new_id(rng, since), since, since, customer_id, article.product_id))
    last = None
    if rng.random() < _BUYERS[grade]:
        for _ in range(rng.choice((1, 1, 2, 3))):
            ordered_on = _add_order(rng, scene, customer_id, since, rows)
            last = max(filter(None, (last, ordered_on)))
    return Business(last)


def _add_order(rng: random.Random, scene: Scene, customer_id: uuid.UUID, since: datetime, rows: Rows) -> date:
    at = since + (scene.now - since) * rng.random()
    ordered_on = at.date()
    delivered_on = ordered_on + timedelta(days=rng.randrange(20, 60))
    delivered = delivered_on <= scene.now.date()
    order_id = new_id(rng, at)
    total = total_cost = Decimal(0)
    for position, article in enumerate(rng.sample(scene.articles, k=rng.choice((1, 1, 2)))):
        quantity = Decimal(rng.choice((1, 2, 4, 10)))
        amount = (article.price * quantity).quantize(_CENT)
        cost = (amount * Decimal(rng.randrange(55, 80)) / 100).quantize(_CENT)
        total, total_cost = total + amount, total_cost + cost
        rows[OrderLineRow].append(
            OrderLineRow(
                new_id(rng, at),
                order_id,
                customer_id,
                article.product_id,
                article.name,
                quantity,
                article.price,
                amount,
                cost,
                position,
            )
        )
        if delivered and rng.random() < 0.6:
            serial = f"SN{rng.randrange(10**8):08}"
            state = rng.choices(("running", "faulty", "under_repair", "retired"), (88, 5, 4, 3))[0]
            rows[InstalledRow].append(
                InstalledRow(
                    new_id(rng, at), at, at, customer_id, article.product_id, article.model, serial, ordered_on, state
                )
            )
    number = f"SO{ordered_on:%y%m%d}-{rng.randrange(10**6):06}"
    rows[OrderRow].append(
        OrderRow(
            order_id,
            at,
            at,
            customer_id,
            number,
            ordered_on,
            delivered_on if delivered else None,
            "USD",
            total,
            total_cost,
        )
    )
    return ordered_on
