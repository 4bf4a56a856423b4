"""Rounds of complaints: findings, proposals, satisfaction; time in each state; deadlines that explain themselves."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from meridian.calendars.deadlines.schemas import DeadlineStepRead, ExplanationRead
from meridian.complaints.compensations.schemas import CompensationRead
from meridian.complaints.rules import Answer, ComplaintState, RootCause
from meridian.complaints.schemas import ID, WHEN, ComplaintDeadline
from meridian.files.schemas import FileRead
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Money, Text
from meridian.plans.rules import Method

MAX_FILES = 50
FileIds = Annotated[
    list[uuid.UUID], Field(max_length=MAX_FILES, description="Files you sent; they stay attached.", examples=[[]])
]


class FindingsPut(Input):
    """What the investigation of this round has found; replaces what was there, attached files stay."""

    cause: Text = Field(min_length=1, description="What caused it.", examples=["The seal was cut too short"])
    cause_category: RootCause = Field(description="Its category.", examples=["product_quality"])
    evidence: Text | None = Field(
        default=None, description="What shows it; files may show it instead.", examples=["Photo of the seal"]
    )
    file_ids: FileIds = []


class ProposalCreate(Input):
    """A solution to be told to the customer; the newest version of the round is the one that counts."""

    solution: Text = Field(min_length=1, description="What is offered.", examples=["New seals, fitted by us"])
    compensation_id: uuid.UUID | None = Field(
        default=None, description="The compensation offered with it.", examples=[None]
    )
    file_ids: FileIds = []


class ProposalRead(Output):
    id: uuid.UUID = Field(description="The proposal.", examples=[ID])
    round: int = Field(description="Its round.", examples=[1])
    version: int = Field(description="Counted from 1 in the round.", examples=[1])
    solution: str = Field(description="What is offered.", examples=["New seals, fitted by us"])
    compensation_id: uuid.UUID | None = Field(description="The compensation offered with it.", examples=[None])
    amount: Money | None = Field(description="Its amount then.", examples=[{"amount": "1250.00", "currency": "EUR"}])
    created_by: uuid.UUID | None = Field(description="Who drew it up.", examples=[ID])
    created_at: datetime = Field(description="When.", examples=[WHEN])
    told_at: datetime | None = Field(description="When the customer was told.", examples=[WHEN])
    told_by: uuid.UUID | None = Field(description="Who told them.", examples=[ID])
    told_channel: Method | None = Field(description="How.", examples=["phone"])
    answer: Answer | None = Field(description="What they said.", examples=["agreed"])
    answered_at: datetime | None = Field(description="When.", examples=[WHEN])
    answer_noted_by: uuid.UUID | None = Field(description="Who noted it.", examples=[ID])
    answer_note: str | None = Field(description="Their words, or why they refused.", examples=["Fine, send it"])
    answer_record_id: uuid.UUID | None = Field(description="The contact record that has it.", examples=[None])
    files: list[FileRead] = Field(description="Its files.")


class TryCreate(Input):
    """An attempt to ask the customer whether they are satisfied that had no answer."""

    tried_at: Instant | None = Field(default=None, description="When; now unless given.", examples=[WHEN])
    channel: Method = Field(description="How.", examples=["phone"])
    note: Text = Field(min_length=1, description="What came of it.", examples=["Rang for a minute, nobody"])


class TryRead(Output):
    id: uuid.UUID = Field(description="The attempt.", examples=[ID])
    round: int = Field(description="Its round.", examples=[1])
    tried_at: datetime = Field(description="When.", examples=[WHEN])
    on_day: date = Field(description="The company's local date.", examples=["2026-03-10"])
    channel: Method = Field(description="How.", examples=["phone"])
    note: str = Field(description="What came of it.", examples=["Rang for a minute, nobody"])
    tried_by: uuid.UUID | None = Field(description="Who tried.", examples=[ID])


class Scores(Output):
    product_quality: int = Field(description="Product quality, 1 to 5.", examples=[4])
    service_attitude: int = Field(description="Service attitude, 1 to 5.", examples=[5])
    response_speed: int = Field(description="Response speed, 1 to 5.", examples=[3])
    problem_solving: int = Field(description="Problem solving, 1 to 5.", examples=[4])


class RoundRead(Output):
    """One round with all that happened in it."""

    id: uuid.UUID = Field(description="The round.", examples=[ID])
    number: int = Field(description="Counted from 1.", examples=[1])
    opened_at: datetime = Field(description="When it began.", examples=[WHEN])
    opened_by: uuid.UUID | None = Field(description="Who began it.", examples=[ID])
    reopen_reason: str | None = Field(description="Why it was reopened; null in the first.", examples=[None])
    cause: str | None = Field(description="What caused it.", examples=["The seal was cut too short"])
    cause_category: RootCause | None = Field(description="Its category.", examples=["product_quality"])
    evidence: str | None = Field(description="What shows it.", examples=["Photo of the seal"])
    evidence_files: list[FileRead] = Field(description="Files that show it.")
    found_by: uuid.UUID | None = Field(description="Who found it.", examples=[ID])
    found_at: datetime | None = Field(description="When.", examples=[WHEN])
    proposals: list[ProposalRead] = Field(description="What was offered, in order.")
    compensations: list[CompensationRead] = Field(description="Compensations asked for, in order.")
    done: str | None = Field(description="What was done.", examples=["Seal replaced"])
    done_at: datetime | None = Field(description="When.", examples=[WHEN])
    resolved_by: uuid.UUID | None = Field(description="Who noted it.", examples=[ID])
    resolved_at: datetime | None = Field(description="When.", examples=[WHEN])
    satisfaction: Scores | None = Field(description="The customer's scores.")
    satisfaction_comment: str | None = Field(description="Their words.", examples=["Quick in the end"])
    satisfaction_tries: list[TryRead] = Field(description="Attempts to ask that had no answer.")
    confirmed_by: uuid.UUID | None = Field(description="Who noted it.", examples=[ID])
    confirmed_at: datetime | None = Field(description="When.", examples=[WHEN])


class ExplainedDeadline(ComplaintDeadline):
    amount_minutes: int = Field(description="Working minutes given, pinned at its start.", examples=[480])
    owner_id: uuid.UUID | None = Field(description="Who owes it.", examples=[ID])
    department_id: uuid.UUID | None = Field(description="In whose working time it counts.", examples=[ID])
    steps: list[DeadlineStepRead] = Field(description="Its reminders and escalations, in order.")
    explanation: ExplanationRead = Field(description="How it was counted.")


class StageRead(Output):
    """A stay in one state."""

    state: ComplaintState = Field(description="The state.", examples=["investigating"])
    entered_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    left_at: datetime | None = Field(description="When it was left; null where it stands now.", examples=[WHEN])
    move: str | None = Field(description="The move that left it.", examples=["propose"])
    by_user_id: uuid.UUID | None = Field(description="Who made that move.", examples=[ID])
    reason: str | None = Field(description="Why.", examples=[None])
    elapsed_seconds: int = Field(description="How long it lasted, until now where it stands.", examples=[7200])
    working_seconds: int = Field(description="Working time of whoever owed the work.", examples=[7200])
