"""The people at invented customers, and how the customers and they are reached."""

import random
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from meridian.demo import names, talk
from meridian.demo.geography import City, Country
from meridian.demo.numbers import MOBILE, Number, lines
from meridian.demo.rows import ContactRow, EmailRow, MessagingRow, PhoneRow, Rows, new_id
from meridian.demo.scene import Owner

_ROLES = ("decision_maker", "purchaser", "technical", "user", "other")
_MESSENGERS = {"zh": "wechat", "ja": "line", "th": "line", "ru": "telegram", "uk": "telegram"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A customer before its calls are known."""

    id: uuid.UUID
    country: Country
    city: City | None
    grade: str
    created_at: datetime
    owner: Owner
    owned: bool
    refuses: bool


class Reached(NamedTuple):
    """How many phones and emails there are, those of the people included."""

    phones: int
    emails: int


def add_contacts(rng: random.Random, draft: Draft, rows: Rows) -> list[ContactRow]:
    count = rng.choices((0, 1, 2, 3), (8, 52, 30, 10))[0]
    roles = rng.sample(_ROLES, counts=(5, 4, 3, 2, 2), k=count)
    made = []
    for position, role in enumerate(roles):
        who = names.person(rng, draft.country)
        birthday = date(rng.randrange(1960, 2000), rng.randrange(1, 13), rng.randrange(1, 29))
        made.append(
            ContactRow(
                new_id(rng, draft.created_at),
                draft.created_at,
                draft.created_at,
                draft.id,
                who.name,
                rng.choice(talk.JOB_TITLES[role]),
                role,
                position == 0,
                list(draft.country.languages[:1]),
                birthday if rng.random() < 0.2 else None,
            )
        )
    rows[ContactRow].extend(made)
    return made


def add_reach(
    rng: random.Random, draft: Draft, slug: str, numbers: list[Number], contacts: list[ContactRow], rows: Rows
) -> Reached:
    """Adds phones, emails and messaging ids of the company and its people."""
    domain = f"{slug}.{draft.country.domain}"
    numbered = [(contact, rng.randrange(100, 999)) for contact in contacts if rng.random() < 0.6]
    mailboxes: list[tuple[uuid.UUID | None, str]] = []
    if rng.random() < 0.8:
        mailboxes.append((None, rng.choice(("info", "sales", "contact", "office"))))
    mailboxes += [(contact.id, f"{contact.role[:4]}{number}") for contact, number in numbered]
    rows[EmailRow].extend(
        EmailRow(new_id(rng, draft.created_at), draft.id, whose, f"{box}@{domain}", domain, 0)
        for whose, box in mailboxes
    )
    typed: list[tuple[uuid.UUID | None, int, Number]] = [(None, at, number) for at, number in enumerate(numbers)]
    mobiles = lines(draft.country.code, MOBILE, 0, 24)
    own = [contact for contact in contacts if rng.random() < 0.4]
    typed += [(contact.id, 0, rng.choice(mobiles).number(rng)) for contact in own]
    rows[PhoneRow].extend(
        PhoneRow(
            new_id(rng, draft.created_at),
            draft.id,
            whose,
            number.raw,
            number.e164,
            number.country,
            number.kind,
            number.digits_reversed,
            at,
        )
        for whose, at, number in typed
    )
    service = _MESSENGERS.get(draft.country.languages[0], "whatsapp")
    rows[MessagingRow].extend(
        MessagingRow(new_id(rng, draft.created_at), draft.id, contact.id, service, number.e164, 0)
        for contact, (_, _, number) in zip(own, typed[len(numbers) :], strict=True)
        if rng.random() < 0.6
    )
    return Reached(phones=len(typed), emails=len(mailboxes))
