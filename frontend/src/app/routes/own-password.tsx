import { createFileRoute, redirect, useRouter } from '@tanstack/react-router';
import { isApiError } from '@/api/problem';
import { words } from '@/shared/i18n';
import { meQuery } from '@/shared/permissions';
import { queryClient } from '../query-client';
import { type Onward, onward } from '../session/onward';
import { OwnPasswordPage } from '../session/own-password-page';

export const Route = createFileRoute('/own-password')({
  validateSearch: onward,
  beforeLoad: async ({ context, search }) => {
    await words('labels');
    const refused = await context.queryClient.fetchQuery(meQuery).then(
      () => null,
      (error: unknown) => error,
    );
    if (isApiError(refused) && refused.code === 'own_password_needed') return;
    if (refused === null) throw redirect({ href: search.next ?? '/today' });
    if (isApiError(refused) && refused.status === 401) throw redirect({ to: '/sign-in', search });
    throw refused;
  },
  component: OwnPasswordRoute,
});

function OwnPasswordRoute() {
  const { next }: Onward = Route.useSearch();
  const router = useRouter();
  return (
    <OwnPasswordPage
      onChosen={() => {
        queryClient.clear();
        router.history.replace(next ?? '/today');
      }}
    />
  );
}
