import { createFileRoute, redirect, useRouter } from '@tanstack/react-router';
import { isApiError } from '@/api/problem';
import { words } from '@/shared/i18n';
import { meQuery } from '@/shared/permissions';
import { queryClient } from '../query-client';
import { onward, turnAway } from '../session/onward';
import { OwnPasswordPage } from '../session/own-password-page';

export const Route = createFileRoute('/own-password')({
  validateSearch: onward,
  beforeLoad: async ({ context, search }) => {
    await words('labels');
    try {
      await context.queryClient.fetchQuery(meQuery);
    } catch (error) {
      if (isApiError(error) && error.code === 'own_password_needed') return;
      turnAway(error, search);
    }
    throw redirect({ href: search.next ?? '/today' });
  },
  component: OwnPasswordRoute,
});

function OwnPasswordRoute() {
  const { next } = Route.useSearch();
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
