import { createFileRoute } from '@tanstack/react-router';
import { SetupPage } from '@/features/setup';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/setup')({
  loader: () => words('setup'),
  component: SetupPage,
});
