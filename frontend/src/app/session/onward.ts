export interface Onward {
  /** Where to go afterwards: a path of this product. */
  next?: string;
}

/** What the address says of where to go after signing in. */
export function onward(search: Record<string, unknown>): Onward {
  const next = search['next'];
  return typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {};
}
