import createClient, { createQuerySerializer } from 'openapi-fetch';
import { ApiError, errorOf, unreachable } from './problem';
import type { paths } from './types';

const serialize = createQuerySerializer<Record<string, unknown>>();

/** Several values of a filter are repeated; the keys of a sort are one text, as the contract says. */
function querySerializer(query: Record<string, unknown>): string {
  const { sort } = query;
  return serialize(Array.isArray(sort) ? { ...query, sort: sort.join(',') } : query);
}

/** The typed client: every path, parameter and body of the contract. Answers go through `unwrap` or `unwrapTagged`. */
export const api = createClient<paths>({ baseUrl: '/', credentials: 'same-origin', querySerializer });

// What the server says, it says in the language of the page, whatever the browser prefers.
api.use({
  onRequest({ request }) {
    request.headers.set('Accept-Language', document.documentElement.lang);
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A record together with the version it was read at, as `If-Match` wants it. */
export interface Tagged<T> {
  data: T;
  etag: string;
}

async function settle<T>(request: Promise<Answer<T>>): Promise<Answer<T>> {
  let answer: Answer<T>;
  try {
    answer = await request;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError(unreachable(String(cause)));
  }
  if (!answer.response.ok) throw errorOf(answer.response, answer.error);
  return answer;
}

/** What the server answered. Throws ApiError when it refused, or when no answer came. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  return (await settle(request)).data as T;
}

/** The same with the ETag, for records that people edit. */
export async function unwrapTagged<T>(request: Promise<Answer<T>>): Promise<Tagged<T>> {
  const { data, response } = await settle(request);
  return { data: data as T, etag: response.headers.get('etag') ?? '' };
}
