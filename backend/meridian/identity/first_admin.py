"""The first administrator of an installation, made by command: everybody else is then made over the API."""

from pydantic import SecretStr, ValidationError

from meridian.identity import queries, service
from meridian.identity.passwords import Passwords
from meridian.identity.roles import Role
from meridian.identity.schemas import UserCreate
from meridian.kernel.db import Database
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.settings import Settings

UNUSABLE = "cannot be used"


async def ensure_administrator(settings: Settings, url: str, *, email: str, name: str, password: str) -> bool:
    """Makes an administrator; false, and nothing changed, when somebody has that email already.

    Invalid for an email that is none and a password that is too easily guessed.
    """
    try:
        body = UserCreate(email=email, name=name, role=Role.ADMINISTRATOR, password=SecretStr(password))
    except ValidationError as error:
        raise Invalid(errors=[Fault(f"/{fault['loc'][0]}", "invalid", UNUSABLE) for fault in error.errors()]) from error
    passwords = Passwords(settings)
    db = Database(url, settings)
    try:
        async with db.write() as session:
            if await queries.user_by_email(session, body.email) is not None:
                return False
            await service.create_user(session, passwords, body)
    finally:
        passwords.close()
        await db.dispose()
    return True
