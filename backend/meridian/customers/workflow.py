"""The check of a customer's file by a second pair of eyes, as a table (CR-5). Pure."""

from meridian.customers.events import CUSTOMER_VERIFICATION_MOVED
from meridian.customers.rules import (
    Verification,
    another_person,
    by_whom_edited,
    by_whom_submitted,
    by_whom_verified,
    submitted,
    verified_no_more,
)
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

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
            sets=by_whom_submitted,
            events=(CUSTOMER_VERIFICATION_MOVED,),
            label_zh="提交复核",
        ),
        Move(
            "verify",
            frozenset({Verification.UNVERIFIED, Verification.PENDING}),
            Verification.VERIFIED,
            Permission.CUSTOMER_VERIFY,
            guards=(submitted, another_person),
            sets=by_whom_verified,
            events=(CUSTOMER_VERIFICATION_MOVED,),
            label_zh="复核通过",
        ),
        Move(
            "return",
            frozenset({Verification.PENDING, Verification.VERIFIED}),
            Verification.UNVERIFIED,
            Permission.CUSTOMER_VERIFY,
            needs=("reason",),
            sets=verified_no_more,
            events=(CUSTOMER_VERIFICATION_MOVED,),
            label_zh="退回更正",
        ),
        # By itself: a customer becomes key, or an important fact about a key customer changes.
        Move(
            "recheck",
            frozenset({Verification.UNVERIFIED, Verification.VERIFIED}),
            Verification.PENDING,
            sets=by_whom_edited,
            events=(CUSTOMER_VERIFICATION_MOVED,),
            label_zh="重新复核",
        ),
    ),
    labels_zh={
        Verification.UNVERIFIED: "未核实",
        Verification.PENDING: "待复核",
        Verification.VERIFIED: "已核实",
    },
)
