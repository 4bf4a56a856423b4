import { Trans } from '@lingui/react/macro';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Section } from '@/shared/ui/layout/panel';
import { Bone, Skeleton } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';

interface Props<Data> {
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
}

/** A part of the record: it waits, fails and is empty by itself. */
export function Part<Data>({ title, note, actions, query, children }: Props<Data>) {
  return (
    <Section isMain title={title} note={note} actions={actions}>
      {query.isPending && (
        <Skeleton>
          <Bone width="62%" className="mb-2.5" />
          <Bone width="44%" />
        </Skeleton>
      )}
      {query.isError && (
        <PartError
          className="px-0!"
          title={<Trans>This part was not loaded</Trans>}
          error={query.error}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isSuccess && children(query.data)}
    </Section>
  );
}

/** What a part says when there is nothing in it. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="text-ink-3">{children}</p>;
}
