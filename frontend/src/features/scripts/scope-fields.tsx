import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ScriptScenario } from '@/api';
import { marketsQuery } from '@/shared/directory';
import { title } from '@/shared/format';
import { options } from '@/shared/labels';
import { scenarioLabels } from '@/shared/labels/scripts';
import { ProductPicker } from '@/shared/pickers';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Select } from '@/shared/ui/forms/select';
import { segmentsQuery } from './queries';
import { languageName } from './words';

/** For whom a script is. */
export interface Scope {
  scenario: ScriptScenario | null;
  product_id: string | null;
  market_id: string | null;
  segment_id: string | null;
  languages: string[];
}

export const EMPTY_SCOPE: Scope = {
  scenario: null,
  product_id: null,
  market_id: null,
  segment_id: null,
  languages: ['en'],
};
const SPOKEN = ['en', 'zh', 'de', 'es', 'fr', 'pt', 'ru', 'ar', 'ja', 'ko', 'it', 'tr', 'vi', 'id', 'pl', 'nl'];
const ANY = '';

interface Props {
  scope: Scope;
  onChange: (scope: Scope) => void;
  productName?: string | null;
}

/** What a script is for: what is left at “any” fits every call. */
export function ScopeFields({ scope, onChange, productName = null }: Props) {
  const { t } = useLingui();
  const markets = [...(useQuery(marketsQuery).data?.values() ?? [])];
  const segments = useQuery(segmentsQuery).data ?? [];
  const [product, setProduct] = useState(
    scope.product_id === null ? null : { id: scope.product_id, name: productName ?? '' },
  );
  const any = { id: ANY, name: t`Any` };
  return (
    <>
      <Select
        label={t`Occasion`}
        choices={[any, ...options(scenarioLabels)]}
        value={scope.scenario ?? ANY}
        onChange={(id) => onChange({ ...scope, scenario: id === ANY ? null : (id as ScriptScenario) })}
      />
      <ProductPicker
        label={t`Product`}
        value={product}
        onChange={(chosen) => {
          setProduct(chosen);
          onChange({ ...scope, product_id: chosen?.id ?? null });
        }}
      />
      <Select
        label={t`Market`}
        choices={[any, ...markets.map((market) => ({ id: market.id, name: title(market) }))]}
        value={scope.market_id ?? ANY}
        onChange={(id) => onChange({ ...scope, market_id: id === ANY ? null : id })}
      />
      <Select
        label={t`Segment`}
        choices={[any, ...segments.map((view) => ({ id: view.id, name: view.name }))]}
        value={scope.segment_id ?? ANY}
        onChange={(id) => onChange({ ...scope, segment_id: id === ANY ? null : id })}
      />
      <div role="group" aria-label={t`Languages it is spoken in`}>
        <p className="mb-1 text-xs text-ink-3">
          <Trans>Languages it is spoken in</Trans>
        </p>
        <p className="flex flex-wrap gap-1.5">
          {SPOKEN.map((code) => (
            <ToggleChip
              key={code}
              checks
              isSelected={scope.languages.includes(code)}
              onChange={(isOn) =>
                onChange({
                  ...scope,
                  languages: isOn ? [...scope.languages, code] : scope.languages.filter((each) => each !== code),
                })
              }
            >
              {languageName(code)}
            </ToggleChip>
          ))}
        </p>
      </div>
    </>
  );
}
