"""The refusals of this domain."""

from collections.abc import Mapping

from meridian.kernel.language import Message, msg
from meridian.kernel.problems import Conflict, Fault, Forbidden, Problem


class WrongCredentials(Problem):
    """Says the same for an unknown account, a wrong password and somebody who has left."""

    status, code, title = 401, "wrong_credentials", msg("The email or the password is wrong")


class OwnPasswordNeeded(Forbidden):
    """The password was given by somebody else: one's own comes before everything else."""

    code, title = "own_password_needed", msg("Choose a password of your own first")

    def __init__(self) -> None:
        super().__init__(msg("the password was given to you; POST /v1/me/password sets your own"))


class LastAdministrator(Conflict):
    def __init__(self) -> None:
        super().__init__(msg("somebody must remain who can administer"), reason="last_administrator")


def _taken(pointer: str, detail: Message) -> Conflict:
    return Conflict(detail, reason="not_unique", errors=[Fault(pointer, "taken", detail)])


INTEGRITY: Mapping[str, Problem] = {
    "app_user_email_key": _taken("/email", msg("another user has this already")),
    "app_user_extension_key": _taken("/extension", msg("another user has this already")),
    "team_name_key": _taken("/name", msg("another team has this already")),
    "department_code_key": _taken("/code", msg("another department has this already")),
}
