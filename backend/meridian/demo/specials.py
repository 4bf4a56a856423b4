"""What makes the demo worth looking at: this week's plans, a key customer to be checked, a company entered twice."""

import random

from meridian.demo.company import Company
from meridian.demo.rows import Rows
from meridian.demo.scene import Scene
from meridian.kernel.db import WriteSession


async def add_specials(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    """Changes some of `rows` and writes the rest."""
