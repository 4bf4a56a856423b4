import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './processes.ts';
import type { Person, Site } from './site.ts';

/** Whose eyes see a screen best; a rep's where nothing is said, nobody's where it comes before signing in. */
const VISITORS: Record<string, Person | null> = {
  '/kit': null, // not part of a production build: the page that says so
  '/sign-in': null,
  '/own-password': null, // leads to signing in: only who was given a password stays
  '/opportunities': 'manager',
  '/opportunities/list': 'manager',
  '/opportunities/funnel': 'manager',
  '/opportunities/$opportunityId': 'manager',
  '/dial-plans': 'lead',
  '/rosters': 'lead',
  '/targets': 'lead',
  '/campaigns': 'manager',
  '/campaigns/sources': 'manager',
  '/campaigns/$campaignId': 'manager',
  '/scripts': 'lead',
  '/scripts/$scriptId': 'lead',
  '/duties': 'manager',
  '/duties/preview': 'manager',
  '/grading': 'lead',
  '/leads': 'lead',
  '/together': 'lead',
  '/imports': 'lead',
  '/imports/$importId': 'lead',
  '/exports': 'manager',
  '/handoffs': 'rep',
  '/complaints': 'service',
  '/complaints/$complaintId': 'service',
  '/complaints/new': 'service',
  '/complaints/analysis': 'service',
  '/complaints/preventive': 'service',
  '/approvals': 'deputy',
  '/policies': 'admin',
  '/setup': 'admin',
  '/calendars': 'admin',
  '/people': 'admin',
  '/dashboard': 'manager',
  '/history': 'auditor',
  '/products': 'product',
  '/rates': 'director',
  '/custom-fields': 'admin',
  '/notes': 'analyst',
  '/objections': 'lead',
  '/files': 'manager',
  '/lists/$kind': 'director',
  '/plans/list': 'manager',
  '/plans/$planId': 'manager',
};

/** Lists whose first record stands in for a parameter of a route. */
const EXAMPLES: Record<string, string> = {
  $customerId: '/v1/customers',
  $opportunityId: '/v1/opportunities',
  $complaintId: '/v1/complaints',
  $campaignId: '/v1/campaigns',
  $scriptId: '/v1/scripts',
  $importId: '/v1/imports?state=uploaded', // its columns are to be mapped: what happens to others depends on what ran before
  $exportId: '/v1/exports',
  $planId: '/v1/contact-plans?kind=revisit', // only these have changes to show
  $handoffId: '/v1/handoffs',
};

/** What the demo company has none of, made when it is first asked for. */
const MADE: Record<string, (site: Site, person: Person) => Promise<{ id: string }>> = {
  $importId: async (site, person) => {
    const answer = await (
      await site.as(person)
    ).post('/v1/imports', {
      headers: { 'Idempotency-Key': crypto.randomUUID() },
      multipart: { file: { name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(FAIR) } },
    });
    if (!answer.ok()) throw new Error(`no import: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as { id: string };
  },
};
const FAIR =
  'Company,Country,Tel,Stand\nNordstern Pumpen AG,DE,030 1234567,H4-118\nTurku Ferries Oy,Finland,+358 2 5550 0177,B2-40\n';

/** Every route of the interface, as the router knows them: none is forgotten. Each visitor's stand together. */
export function routes(): { path: string; person: Person | null }[] {
  const tree = readFileSync(join(root, 'frontend/src/app/route-tree.gen.ts'), 'utf8');
  const block = /interface FileRoutesByFullPath \{(.*?)\}/s.exec(tree)?.[1];
  if (block === undefined) throw new Error('src/app/route-tree.gen.ts lists no routes');
  const paths = [...block.matchAll(/'([^']*)'\??: typeof/g)].map((found) => (found[1] ?? '').replace(/(.)\/$/, '$1'));
  const visits = [...new Set(paths)].map((path) => ({
    path,
    person: path in VISITORS ? (VISITORS[path] ?? null) : 'rep',
  }));
  return visits.sort((one, other) => String(one.person).localeCompare(String(other.person)));
}

/** A path that can be visited: parameters become records that the person sees. */
export async function visitable(site: Site, person: Person | null, path: string): Promise<string> {
  const parts = await Promise.all(
    path.split('/').map(async (part) => (part.startsWith('$') ? example(site, person, part) : part)),
  );
  return parts.join('/');
}

/** Words that stand for a parameter that is no record. */
const WORDS: Record<string, string> = { $kind: 'complaints' };

async function example(site: Site, person: Person | null, parameter: string): Promise<string> {
  const word = WORDS[parameter];
  if (word !== undefined) return word;
  const list = EXAMPLES[parameter];
  if (list === undefined || person === null)
    throw new Error(`say in e2e/support/routes.ts where a ${parameter} is found`);
  const { items } = await site.read<{ items: { id: string }[] }>(
    person,
    `${list}${list.includes('?') ? '&' : '?'}limit=1`,
  );
  const first = items[0] ?? (await MADE[parameter]?.(site, person));
  if (first === undefined) throw new Error(`${person} sees nothing in ${list}`);
  return first.id;
}
