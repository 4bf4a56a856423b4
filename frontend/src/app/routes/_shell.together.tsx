import { createFileRoute } from '@tanstack/react-router';
import { TogetherPage } from '@/features/leads';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/together')({
  loader: () => words('leads'),
  component: TogetherPage,
});
