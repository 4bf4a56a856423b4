"""Every `code` a problem can have: what it means and what cures it. `docs/problems.md` is written from this table.

A test reads the source for codes that are not here, and for rows that nothing raises (tests/architecture).
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import Field

from meridian.duplicates.schemas import DuplicateFound
from meridian.kernel.openapi.problems import SAYS
from meridian.kernel.schemas import ProblemDocument

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"


class Refused(NamedTuple):
    """A kind of problem: its HTTP status, what it means, and what the client does about it."""

    status: int
    meaning: str
    cure: str


class Problem(ProblemDocument):
    """RFC 9457 problem document: the only shape of a refusal. `code` says which; docs/problems.md has each."""

    matches: list[DuplicateFound] | None = Field(
        default=None, description="`possible_duplicate`: the customers it resembles, likeliest first."
    )
    merged_into: uuid.UUID | None = Field(
        default=None, description="`merged`: the customer that took its place.", examples=[ID]
    )
    fields: list[str] | None = Field(
        default=None, description="`field_hidden`: the fields that are hidden from you.", examples=[["phones"]]
    )
    groups: list[str] | None = Field(
        default=None, description="`masked_fields`: the groups of fields hidden from you.", examples=[["phone"]]
    )
    until: str | None = Field(
        default=None,
        description="`off_duty`, `daily_cap_reached`, `rest_owed`, `nobody_callable`, `held_by_colleague`: from when "
        "on it may be asked for again, where that is known.",
        examples=["2026-03-10T09:05:00Z"],
    )
    state: str | None = Field(
        default=None, description="`not_produced`: where the export stands.", examples=["requested"]
    )
    limit: int | None = Field(
        default=None, description="`too_large`: how many bytes a file may have.", examples=[26_214_400]
    )
    other_version: int | None = Field(
        default=None,
        description="`version_mismatch` of a merge: the version the other customer has now.",
        examples=[None],
    )
    holds: list[dict[str, Any]] | None = Field(
        default=None,
        description="`successor_needed`: what the person has to do, by kind: how many, and the ids of the first.",
        examples=[[{"kind": "customer", "count": 12, "ids": [ID]}]],
    )
    component: str | None = Field(
        default=None, description="`unavailable`: what does not answer.", examples=["database"]
    )
    checks: dict[str, Any] | None = Field(
        default=None, description="`unavailable` of `/readyz`: what was looked at.", examples=[{"database": "ok"}]
    )


_READ_AGAIN = "Read the record again, look whether your change still makes sense, and repeat it."
_LOOK = "Read the record: what you want may be there already."
REFUSALS: Mapping[str, Refused] = {
    # Any request
    "bad_request": Refused(400, "The request cannot be read.", "Send well-formed HTTP and JSON."),
    "not_signed_in": Refused(
        401,
        "There is no session or key, or it is unknown, expired or revoked.",
        "Sign in, or send `Authorization: Bearer mk_…` with a key that is in force.",
    ),
    "forbidden": Refused(
        403,
        "Your role, or your key, does not hold the permission; `permission` names it where one would do.",
        "Ask an administrator for the role or the key; the operation's `x-permission` says what it takes.",
    ),
    "foreign_origin": Refused(
        403,
        "A browser sent it from a page of another site.",
        "Call from the product's own pages, or have the origin added to `MERIDIAN_TRUSTED_ORIGINS`.",
    ),
    "not_a_session": Refused(
        403, "It concerns a person's own account.", "Do it signed in with a browser, not with a key."
    ),
    "not_found": Refused(
        404,
        "There is no such record, or it lies outside your scope; the two are not told apart.",
        "Check the id; ask who may see the record.",
    ),
    "merged": Refused(
        404, "The customer was merged into another; `merged_into` names it where you see it.", "Use that customer."
    ),
    "method_not_allowed": Refused(
        405, "The path does not know the method.", "Use one of the methods that `Allow` names."
    ),
    "too_large": Refused(413, "The body is larger than is taken.", "Send less, or a file below `limit`."),
    "range_not_satisfiable": Refused(
        416,
        "The file has no such part.",
        "Ask for a part within the length that `Content-Range` names, or for all of it.",
    ),
    "unsupported_media": Refused(
        415, "The body's media type is not understood.", "Send `Content-Type: application/json`, or a form for files."
    ),
    "invalid": Refused(
        422,
        "Some of what was sent is not valid.",
        "Correct what each of `errors` points to. The codes of single faults stand at the end of this page.",
    ),
    "too_many_requests": Refused(429, "More requests than you are allowed.", "Wait as long as `Retry-After` says."),
    "internal": Refused(
        500, "A bug of ours; nothing was written.", "Report it with `trace_id`, which finds it in the logs."
    ),
    "unavailable": Refused(
        503,
        "The database cannot be reached, or others are changing the same records; nothing was written.",
        "Repeat the request after `Retry-After`, a POST under the same `Idempotency-Key`.",
    ),
    # Versions and repetitions
    "version_required": Refused(
        428, "The change needs `If-Match`.", 'Send the `ETag` you read, for example `If-Match: "3"`.'
    ),
    "version_mismatch": Refused(
        412, "Somebody changed the record since you read it; `current_version` is what it has now.", _READ_AGAIN
    ),
    "request_in_flight": Refused(
        409,
        "The same `Idempotency-Key` is being worked on at this moment.",
        "Repeat the request after `Retry-After`; it gets the first answer.",
    ),
    "idempotency_mismatch": Refused(
        422, "The `Idempotency-Key` was used with another request.", "Take a new key for a new request."
    ),
    # Workflows
    "conflict": Refused(
        409, "The record's state, or another record, does not allow this; the detail says why.", _READ_AGAIN
    ),
    "wrong_state": Refused(
        409,
        "The record's state does not know the move, or allows no such change.",
        "Read the record again and make one of `allowed_moves`.",
    ),
    "stage_criteria": Refused(
        409,
        "The stage asks for more than is there; `errors` names each criterion, `reason` the first.",
        "Give what is missing where its pointer says, with the move or beforehand.",
    ),
    "four_eyes": Refused(
        409, "Nobody decides on what they asked for or changed themselves.", "Have another person make the move."
    ),
    "own_plan": Refused(
        409, "Nobody decides on a plan of their own.", "Have the plan decided by whoever the owner reports to."
    ),
    "plan_over": Refused(409, "The days the plan is for are over.", "Have a plan computed for days to come."),
    "grade_moved": Refused(
        409, "The customer has another grade by now.", "Have the grades worked out anew, or deny the proposal."
    ),
    "other_number": Refused(
        409, "There are more or fewer of them than you saw.", "Read the list again, then decide on as many as it has."
    ),
    "own_script": Refused(
        409, "Nobody approves a script they wrote or submitted themselves.", "Have another person approve it."
    ),
    "script_incomplete": Refused(
        409,
        "The version lacks what an approved one has; `errors` names each gap, `reason` the first.",
        "Write what is missing where its pointer says.",
    ),
    "draft_exists": Refused(
        409, "A version of the script is being written or decided on.", "Change that one, or discard it."
    ),
    "not_draft": Refused(409, "Only drafts are changed.", "Begin a new version, or withdraw the one submitted."),
    "view_in_use": Refused(
        409, "A script or campaign is for the customers of this view.", "Have those be for others first."
    ),
    "campaign_over": Refused(
        409, "The campaign is over, or its last day is.", "Make another, or set a later last day."
    ),
    "campaign_settled": Refused(
        409, "What the start of a campaign settled stays.", "End the campaign and make another for those."
    ),
    "own_request": Refused(
        409,
        "Nobody decides on a compensation they asked for.",
        "Have another person decide within whose limit it lies.",
    ),
    "above_limit": Refused(
        409, "The amount is above your limit.", "Have the role decide that `needed_role` of the compensation names."
    ),
    "archived": Refused(
        409,
        "The record is archived: it is read-only.",
        "A customer can be taken up again with `POST /v1/customers/{id}/unarchive`; a complaint stays as it is.",
    ),
    # Sign-in and people
    "wrong_credentials": Refused(
        401, "The email or the password is wrong, or the account is closed.", "Try again, or have the password reset."
    ),
    "own_password_needed": Refused(
        403,
        "The password was given to you by an administrator, who knows it.",
        "Choose your own with `POST /v1/me/password`; until then nothing else is open but `/v1/session`.",
    ),
    "last_administrator": Refused(
        409, "Nobody would remain who can administer.", "Make another person an administrator first."
    ),
    "not_own": Refused(403, "Only administrators make keys for programs.", "Make a key of your own, or ask one."),
    "in_use": Refused(409, "Others still refer to it.", "Move or close those first, or close it instead."),
    # Uniqueness and references
    "not_unique": Refused(409, "A record with these values exists already.", _LOOK),
    "reference": Refused(
        409, "A record named in it does not exist, or is still in use.", "Check the ids that the request names."
    ),
    "integrity": Refused(
        409,
        "The record would break a rule that `constraint` names.",
        "Change what the rule is about; report it if unclear.",
    ),
    "append_only": Refused(409, "These records are never changed.", "Correct by a new record."),
    "code_taken": Refused(409, "A product or market with this code exists.", "Take another code."),
    "key_taken": Refused(409, "A custom field with this key exists.", "Take another key."),
    "beyond_own_access": Refused(403, "You may only read this customer yourself.", "Share it for reading."),
    "successor_needed": Refused(
        409, "The person still has work; `holds` names it.", "Name who takes it over in `successor_id`."
    ),
    "proposal_decided": Refused(409, "Every field of the proposal is decided.", "Nothing is to be done."),
    "follows_contract": Refused(409, "It is a signed contract's own entry.", "Amend the contract."),
    "number_taken": Refused(409, "The customer has an order of this number.", _LOOK),
    "external_id_taken": Refused(
        409,
        "Another record has this source and id; it may lie outside your scope.",
        "Look up what the other system calls by this id.",
    ),
    # Customers
    "possible_duplicate": Refused(
        409,
        "The company seems to be known already; `matches` says to whom.",
        "Use the record found, or enter it all the same with `allow_duplicate` and a `reason`.",
    ),
    "not_archived": Refused(409, "The customer is not archived.", "Nothing is to be done."),
    "field_hidden": Refused(
        403, "Fields that are hidden from you cannot be changed; `fields` names them.", "Leave those fields out."
    ),
    "owner_out_of_reach": Refused(
        403, "You may not give customers to this person.", "Name a person within your scope."
    ),
    "not_submitted": Refused(
        409, "A key customer is submitted before it is verified.", "Make the move `submit` first."
    ),
    "already_member": Refused(409, "This person is on the customer already.", _LOOK),
    "same_owner": Refused(409, "This person owns the customer already.", "Nothing is to be done."),
    "already_declined": Refused(409, "This product was turned down for the customer already.", _LOOK),
    "already_of_interest": Refused(409, "This product is noted as of interest already.", _LOOK),
    "done": Refused(409, "This review has been done.", "Nothing is to be done."),
    "lift_requested": Refused(
        409, "Somebody asked to lift the opt-out already.", "Have another person approve or decline it."
    ),
    "lift_not_requested": Refused(409, "Nobody asked to lift the opt-out.", "Ask for it first, with a reason."),
    "lifted": Refused(409, "The opt-out has been lifted already.", "Nothing is to be done."),
    "withdrawn": Refused(409, "The consent has been withdrawn already.", "Nothing is to be done."),
    # Saved views
    "targets_changed": Refused(
        409, "Somebody else set some of these targets since you read them.", "Read the month again and set yours anew."
    ),
    "roster_taken": Refused(409, "The person has a roster.", "Change that roster."),
    "name_taken": Refused(409, "You have a saved view of this name.", "Take another name, or change that view."),
    "not_own_view": Refused(403, "Only its owner changes a saved view.", "Save a view of your own."),
    # Merges
    "undone": Refused(409, "The merge has been undone already.", "Nothing is to be done."),
    "later_merge": Refused(409, "The customer was merged into another since.", "Undo that merge first."),
    "changed_since": Refused(
        409,
        "What a merge changed was changed again; `errors` names each. Or a setting was decided on since its change was"
        " proposed.",
        "Put the merge right by hand; have the change of the setting proposed anew.",
    ),
    "too_late": Refused(
        409,
        "A merge is undone within a day; a planned contact is done by a contact made in its time.",
        "Put the merge right by hand; log the contact without the planned one.",
    ),
    # Plans and planned contacts
    "plan_not_open": Refused(
        409, "The plan's state lets nobody change its items.", "Have the plan returned, or make another."
    ),
    "plan_closed": Refused(409, "The plan is over.", "Make another plan."),
    "plan_not_active": Refused(409, "The plan does not run yet, or no more.", "Activate the plan, or make another."),
    "standing_plan_exists": Refused(409, "This person has a running plan already.", "Use that one."),
    "no_items": Refused(409, "The plan has no items.", "Add some first."),
    "open_items": Refused(409, "Some of its items are still open.", "Close or cancel those first."),
    "inside_lead_time": Refused(
        409,
        "A revisit plan is submitted some days ahead of its first item.",
        "Move that item, or say why it is urgent in `urgent_reason`.",
    ),
    "no_amendment": Refused(409, "The plan is not approved yet, or needs no approval.", "Change its items directly."),
    "reschedule_instead": Refused(409, "The plan runs.", "Move the date with the move `reschedule`."),
    "duplicate_item": Refused(
        409, "The same contact by the same method is planned for that day already.", "Use the one that is there."
    ),
    # Records
    "item_changed": Refused(409, "The planned contact was changed at this moment.", "Repeat the request."),
    "other_method": Refused(
        409,
        "The planned contact was approved with another method.",
        "Have the plan amended, or log the contact without the planned one.",
    ),
    "unknown_product": Refused(409, "A product named in it does not exist.", "Take one of `GET /v1/products`."),
    # Opportunities
    "opportunity_closed": Refused(409, "The opportunity has ended: it changes no more.", "Open another."),
    "neighbour_gone": Refused(
        409, "The card named as neighbour lies in that column no longer.", "Read the board again and drop once more."
    ),
    "milestone_done": Refused(409, "The milestone is done.", "Undo it first, with a reason."),
    "action_done": Refused(409, "The action is done.", "Reopen it first, with a reason."),
    "proposal_answered": Refused(409, "The customer has answered this version.", "Make a new version."),
    "contract_exists": Refused(409, "The opportunity has its contract already.", "Change that one."),
    "member_already": Refused(409, "This person works on the opportunity already.", _LOOK),
    "competitor_listed": Refused(409, "This competitor is listed already.", _LOOK),
    "follow_up_linked": Refused(409, "This contact is a follow-up of it already.", _LOOK),
    # Complaints
    "top_of_ladder": Refused(409, "It has been escalated to the top already.", "Speak to whom it was escalated."),
    "nobody_to_tell": Refused(
        409, "Nobody who works here could be told of the escalation.", "Have somebody given a role that answers for it."
    ),
    "compensation_not_approved": Refused(
        409, "The compensation offered is not approved.", "Have it approved before the proposal is told."
    ),
    "compensation_changed": Refused(
        409, "The compensation is not what the proposal names any more.", "Draw up a new proposal."
    ),
    "told_to_customer": Refused(409, "The customer has been told this amount.", "Offer another in the next round."),
    "no_exchange_rate": Refused(
        409, "No exchange rate into the base currency is known.", "Enter one with `PUT /v1/exchange-rates/…`."
    ),
    "deadline_runs": Refused(409, "This deadline runs already.", _LOOK),
    # Calendars and policies
    "calendar_exists": Refused(409, "The department, or the company, has a calendar already.", "Change that one."),
    "company_calendar": Refused(
        409, "The company's calendar serves every department without its own.", "Change it instead."
    ),
    "no_working_time": Refused(
        409, "The calendar does not hold so much working time.", "Give the calendar working hours, or ask for less."
    ),
    "clash": Refused(
        409, "Without this version, settings would contradict each other.", "Change the other settings first."
    ),
    "not_pending": Refused(
        409, "Only a version that is not yet in force can be withdrawn; `reason` is its state.", "Enter a new version."
    ),
    "second_person": Refused(
        409,
        "The setting takes two (`policy_second_person`): nobody decides on it, or withdraws a version of it, alone.",
        "Propose it with `POST /v1/policies/{key}/proposals`, and have another person confirm it.",
    ),
    "proposal_open": Refused(
        409, "A change of the setting is proposed already.", "Have it decided or withdrawn, then propose yours."
    ),
    # Imports and exports
    "not_checked": Refused(409, "The check failed, so there is nothing to go on with.", "Set the mapping again."),
    "partly_written": Refused(
        409, "Some rows of the import may be written already.", "Resume the import, or cancel it."
    ),
    "not_finished": Refused(409, "Rows are screened when the import has finished.", "Wait until it is `finished`."),
    "customer_needed": Refused(409, "A contact needs its customer.", "Merge the row into a customer."),
    "update_only": Refused(409, "This import only changes known customers.", "Merge the row, or turn it down."),
    "not_produced": Refused(409, "There is no file yet.", "Wait until the export is `produced`."),
    "expired": Refused(409, "The file was kept for a week and is deleted.", "Ask for the export again."),
    "file_missing": Refused(409, "The file is lost.", "Ask for the export again, or send the file again."),
    "beyond_scope": Refused(
        403, "You may decide about this export; its file is not yours.", "Ask for an export of your own."
    ),
    "masked_fields": Refused(
        403,
        "What is asked for shows fields that are hidden from you; `groups` names them.",
        "Ask for an export of your own; look for a customer by what you see.",
    ),
    # Calls and mails that systems report
    "not_author": Refused(
        403,
        "Only who was on the line tells what was said.",
        "Leave it to the author of the call; `author_id` names them.",
    ),
    "off_duty": Refused(
        409, "Your roster says that you do not work now.", "Ask again at `until`, or have the roster changed."
    ),
    "daily_cap_reached": Refused(
        409,
        "You have made as many calls today as there may be (`rep_daily_call_cap`).",
        "Go on at `until`; who must be called today is called by a colleague.",
    ),
    "rest_owed": Refused(
        409,
        "You have worked for an hour but for the pause it has (`rep_rest_minutes_per_hour`).",
        "Rest, and ask again at `until`.",
    ),
    "nobody_callable": Refused(
        409,
        "Nobody of your queue may be called now: not due, closed there, tried just now, or with a colleague.",
        "Ask again at `until`; `GET /v1/dial-queue` says who joins when.",
    ),
    "held_by_colleague": Refused(
        409,
        "A colleague was given this customer, or one with the same number.",
        "Choose another, or ask again at `until`.",
    ),
    "lease_over": Refused(409, "The lease was ended already.", "Ask for the next one: `POST /v1/dial-queue/next`."),
    "completed_already": Refused(
        409, "Nothing is owed of this call: it is complete.", "Correct it with `PATCH`, with a reason."
    ),
    "recorded_already": Refused(
        409, "Its contact record is with a customer already.", "Read that record; it has the same id."
    ),
    # Alerts
    "not_owner": Refused(
        403,
        "Only its owner acknowledges an alert; only who proposed a change of policy withdraws it.",
        "Leave it to them.",
    ),
}


# `docs/problems.md`: every code with its meaning and cure, made from the tables alone.


PREFACE = """# Problems

