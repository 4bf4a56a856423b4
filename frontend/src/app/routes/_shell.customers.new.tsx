import { createFileRoute, useRouter } from '@tanstack/react-router';
import { EntryPage } from '@/features/entry';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/customers/new')({
  loader: () => words('entry'),
  component: NewCustomer,
});

function NewCustomer() {
  const router = useRouter();
  return (
    <EntryPage
      onEntered={(customerId) => router.history.replace(`/customers/${customerId}`)}
      onLeave={() => void router.navigate({ to: '/customers' })}
    />
  );
}
