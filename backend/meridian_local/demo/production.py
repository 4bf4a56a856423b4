"""Production holds no invented data and no demo passwords: a database that does is not served there.

By itself, because every command asks and none should read what the demo is made of for it.
"""

import psycopg

from meridian.kernel.settings import Settings, libpq_url


class InventedDataError(RuntimeError):
    """The demo company, or seeded customers, stand in a production database."""


def refuse_in_production(settings: Settings, url: str) -> None:
    """InventedDataError when `MERIDIAN_ENV=production` meets a database that was filled by the demo or by seeding."""
    if not settings.production:
        return
    with psycopg.connect(libpq_url(url)) as connection:
        made = connection.execute("SELECT to_regclass('demo.run')").fetchone()
        if made == (None,) or connection.execute("SELECT FROM demo.run").fetchone() is None:
            return
    raise InventedDataError(
        "MERIDIAN_ENV=production refuses to start: this database holds the demo company or seeded customers, whose"
        " passwords are no secret; name another by MERIDIAN_DATABASE_URL or MERIDIAN_DATA_DIR"
    )
