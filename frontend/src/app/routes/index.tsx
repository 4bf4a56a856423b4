import { createFileRoute, redirect } from '@tanstack/react-router';

/** The address of the product opens the day. */
export const Route = createFileRoute('/')({
  beforeLoad: () => {
    throw redirect({ to: '/today' });
  },
});
