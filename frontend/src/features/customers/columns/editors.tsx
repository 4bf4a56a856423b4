import { useRef, useState } from 'react';
import type { CustomerLine, IntentLevel } from '@/api';
import { intentLabels, options } from '@/shared/labels';
import { CONTROL } from '@/shared/ui/forms/field';
import { IntentMark } from '@/shared/ui/values/marks';
import { Select } from '@/shared/ui/forms/select';

/* An editor keeps the line that it began with: what somebody else changes meanwhile must be asked about, not overwritten. */

interface TextProps {
  label: string;
  line: CustomerLine;
  field: 'city' | 'industry' | 'short_name';
  onSave: (begun: CustomerLine, value: string | null) => Promise<void>;
  onLeave: () => void;
}

/** A cell's text in place: Enter or leaving it saves, Esc does not (the table sees to that). */
export function TextEditor({ label, line, field, onSave, onLeave }: TextProps) {
  const [begun] = useState(line);
  const value = begun[field];
  const [typed, setTyped] = useState(value ?? '');
  const isDone = useRef(false);
  const finish = () => {
    if (isDone.current) return;
    isDone.current = true;
    const text = typed.trim();
    if (text === (value ?? '')) onLeave();
    else void onSave(begun, text === '' ? null : text);
  };
  return (
    <input
      aria-label={label}
      value={typed}
      autoFocus
      onFocus={(event) => event.target.select()}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isDone.current = true;
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) finish();
      }}
      className={`${CONTROL} h-(--control-sm)! w-full outline-none focus:ring-focus`}
    />
  );
}

interface IntentProps {
  label: string;
  line: CustomerLine;
  onSave: (begun: CustomerLine, value: IntentLevel) => Promise<void>;
  onLeave: () => void;
}

/** The intent in place, its choices open at once. */
export function IntentEditor({ label, line, onSave, onLeave }: IntentProps) {
  const [begun] = useState(line);
  const isChosen = useRef(false);
  return (
    <Select<IntentLevel>
      label={label}
      hidesLabel
      size="sm"
      isOpenAtOnce
      autoFocus
      className="w-full"
      choices={options(intentLabels).map((choice) => ({ ...choice, mark: <IntentMark intent={choice.id} bare /> }))}
      value={begun.intent_level}
      onChange={(intent) => {
        isChosen.current = true;
        void onSave(begun, intent);
      }}
      onClose={() => isChosen.current || onLeave()}
    />
  );
}
