import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SavedView, type Sharing, api, once, unwrap } from '@/api';
import { viewsQuery } from '../queries';
import type { ListState } from '../state';

/** What is kept of the list's state. */
export const contentOf = ({ conditions, sort, columns, widths }: ListState) => ({
  conditions: conditions.map(({ field, op, values }) => ({ field, op, values: [...values] })),
  sort: sort === null ? [] : [sort],
  columns: [...columns],
  widths: { ...widths },
});

type Content = ReturnType<typeof contentOf>;
export type ViewChange = Partial<Content & { name: string; sharing: Sharing }>;

/** Saving, changing and dropping views; the list of views follows at once. */
export function useViews() {
  const client = useQueryClient();
  const put = (change: (views: SavedView[]) => SavedView[]) =>
    client.setQueryData(viewsQuery.queryKey, (views) => change(views ?? []));

  const create = useMutation({
    meta: { handles: [409, 422] },
    mutationFn: (view: Content & { name: string; sharing: Sharing }) => {
      const body = { list_name: 'customers' as const, ...view };
      return once('saved-view', body, (key) =>
        unwrap(api.POST('/v1/saved-views', { body, params: { header: { 'Idempotency-Key': key } } })),
      );
    },
    onSuccess: (view) => put((views) => [...views, view]),
  });
  const change = useMutation({
    meta: { handles: [409, 422] },
    mutationFn: ({ view, body }: { view: SavedView; body: ViewChange }) =>
      unwrap(
        api.PATCH('/v1/saved-views/{view_id}', {
          body,
          params: { path: { view_id: view.id }, header: { 'If-Match': `"${view.version}"` } },
        }),
      ),
    onSuccess: (view) => put((views) => views.map((each) => (each.id === view.id ? view : each))),
    onError: () => void client.invalidateQueries({ queryKey: viewsQuery.queryKey }),
  });
  const drop = useMutation({
    mutationFn: (view: SavedView) =>
      unwrap(
        api.DELETE('/v1/saved-views/{view_id}', {
          params: { path: { view_id: view.id }, header: { 'If-Match': `"${view.version}"` } },
        }),
      ),
    onSuccess: (_, view) => put((views) => views.filter((each) => each.id !== view.id)),
  });
  return { create, change, drop };
}