Every refusal is an RFC 9457 problem document (`application/problem+json`):

```json
{
  "type": "urn:meridian:problem:wrong_state",
  "title": "The record's state does not allow this",
  "status": 409,
  "detail": "“agree” is not possible from “registered”",
  "code": "wrong_state",
  "reason": "wrong_state",
  "allowed_moves": ["contact", "withdraw"],
  "trace_id": "0199d3a4c5f27b6e8d1f2a3b4c5d6e7f"
}
```

Branch on `code`: it is stable, and new codes only join. `detail` is for people. `errors` names each fault with a JSON
Pointer into the body, or `/query/…` and `/header/…` for the other parts of the request. `reason` is the code again, or
a finer one where a code comprises several. `trace_id` finds the request in the logs. Written by `make papers` from
the code.
"""
WORDS = {**{status: words for status, (_, words) in SAYS.items()}, 405: "The path does not know the method."}
FAULTS_PREFACE = """## Faults of a request

What `errors[].code` of a 409 or 422 says of the value that `pointer` names. The cure is always to send another value
there. Codes that are not listed are pydantic's (`string_too_short`, `greater_than`, `date_parsing`, …): their `detail`
says what is expected.

| code | meaning |
|---|---|
"""


def page(refusals: Mapping[str, Refused], faults: Mapping[str, str]) -> str:
    """The page as it is committed."""
    statuses = sorted({refused.status for refused in refusals.values()})
    chapters = [_chapter(status, refusals.items()) for status in statuses]
    rows = "".join(f"| `{code}` | {meaning} |\n" for code, meaning in faults.items())
    return "\n".join((PREFACE, *chapters, FAULTS_PREFACE + rows))


def _chapter(status: int, refusals: Iterable[tuple[str, Refused]]) -> str:
    rows = "".join(
        f"| `{code}` | {refused.meaning} | {refused.cure} |\n" for code, refused in refusals if refused.status == status
    )
    words = f"{WORDS[status]}\n\n" if status in WORDS else ""
    return f"## {status}\n\n{words}| code | meaning | cure |\n|---|---|---|\n{rows}"
