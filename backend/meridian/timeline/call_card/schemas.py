"""What a call needs."""

from pydantic import Field

from meridian.complaints.schemas import ComplaintLine
from meridian.customers.business.schemas import InstalledRead, NeedRead, OrderRead
from meridian.customers.contacts.schemas import ContactRead
from meridian.customers.schemas import CustomerRead
from meridian.kernel.masking import Output
from meridian.notes.schemas import NoteRead
from meridian.opportunities.pipeline.schemas import OpportunityRead
from meridian.plans.schemas import CallTimeRead, PlannedContactRead
from meridian.records.reported.schemas import PhoneCallRead
from meridian.records.schemas import ContactRecordRead


class CallCard(Output):
    """Whom to call, whether now, and what is known of them. What you may not see is null."""

    item: PlannedContactRead | None = Field(description="The planned contact, when it is for one.")
    customer: CustomerRead = Field(description="The customer with its phones.")
    contact: ContactRead | None = Field(
        description="The person to ask for with their phones: the one planned with, else the primary one."
    )
    contacts: list[ContactRead] = Field(description="The people there who are active, the primary one first.")
    call_time: CallTimeRead = Field(description="Their time, and whether they may be called now.")
    last_contacts: list[ContactRecordRead] = Field(description="The latest five contacts with them.")
    needs: list[NeedRead] = Field(description="Open needs.")
    installed: list[InstalledRead] = Field(description="Products they run.")
    opportunities: list[OpportunityRead] | None = Field(description="Open opportunities, the latest first.")
    complaints: list[ComplaintLine] | None = Field(description="The latest complaints.")
    orders: list[OrderRead] = Field(description="The latest three orders with their lines.")
    market_notes: list[NoteRead] | None = Field(
        description="The latest three notes on their market: on them, their country or their industry."
    )
    missed_calls: list[PhoneCallRead] = Field(
        description="Calls of theirs that nobody of ours answered, not yet called back."
    )
