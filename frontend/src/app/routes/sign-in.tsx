import { createFileRoute, useRouter } from '@tanstack/react-router';
import { SignInPage } from '../session/sign-in-page';
import { queryClient } from '../query-client';

interface Search {
  /** Where to go afterwards: a path of this product. */
  next?: string;
}

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): Search => {
    const next = search['next'];
    return typeof next === 'string' && /^\/(?!\/)/.test(next) ? { next } : {};
  },
  component: SignInRoute,
});

function SignInRoute() {
  const { next } = Route.useSearch();
  const router = useRouter();
  return (
    <SignInPage
      onSignedIn={() => {
        queryClient.clear();
        router.history.replace(next ?? '/today');
      }}
    />
  );
}
