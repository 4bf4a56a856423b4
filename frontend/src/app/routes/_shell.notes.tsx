import { createFileRoute } from '@tanstack/react-router';
import { NotesPage } from '@/features/reference';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/notes')({
  loader: () => words('reference'),
  component: NotesPage,
});
