import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap } from '@/api';
import { FileField, type FileLike, FileLinks } from '@/shared/pickers';

/** Hangs files that were sent on a product, for good. */
export const attachMaterials = (productId: string, files: readonly FileLike[]) =>
  unwrap(
    api.POST('/v1/products/{product_id}/materials', {
      body: { file_ids: files.map(({ id }) => id) },
      params: { path: { product_id: productId } },
    }),
  );

interface Props {
  productId: string;
  /** Files that join when the form is kept. */
  onSent: (files: readonly FileLike[]) => void;
}

/** Brochures and cases about a product: whoever calls about it has them at hand. */
export function ProductMaterials({ productId, onSent }: Props) {
  const { t } = useLingui();
  const there = useQuery({
    queryKey: ['products', 'materials', productId],
    queryFn: ({ signal }) =>
      unwrap(api.GET('/v1/products/{product_id}/materials', { signal, params: { path: { product_id: productId } } })),
  });
  const [files, setFiles] = useState<readonly FileLike[]>([]);
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="text-xs text-ink-3">
        <Trans>Materials at hand in calls about it</Trans>
      </h3>
      <FileLinks files={there.data?.items ?? []} />
      <FileField
        size="sm"
        label={t`Add materials`}
        files={files}
        onChange={(chosen) => {
          setFiles(chosen);
          onSent(chosen);
        }}
      />
    </section>
  );
}
