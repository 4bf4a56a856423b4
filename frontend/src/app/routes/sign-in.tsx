import { createFileRoute, useRouter } from '@tanstack/react-router';
import { onward } from '../session/onward';
import { SignInPage } from '../session/sign-in-page';
import { queryClient } from '../query-client';

export const Route = createFileRoute('/sign-in')({
  validateSearch: onward,
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
