import { createFileRoute } from '@tanstack/react-router';
import { CustomFieldsPage } from '@/features/reference';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/custom-fields')({
  loader: () => words('reference'),
  component: CustomFieldsPage,
});
