/** The address's part. What it leaves out is the view's. */
export interface ListSearch {
  view?: string;
  q?: string;
  /** Conditions, `grade:in:A,B;do_not_call:eq:false`; an empty text means none. */
  f?: string;
  sort?: string;
  cols?: string;
  /** Widths, `name-280;city-160`. */
  w?: string;
}

/** A list's search parameters, read from whatever stands in the address. */
export function readSearch(raw: Record<string, unknown>): ListSearch {
  const text = (key: keyof ListSearch) => {
    const value = raw[key];
    return typeof value === 'string' || typeof value === 'number' ? { [key]: String(value) } : {};
  };
  return { ...text('view'), ...text('q'), ...text('f'), ...text('sort'), ...text('cols'), ...text('w') };
}
