import { createFileRoute } from '@tanstack/react-router';
import { PreviewPage } from '@/features/duties';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/duties/preview')({
  loader: () => words('duties'),
  component: PreviewPage,
});
