import type { CustomerLine, CustomerUpdate, ItemResult } from '@/api';

/** What many lines can be set to. */
export type BulkChange = Pick<CustomerUpdate, 'intent_level' | 'industry' | 'city'>;

export interface BulkItem {
  op: 'update';
  id: string;
  version: number;
  data: BulkChange;
}

/** The changes to send, without lines that have the values already, and how to make those that take them back. */
export function changesOf(
  lines: readonly CustomerLine[],
  change: BulkChange,
): { touched: CustomerLine[]; sent: BulkItem[]; back: (results: readonly ItemResult[]) => BulkItem[] } {
  const names = Object.keys(change) as (keyof BulkChange)[];
  const touched = lines.filter((line) => names.some((name) => line[name] !== change[name]));
  return {
    touched,
    sent: touched.map((line) => ({ op: 'update', id: line.id, version: line.version, data: change })),
    back: (results) =>
      results.flatMap(({ index, status, version }) => {
        const line = touched[index];
        if (!line || status >= 300 || version === null) return [];
        const data = Object.fromEntries(names.map((name) => [name, line[name]])) as BulkChange;
        return [{ op: 'update' as const, id: line.id, version, data }];
      }),
  };
}

/** Who had these customers before: owner by owner, of those that were handed over. */
export function previousOwners(lines: readonly CustomerLine[], moved: ReadonlySet<string>): Map<string, string[]> {
  const owners = new Map<string, string[]>();
  for (const { id, owner_id: owner } of lines) {
    if (owner === null || !moved.has(id)) continue;
    owners.set(owner, [...(owners.get(owner) ?? []), id]);
  }
  return owners;
}
