import { createFileRoute } from '@tanstack/react-router';
import { ObjectionsPage } from '@/features/reference';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/objections')({
  loader: () => words('reference'),
  component: ObjectionsPage,
});
