"""Who sees a customer: its owner, those it is shared with, its account team, and by scope its team and department."""

from meridian.customers.models import Customer, CustomerMember
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, member, own, team

CUSTOMER_VISIBILITY = Visibility(
    Customer.id,
    Permission.CUSTOMER_READ,
    any_of(
        company(),
        own(Customer.owner_id),
        member(Customer.id, CustomerMember.customer_id, CustomerMember.user_id, name="members"),
        team(Customer.team_id),
        department(Customer.department_id),
    ),
)
visible_to = CUSTOMER_VISIBILITY.visible_to
