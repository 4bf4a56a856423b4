import { useRef, useState } from 'react';
import type { IntentLevel } from '@/api';
import { intentLabels, options } from '@/shared/labels';
import { CONTROL } from '@/shared/ui/field';
import { IntentMark } from '@/shared/ui/marks';
import { Select } from '@/shared/ui/select';

interface TextProps {
  label: string;
  value: string | null;
  onSave: (value: string | null) => Promise<void>;
  onLeave: () => void;
}

/** A cell's text in place: Enter or leaving it saves, Esc does not (the table sees to that). */
export function TextEditor({ label, value, onSave, onLeave }: TextProps) {
  const [typed, setTyped] = useState(value ?? '');
  const isDone = useRef(false);
  const finish = () => {
    if (isDone.current) return;
    isDone.current = true;
    const text = typed.trim();
    if (text === (value ?? '')) onLeave();
    else void onSave(text === '' ? null : text);
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
  value: IntentLevel;
  onSave: (value: IntentLevel) => Promise<void>;
  onLeave: () => void;
}

/** The intent in place, its choices open at once. */
export function IntentEditor({ label, value, onSave, onLeave }: IntentProps) {
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
      value={value}
      onChange={(intent) => {
        isChosen.current = true;
        void onSave(intent);
      }}
      onClose={() => isChosen.current || onLeave()}
    />
  );
}
