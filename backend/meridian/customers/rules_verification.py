"""The check of a customer's file by a second pair of eyes, as a table (CR-5). Pure."""

from typing import NamedTuple

from meridian.customers.codes import Verification
from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Refusal, Workflow


class Check(NamedTuple):
    """What the guards look at.

    double_check: policy wants a second person for key customers. involved: the actor submitted the file, or entered or
    changed a fact of it since it was verified last, however long ago and whoever changed it after that.
    """

    state: Verification
    is_key: bool
    double_check: bool
    involved: bool


def another_person(check: Check) -> Refusal | None:
    """Nobody verifies a key customer's facts that are one's own."""
    if check.is_key and check.double_check and check.involved:
        return Refusal("four_eyes", "another person must verify what you submitted or changed")
    return None


def submitted(check: Check) -> Refusal | None:
    if check.is_key and check.double_check and check.state is not Verification.PENDING:
        return Refusal("not_submitted", "a key customer is submitted before it is verified")
    return None


VERIFICATION = Workflow(
    name="customer_verification",
    states=Verification,
    start=Verification.UNVERIFIED,
    final=frozenset(),
    moves=(
        Move(
            "submit",
            frozenset({Verification.UNVERIFIED}),
            Verification.PENDING,
            Permission.CUSTOMER_WRITE,
            label_zh="提交复核",
        ),
        Move(
            "verify",
            frozenset({Verification.UNVERIFIED, Verification.PENDING}),
            Verification.VERIFIED,
            Permission.CUSTOMER_VERIFY,
            guards=(submitted, another_person),
            label_zh="复核通过",
        ),
        Move(
            "return",
            frozenset({Verification.PENDING, Verification.VERIFIED}),
            Verification.UNVERIFIED,
            Permission.CUSTOMER_VERIFY,
            needs=("reason",),
            label_zh="退回更正",
        ),
        # By itself: a customer becomes key, or an important fact about a key customer changes.
        Move(
            "recheck",
            frozenset({Verification.UNVERIFIED, Verification.VERIFIED}),
            Verification.PENDING,
            label_zh="重新复核",
        ),
    ),
    labels_zh={
        Verification.UNVERIFIED: "未核实",
        Verification.PENDING: "待复核",
        Verification.VERIFIED: "已核实",
    },
)
