/** The named search parameters that stand in an address, as texts; others are passed over. */
export function texts<Key extends string>(
  raw: Record<string, unknown>,
  keys: readonly Key[],
): { [Name in Key]?: string } {
  const found: { [Name in Key]?: string } = {};
  for (const key of keys) {
    const value = raw[key];
    if (typeof value === 'string' || typeof value === 'number') found[key] = String(value);
  }
  return found;
}
