import { type APIRequestContext, request } from '@playwright/test';
import { SERVER } from './company.ts';
import { Server } from './processes.ts';

/** A person of the demo company by mailbox: `rep`, `lead`, `manager`, `admin` … (backend/meridian_local/demo/company.py). */
export type Person = string;

interface Ready {
  url: string;
  domain: string;
  password: string;
  people: Record<Person, string>;
}

/** The product with a database of its own: an API that serves the interface, and a worker. */
export class Site {
  readonly url: string;
  readonly password: string;
  readonly people: readonly Person[];
  readonly #administrator: Person;
  readonly #domain: string;
  readonly #server: Server<Ready>;
  readonly #clients = new Map<Person, APIRequestContext>();
  #ahead = 0;

  private constructor(server: Server<Ready>) {
    this.#server = server;
    const { url, domain, password, people } = server.ready;
    this.url = url;
    this.password = password;
    this.people = Object.keys(people);
    this.#administrator = this.people.find((person) => people[person] === 'administrator') ?? '';
    this.#domain = domain;
  }

  /** `empty`: without the demo company, with one administrator alone. */
  static async start(name: string, { empty = false } = {}): Promise<Site> {
    const server = process.env[SERVER];
    if (server === undefined) throw new Error('no database server: the tests are run by Playwright alone');
    const site = new Site(await Server.start<Ready>(name, ['site', server, ...(empty ? ['--empty'] : [])]));
    await site.#readClock();
    return site;
  }

  email(person: Person): string {
    return `${person}@${this.#domain}`;
  }

  /** Signs a person in wherever `client` keeps its cookies: a browser's context, or a client of the API. */
  async signIn(client: APIRequestContext, person: Person): Promise<void> {
    const data = { email: this.email(person), password: this.password };
    const answer = await client.post(`${this.url}/v1/session`, { data });
    if (!answer.ok()) throw new Error(`${person} cannot sign in: ${answer.status()} ${await answer.text()}`);
  }

  /** A client of the API that is signed in as this person, whatever a test before has done with their sessions. */
  async as(person: Person): Promise<APIRequestContext> {
    const client = this.#clients.get(person) ?? (await request.newContext({ baseURL: this.url }));
    this.#clients.set(person, client);
    if ((await client.get('/v1/me', { maxRetries: 2 })).status() === 401) await this.signIn(client, person);
    return client;
  }

  /** What a GET of the API answers this person. */
  async read<T>(person: Person, path: string): Promise<T> {
    const known = this.#clients.get(person) ?? (await this.as(person));
    // A connection kept open may be closed by the other side in the very moment of the next question.
    let answer = await known.get(path, { maxRetries: 2 });
    if (answer.status() === 401) answer = await (await this.as(person)).get(path);
    if (!answer.ok()) throw new Error(`${path} for ${person}: ${answer.status()} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** What time it is for the product. */
  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** Makes it another time for the product, in every process; what time brings about is done at once. */
  async setTime(now: Date): Promise<void> {
    const answer = await (
      await this.as(this.#administrator)
    ).put('/v1/test-clock', { data: { now: now.toISOString() } });
    if (!answer.ok()) throw new Error(`the clock stays: ${answer.status()} ${await answer.text()}`);
    await this.#readClock();
  }

  /** Lets the product look at once at what it looks at a few times a minute. */
  async look(): Promise<void> {
    await this.setTime(new Date(this.now().getTime() + 1000)); // a moment on: its clock must not go back
  }

  /** Stops and starts the API process; requests meanwhile wait. */
  async restart(): Promise<void> {
    await this.stopApi();
    await this.startApi();
  }

  stopApi(): Promise<void> {
    return this.#server.order('stop');
  }

  startApi(): Promise<void> {
    return this.#server.order('start');
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#clients.values()].map((client) => client.dispose()));
    await this.#server.stop();
  }

  async #readClock(): Promise<void> {
    const clock = await this.read<{ ahead_seconds: number }>(this.#administrator, '/v1/test-clock');
    this.#ahead = clock.ahead_seconds * 1000;
  }
}
