// A day at the telephone, by the types made from the contract: `node journey.js BASE_URL EMAIL PASSWORD`.
//
// It signs in, makes a key, enters a customer and a person there, plans a call, makes it, moves a plan and a complaint,
// reads pages and reads each kind of refusal by its type. Run by tests/contract; worth reading as an example.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

type Schemas = components["schemas"];
type Api = Client<paths>;
interface Answer<T> {
  data?: T;
  error?: Schemas["Problem"];
  response: Response;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What was answered, which must have that status. */
function got<T>(answer: Answer<T>, status: number): T {
  assert.equal(answer.response.status, status, JSON.stringify(answer.error));
  assert.ok(answer.data !== undefined);
  return answer.data;
}

/** The typed refusal. */
function refused(answer: Answer<unknown>, status: number, code: Schemas["ProblemCode"]): Schemas["Problem"] {
  assert.equal(answer.response.status, status, JSON.stringify(answer.data ?? answer.error));
  assert.ok(answer.error !== undefined);
  assert.equal(answer.error.code, code, JSON.stringify(answer.error));
  return answer.error;
}

/** The ETag, to be sent with the next change. */
function version(answer: { response: Response }): string {
  const tag = answer.response.headers.get("ETag");
  assert.ok(tag !== null);
  return tag;
}

/** Signs in as a browser does and makes a key with just the permissions that are needed. */
async function key(baseUrl: string, email: string, password: string): Promise<string> {
  const visitor = createClient<paths>({ baseUrl });
  const signedIn = await visitor.POST("/v1/session", { body: { email, password } });
  assert.equal(got(signedIn, 201).user.email, email);
  const cookie = signedIn.response.headers.get("Set-Cookie")?.split(";")[0];
  assert.ok(cookie !== undefined);
  const browser = createClient<paths>({ baseUrl, headers: { Cookie: cookie } });
  const made = await browser.POST("/v1/api-keys", {
    body: {
      name: "Journey",
      permissions: [
        "customer:read",
        "customer:write",
        "plan:read",
        "plan:write",
        "record:read",
        "record:write",
        "complaint:read",
        "complaint:write",
      ],
      expires_at: new Date(Date.now() + 30 * DAY).toISOString(),
    },
  });
  const { secret } = got(made, 201);
  assert.ok(secret !== null);
  return secret;
}

/** Once, although it is sent twice; its like is refused with whom it resembles. */
async function enterCustomer(api: Api, name: string): Promise<Schemas["CustomerRead"]> {
  const body = { name, source_channel: "exhibition", country: "DE" } as const;
  const once = { header: { "Idempotency-Key": randomUUID() } };
  const first = await api.POST("/v1/customers", { body, params: once });
  const customer = got(first, 201);
  assert.equal(first.response.headers.get("Location"), `/v1/customers/${customer.id}`);
  const again = await api.POST("/v1/customers", { body, params: once });
  assert.equal(got(again, 201).id, customer.id);
  assert.equal(again.response.headers.get("Idempotency-Replayed"), "true");
  const problem = refused(await api.POST("/v1/customers", { body }), 409, "possible_duplicate");
  assert.deepEqual(
    problem.matches?.map((match) => match.customer_id),
    [customer.id],
  );
  return customer;
}

/** The version read is sent with the change; whoever has an old one is told the present one. */
async function changeCustomer(api: Api, customerId: string): Promise<void> {
  const path = { customer_id: customerId };
  const before = version(await api.GET("/v1/customers/{customer_id}", { params: { path } }));
  const change = { params: { path, header: { "If-Match": before } }, body: { city: "Hamburg" } };
  const changed = await api.PATCH("/v1/customers/{customer_id}", change);
  assert.equal(got(changed, 200).city, "Hamburg");
  const late = await api.PATCH("/v1/customers/{customer_id}", change);
  const problem = refused(late, 412, "version_mismatch");
  assert.equal(`"${problem.current_version}"`, version(changed));
  const wrong = await api.PATCH("/v1/customers/{customer_id}", {
    params: { path, header: { "If-Match": version(changed) } },
    body: { website: "not a page" },
  });
  const { errors } = refused(wrong, 422, "invalid");
  assert.deepEqual(
    errors?.map((fault) => fault.pointer),
    ["/website"],
  );
}

/** A running plan with one call in it; a move that its state does not know is refused with those it knows. */
async function planCall(api: Api, customerId: string, contactId: string): Promise<Schemas["PlannedContactRead"]> {
  const drafted = await api.POST("/v1/contact-plans", {
    body: { kind: "follow_up", name: `Journey ${randomUUID().slice(0, 8)}` },
  });
  const plan = got(drafted, 201);
  const path = { plan_id: plan.id };
  const planned = await api.POST("/v1/contact-plans/{plan_id}/items", {
    params: { path },
    body: {
      customer_id: customerId,
      contact_id: contactId,
      method: "phone",
      aim: "Agree on a trial order",
      due_on: new Date(Date.now() + 3650 * DAY).toISOString().slice(0, 10),
      outside_hours_reason: "They expect it, even on a Sunday",
    },
  });
  const running = await api.POST("/v1/contact-plans/{plan_id}/moves/activate", {
    params: { path, header: { "If-Match": version(drafted) } },
  });
  assert.ok(got(running, 200).allowed_moves.includes("cancel"));
  const early = await api.POST("/v1/contact-plans/{plan_id}/moves/activate", {
    params: { path, header: { "If-Match": version(running) } },
  });
  assert.ok(refused(early, 409, "wrong_state").allowed_moves?.includes("cancel"));
  return got(planned, 201);
}

/** The call that was planned: what came of it, and what is next. */
async function call(api: Api, planned: Schemas["PlannedContactRead"]): Promise<Schemas["ContactRecordLogged"]> {
  const logged = await api.POST("/v1/call-records", {
    body: {
      customer_id: planned.customer_id,
      contact_id: planned.contact_id,
      planned_item_id: planned.id,
      started_at: new Date(Date.now() - 5 * MINUTE).toISOString(),
      disposition: "connected",
      outcome: "Wants a quotation",
      key_points: "Two lines to be equipped by July; price matters",
      intent_level: "medium",
      next_step: { kind: "none", reason: "Asked to wait" },
    },
  });
  const carriedOut = await api.GET("/v1/planned-contacts/{item_id}", { params: { path: { item_id: planned.id } } });
  assert.equal(got(carriedOut, 200).state, "done");
  return got(logged, 201);
}

/** Each move has a body of its own; one out of turn is refused. */
async function complain(api: Api, customerId: string, recordId: string): Promise<void> {
  const made = await api.POST("/v1/complaints", {
    body: {
      customer_id: customerId,
      contact_record_id: recordId,
      channel: "phone",
      product: "X200-B, seal kit",
      reason: "The seal leaks after a month",
      wanted_solution: "A new seal, free of charge",
      listened: true,
    },
  });
  const path = { complaint_id: got(made, 201).id };
  const early = await api.POST("/v1/complaints/{complaint_id}/moves/resolve", {
    params: { path, header: { "If-Match": version(made) } },
    body: { done: "Seal replaced", done_at: new Date().toISOString() },
  });
  assert.ok(refused(early, 403, "forbidden").permission);
  const contacted = await api.POST("/v1/complaints/{complaint_id}/moves/contact", {
    params: { path, header: { "If-Match": version(made) } },
    body: { contact_record_id: recordId, apologised: true },
  });
  assert.equal(got(contacted, 200).state, "contacted");
  const withdrawn = await api.POST("/v1/complaints/{complaint_id}/moves/withdraw", {
    params: { path, header: { "If-Match": version(contacted) } },
    body: { reason: "It was another maker's seal" },
  });
  assert.equal(got(withdrawn, 200).state, "confirmed");
}

/** Every page of a list, then the same by a search. */
async function readPages(api: Api, mark: string, names: Set<string>): Promise<void> {
  const found = new Set<string>();
  let cursor: string | null | undefined;
  do {
    const query = { "name.contains": [mark], limit: 2, ...(cursor ? { cursor } : {}) };
    const page = got(await api.GET("/v1/customers", { params: { query } }), 200);
    assert.ok(page.items.length <= 2);
    for (const line of page.items) found.add(line.name);
    cursor = page.next_cursor;
  } while (cursor);
  assert.deepEqual(found, names);
  const filter: Schemas["CustomersFilter"] = {
    and: [
      { field: "name", op: "contains", value: mark },
      { field: "source_channel", value: ["exhibition"] },
    ],
  };
  const searched = got(await api.POST("/v1/customers/search", { body: { filter } }), 200);
  assert.deepEqual(new Set(searched.items.map((line) => line.name)), names);
  const wrong = await api.GET("/v1/customers", { params: { query: { cursor: "not a cursor" } } });
  assert.deepEqual(
    refused(wrong, 422, "invalid").errors?.map((fault) => fault.code),
    ["cursor_invalid"],
  );
}

async function main(baseUrl: string, email: string, password: string): Promise<void> {
  const secret = await key(baseUrl, email, password);
  const api = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${secret}` } });
  const mark = randomUUID().slice(0, 8);
  const names = new Set(["Hafenwerk", "Nordlicht", "Sankt Pauli"].map((place) => `${place} ${mark} GmbH`));
  const customers: string[] = [];
  for (const name of names) customers.push((await enterCustomer(api, name)).id);
  const customerId = customers[0];
  assert.ok(customerId !== undefined);
  await changeCustomer(api, customerId);
  const person = await api.POST("/v1/customers/{customer_id}/contacts", {
    params: { path: { customer_id: customerId } },
    body: { name: "Anna Petersen", phones: [{ number: "+49 40 3690 1234" }] },
  });
  const record = await call(api, await planCall(api, customerId, got(person, 201).id));
  await complain(api, customerId, record.id);
  await readPages(api, mark, names);
  const nobody = { params: { path: { customer_id: randomUUID() } } };
  refused(await api.GET("/v1/customers/{customer_id}", nobody), 404, "not_found");
  const stranger = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer mk_x" } });
  refused(await stranger.GET("/v1/customers/{customer_id}", nobody), 401, "not_signed_in");
}

const [baseUrl = "", email = "", password = ""] = process.argv.slice(2);
await main(baseUrl, email, password);
