import { t } from '@lingui/core/macro';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, isApiError } from '@/api/problem';
import { toast } from '@/shared/ui/feedback/toast';
import { ownPasswordNeeded, sessionEnded } from './session/session';

/** What a mutation says about its own errors: statuses that its screen answers at the place itself. */
declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: { handles?: readonly number[] };
  }
}

const TRIES = 3;

function isWorthRetrying(failures: number, error: Error): boolean {
  return isApiError(error) && error.isPassing && failures < TRIES;
}

function wait(attempt: number, error: Error): number {
  const told = error instanceof ApiError ? error.retryAfter : null;
  return told === null ? Math.min(1000 * 2 ** attempt, 10_000) : told * 1000;
}

/** The one place that says where an error goes: 401 to sign-in, what a screen handles to that screen, the rest to a toast. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 30_000, retry: isWorthRetrying, retryDelay: wait },
    mutations: { retry: isWorthRetrying, retryDelay: wait, networkMode: 'always' },
  },
  queryCache: new QueryCache({
    onError: (error) => {
      if (isApiError(error) && error.status === 401) sessionEnded();
      if (isApiError(error) && error.code === 'own_password_needed') ownPasswordNeeded();
    },
  }),
  mutationCache: new MutationCache({
    onError: (error, variables, _result, mutation) => {
      if (isApiError(error) && error.status === 401) return sessionEnded();
      if (isApiError(error) && mutation.meta?.handles?.includes(error.status)) return;
      void say(error, () => void mutation.execute(variables));
    },
  }),
});

async function say(error: Error, retry: () => void): Promise<void> {
  if (!isApiError(error)) return void toast.failed(t`Something went wrong on this page.`);
  const { problemText } = await import('@/shared/ui/feedback/problem-text');
  toast.failed(problemText(error), {
    traceId: error.problem.trace_id || undefined,
    retry: error.isPassing || error.status >= 500 ? retry : undefined,
  });
}
