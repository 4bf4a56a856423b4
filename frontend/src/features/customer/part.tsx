import { Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isApiError } from '@/api';
import { Section } from '@/shared/ui/layout/panel';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { Hidden, PartError } from '@/shared/ui/feedback/states';

interface PartProps<Data> {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  query: UseQueryResult<Data>;
  /** What is true where there is nothing. */
  empty?: ReactNode;
  isEmpty?: (data: Data) => boolean;
  children: (data: Data) => ReactNode;
}

/** One part of the record: it waits, fails, is hidden and is empty by itself. */
export function Part<Data>({ title, note, actions, query, empty, isEmpty, children }: PartProps<Data>) {
  return (
    <Section title={title} note={note} actions={actions}>
      <Loaded query={query} empty={empty} {...(isEmpty && { isEmpty })}>
        {children}
      </Loaded>
    </Section>
  );
}

type LoadedProps<Data> = Pick<PartProps<Data>, 'query' | 'empty' | 'isEmpty' | 'children'>;

/** The same without a heading. */
export function Loaded<Data>({ query, empty, isEmpty, children }: LoadedProps<Data>) {
  if (query.isPending) {
    return (
      <Skeleton>
        <Bone width="70%" className="mb-2.5" />
        <Bone width="50%" className="mb-2.5" />
        <Bone width="60%" />
      </Skeleton>
    );
  }
  if (query.isError) {
    if (isApiError(query.error) && query.error.status === 403) {
      return (
        <Hidden className="px-0! py-0!" title={<Trans>Hidden from you</Trans>}>
          <Trans>Your role does not see this part.</Trans>
        </Hidden>
      );
    }
    return (
      <PartError
        className="px-0! py-0!"
        title={<Trans>This part was not loaded</Trans>}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (isEmpty?.(query.data)) return empty === undefined ? null : <p className="text-ink-3">{empty}</p>;
  return children(query.data);
}
