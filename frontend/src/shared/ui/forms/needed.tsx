import { useLingui } from '@lingui/react/macro';
import { usePreferences } from '@/shared/preferences';
import { cityOf } from '@/shared/time';
import { MomentField } from './date-field';
import { useFormState } from '../overlays/form-dialog';
import { TextArea, type TextAreaProps } from './text-field';

/* What a form needs says so by itself, once the form was sent without it. */

interface NeededTextProps extends Omit<TextAreaProps, 'isRequired' | 'error' | 'value' | 'onChange'> {
  value: string;
  onChange: (value: string) => void;
  /** What is said where it is missing: `写几个字说明原因`. */
  missing: string;
}

/** Words that a form needs. */
export function NeededText({ missing, value, ...props }: NeededTextProps) {
  const { isAsked } = useFormState();
  return <TextArea {...props} isRequired value={value} error={isAsked && value.trim() === '' ? missing : undefined} />;
}

interface NeededMomentProps {
  label: string;
  value: string | null;
  onChange: (value: string | null) => void;
}

/** A moment that a form needs, on the reader's own clock. */
export function NeededMoment({ value, ...props }: NeededMomentProps) {
  const { t } = useLingui();
  const { isAsked } = useFormState();
  const { zone } = usePreferences();
  return (
    <MomentField
      {...props}
      isRequired
      zone={zone}
      mine={zone}
      place={cityOf(zone)}
      value={value}
      error={isAsked && value === null ? t`Choose the time.` : undefined}
    />
  );
}
