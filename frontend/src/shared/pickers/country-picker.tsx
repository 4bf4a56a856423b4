import { useLingui } from '@lingui/react/macro';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import type { FieldFrame } from '@/shared/ui/forms/field';
import { countryChoices } from './countries';

interface Props extends Partial<FieldFrame> {
  /** Its ISO 3166 code; empty while none is chosen. */
  value: string;
  onChange: (code: string) => void;
}

/** A country, found by its name in either language. */
export function CountryPicker({ value, onChange, ...frame }: Props) {
  const { t } = useLingui();
  const choices = countryChoices();
  const code = value.trim().toUpperCase();
  const chosen = choices.find(({ id }) => id === code) ?? (code === '' ? null : { id: code, name: code });
  return (
    <ComboBox
      label={t`Country`}
      {...frame}
      choices={choices}
      value={chosen}
      onChange={(choice) => (choice?.id ?? '') !== code && onChange(choice?.id ?? '')}
    />
  );
}
