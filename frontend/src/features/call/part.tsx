import type { ReactNode } from 'react';
import { Section } from '@/shared/ui/layout/panel';

interface PartProps<Row> {
  title: ReactNode;
  rows: readonly Row[] | null | undefined;
  children: (row: Row) => ReactNode;
}

/** One part of the background. Without rows it does not show. */
export function Part<Row>({ title, rows, children }: PartProps<Row>) {
  return rows && rows.length > 0 ? <Section title={title}>{rows.map(children)}</Section> : null;
}
