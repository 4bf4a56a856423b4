"""The one way every list endpoint filters, sorts and pages.

Declare the list once, beside the domain's other queries:

    from meridian.kernel.listing import Field, ListSpec

    CUSTOMERS = ListSpec(
        "customers",
        fields=(
            Field("name", Customer.name, "text", sortable=True, description="Company name", example="Harbour Tools"),
            Field("grade", Customer.grade, "code", choices=Grade, sortable=True, description="Grade by value"),
            Field("owner_id", Customer.owner_id, "uuid", person=True, description="The dedicated person"),
            Field("next_contact_at", Customer.next_contact_at, "instant", sortable=True, description="Next due"),
            Field("tags", Customer.tags, "text_array", description="Tags"),
            Field("email", Customer.email, "text", sensitive="contact_data", description="Company email"),
            Field(  # rows of another table
                "contact_role", Contact.role, "code", choices=Role, description="Role of any contact",
                within=lambda condition: exists().where(Contact.customer_id == Customer.id, condition),
            ),
            Field(  # anything else: a condition made from the value
                "overdue", None, "boolean", description="Past the cadence",
                compile=lambda value: Customer.overdue if value else ~Customer.overdue,
            ),
            Field(  # search, best matches first when no sort is asked for; masked columns are left out
                "q", None, "search", description="Name, phone digits, email or website", mask_aware=True,
                compile=lambda text, masked: search_condition(text, masked),
                tiers=lambda text, masked: (Tier(exact), Tier(and_(near, not_(exact)), rank=similarity)),
            ),
        ),
        default_sort=("-created_at",),
        id_column=Customer.id,
    )

Use it in the router; one handler answers the list and its search twin, with the `ListQuery` of either:

    from meridian.kernel.listing import ListQuery, list_and_search

    @list_and_search(router, "/customers", CUSTOMERS)
    async def list_customers(session: Reading, actor: Reader, query: ListQuery) -> Page[CustomerRead]:
        return await queries.page(session, actor, query)

and where the SELECTs stand:

    from meridian.kernel.listing import columns_of, filtered, page_of

    async def page(session, actor, query):
        return await page_of(
            session, actor, CUSTOMERS, query,
            lambda actor: select(*columns_of(Customer, CustomerRead)).where(visible_to(actor)),
            shows=CustomerRead,
            adds=lambda row: {"allowed_moves": moves_of(row["state"])},
        )

The SELECT is compiled once for all who see equally far and all requests that differ in values alone (statements.py), so
it closes over nothing: what it needs besides the actor is given by name (`plan_id=plan_id`, a value like those of
filters), or stands after it and takes part in what is kept (an enum, a flag). Rows become the model's fields without
an instance of it (shown.py).

    filtered(stmt, query, masked=actor.masked)  # the same rows without order and page: exports, aggregates

    GET /v1/customers?grade=A&grade=B&next_contact_at.lt=2026-01-01T00:00:00Z&name.contains=foo&owner_id.null=true
        &sort=-next_contact_at,name&limit=50&count=estimated
    POST /v1/customers/search
        {"filter": {"and": [{"field": "grade", "op": "in", "value": ["A", "B"]}, {"not": {…}}]}, "sort": ["name"]}

Whatever is wrong with a request comes as one `InvalidListing`, a 422 whose `errors` name each fault at its place.
Which index a sort needs stands in `compile.py`.
"""

from meridian.kernel.listing.body import SearchBody, search_body
from meridian.kernel.listing.compile import filtered
from meridian.kernel.listing.errors import Code, InvalidListing
from meridian.kernel.listing.grammar import pairs_of, parse_body, parse_query, query_of
from meridian.kernel.listing.openapi import query_parameters
from meridian.kernel.listing.page import page_of
from meridian.kernel.listing.query import Condition, Group, ListQuery, Negation
from meridian.kernel.listing.router import list_and_search, list_only, list_query
from meridian.kernel.listing.rows import columns_of, fields_of
from meridian.kernel.listing.spec import Field, ListSpec, Op, Tier
from meridian.kernel.listing.statements import Everybody

__all__ = [
    "Code",
    "Condition",
    "Everybody",
    "Field",
    "Group",
    "InvalidListing",
    "ListQuery",
    "ListSpec",
    "Negation",
    "Op",
    "SearchBody",
    "Tier",
    "columns_of",
    "fields_of",
    "filtered",
    "list_and_search",
    "list_only",
    "list_query",
    "page_of",
    "pairs_of",
    "parse_body",
    "parse_query",
    "query_of",
    "query_parameters",
    "search_body",
]
