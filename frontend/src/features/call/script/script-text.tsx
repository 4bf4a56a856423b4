import { label } from '@/shared/labels';
import { variableLabels } from '@/shared/labels/scripts';
import type { ScriptVariable } from '@/api';
import { filled } from './filled';

interface Props {
  text: string;
  values: Partial<Record<string, string>>;
  language: string;
}

/** What to say, with what is known of the customer filled in and marked. */
export function ScriptText({ text, values, language }: Props) {
  return (
    <p lang={language} className="mt-1 text-script whitespace-pre-line">
      {filled(text, values).map((piece, index) =>
        piece.isFilled ? (
          <span key={index} className="rounded-badge border-b border-accent-line bg-accent-soft px-0.5 text-accent-ink">
            {piece.text.startsWith('{') ? label(variableLabels, piece.text.slice(1, -1) as ScriptVariable) : piece.text}
          </span>
        ) : (
          piece.text
        ),
      )}
    </p>
  );
}
