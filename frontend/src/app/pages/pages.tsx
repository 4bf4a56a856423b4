import { Trans } from '@lingui/react/macro';
import { Link, useRouter } from '@tanstack/react-router';
import { CloudOff, Compass, Lock, type LucideIcon, OctagonX } from 'lucide-react';
import type { ReactNode } from 'react';
import { isApiError } from '@/api';

/* Whole pages that say what is the matter. Plain elements: they must work when a screen's own code could not be loaded. */

function Page({
  icon: Icon,
  title,
  children,
  actions,
}: {
  icon: LucideIcon;
  title: ReactNode;
  children: ReactNode;
  actions: ReactNode;
}) {
  return (
    <div className="flex h-full flex-1 flex-col items-center justify-center px-6 text-center">
      <Icon className="size-5! text-ink-3" aria-hidden />
      <h1 className="mt-2 text-lg font-strong">{title}</h1>
      <p className="mt-0.5 max-w-120 text-ink-2">{children}</p>
      <div className="mt-3 flex gap-2">{actions}</div>
    </div>
  );
}

const BUTTON =
  'inline-flex h-(--control) cursor-default items-center rounded-control border border-line-2 bg-button px-2.5 text-ink no-underline shadow-1 hover:bg-button-hover';

function Home() {
  return (
    <Link to="/" className={BUTTON}>
      <Trans>To today</Trans>
    </Link>
  );
}

/** 404: the address leads nowhere, or to what one may not see; both read the same. */
export function NotFound() {
  const router = useRouter();
  return (
    <Page
      icon={Compass}
      title={<Trans>There is nothing here</Trans>}
      actions={
        <>
          <button type="button" className={BUTTON} onClick={() => router.history.back()}>
            <Trans>Back</Trans>
          </button>
          <Home />
        </>
      }
    >
      <Trans>
        The record does not exist, was merged or removed, or is not within what you may see. Ask whoever sent you the
        link.
      </Trans>
    </Page>
  );
}

/** 403: the role does not permit it. */
export function Forbidden() {
  return (
    <Page icon={Lock} title={<Trans>Your role does not permit this</Trans>} actions={<Home />}>
      <Trans>Your team lead or the administrator can say who may, and give you the right.</Trans>
    </Page>
  );
}

/** Anything else that kept a screen from opening. Refusals of the server get their own page. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const router = useRouter();
  if (isApiError(error) && error.status === 404) return <NotFound />;
  if (isApiError(error) && error.status === 403) return <Forbidden />;
  const isAway = isApiError(error) && error.isPassing;
  const traceId = isApiError(error) ? error.problem.trace_id : '';
  return (
    <Page
      icon={isAway ? CloudOff : OctagonX}
      title={isAway ? <Trans>The server cannot be reached</Trans> : <Trans>This screen could not be opened</Trans>}
      actions={
        <>
          <button
            type="button"
            className={BUTTON}
            onClick={() => {
              onRetry();
              void router.invalidate();
            }}
          >
            <Trans>Try again</Trans>
          </button>
          <Home />
        </>
      }
    >
      <Trans>What you have written is kept on this machine.</Trans>{' '}
      {traceId && <Trans>Problem number {traceId}.</Trans>}
    </Page>
  );
}
