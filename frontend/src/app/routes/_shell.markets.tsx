import { createFileRoute } from '@tanstack/react-router';
import { MarketsPage } from '@/features/reference';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/markets')({
  loader: () => words('reference'),
  component: MarketsPage,
});
