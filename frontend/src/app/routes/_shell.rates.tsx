import { createFileRoute } from '@tanstack/react-router';
import { RatesPage } from '@/features/reference';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/rates')({
  loader: () => words('reference'),
  component: RatesPage,
});
