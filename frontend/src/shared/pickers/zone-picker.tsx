import { cityOf, isZone, timeIn, useMinute } from '@/shared/time';
import { ComboBox } from '@/shared/ui/forms/combo-box';
import type { FieldFrame } from '@/shared/ui/forms/field';

interface Props extends FieldFrame {
  /** An IANA zone. */
  value: string;
  onChange: (zone: string) => void;
}

/** A time zone, found by its city in either language; the time there stands beside it. */
export function ZonePicker({ value, onChange, ...frame }: Props) {
  const now = useMinute();
  const choices = Intl.supportedValuesOf('timeZone')
    .filter(isZone)
    .map((id) => ({ id, name: placeName(id), detail: timeIn(now, id) }));
  return (
    <ComboBox
      {...frame}
      choices={choices}
      value={{ id: value, name: placeName(value), detail: timeIn(now, value) }}
      onChange={(choice) => choice && choice.id !== value && onChange(choice.id)}
    />
  );
}

/** The city of a zone, in the reader's language and as the world writes it, so that either finds it. */
function placeName(zone: string): string {
  const city = cityOf(zone);
  const latin = (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
  return city.localeCompare(latin, 'en', { sensitivity: 'base' }) === 0 ? city : `${city} ${latin}`;
}
