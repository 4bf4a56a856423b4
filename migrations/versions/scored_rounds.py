"""Averages of scores are read from an index."""

import sqlalchemy as sa
from migrations import concurrently

revision = "scored_rounds"
down_revision = "stays"
branch_labels = None
depends_on = None

_SCORES = ("product_quality", "service_attitude", "response_speed", "problem_solving")


def upgrade() -> None:
    concurrently.create_index(
        "complaint_round_scored_idx",
        "complaint_round",
        ["complaint_id"],
        postgresql_include=[f"score_{name}" for name in _SCORES],
        postgresql_where=sa.text("score_problem_solving IS NOT NULL"),
    )


def downgrade() -> None:
    concurrently.drop_index("complaint_round_scored_idx", "complaint_round")
