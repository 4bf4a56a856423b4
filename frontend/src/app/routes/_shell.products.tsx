import { createFileRoute } from '@tanstack/react-router';
import { ProductsPage } from '@/features/reference';
import { words } from '@/shared/i18n';

export const Route = createFileRoute('/_shell/products')({
  loader: () => words('reference'),
  component: ProductsPage,
});
