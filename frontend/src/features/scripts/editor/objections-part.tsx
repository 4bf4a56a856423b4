import { Trans, useLingui } from '@lingui/react/macro';
import { MessageCircleQuestion, X } from 'lucide-react';
import { useState } from 'react';
import type { Script } from '@/api';
import { useObjections } from '@/shared/objections';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { Segmented } from '@/shared/ui/actions/segmented';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Column } from '@/shared/ui/layout/panel';
import { Empty } from '@/shared/ui/feedback/states';
import { TextArea } from '@/shared/ui/forms/text-field';
import { languageName, mine } from '../words';
import type { Whole } from './editing';
import { MaterialChips } from './material-chips';

interface Props {
  script: Script;
  content: Whole;
  isEditable: boolean;
  onChange: (content: Whole) => void;
}

/** The answers to objections, in each language. */
export function ObjectionsPart({ script, content, isEditable, onChange }: Props) {
  const { t } = useLingui();
  const { choices, word } = useObjections();
  const languages = [...new Set([...script.languages, mine()])];
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  const answered = content.objections.map((each) => each.objection);
  const change = (code: string, more: Partial<Whole['objections'][number]>) =>
    onChange({
      ...content,
      objections: content.objections.map((each) => (each.objection === code ? { ...each, ...more } : each)),
    });
  const takeOut = (code: string) =>
    onChange({ ...content, objections: content.objections.filter((each) => each.objection !== code) });
  return (
    <Column
      label={t`Objections`}
      className="max-desk:min-w-full!"
      header={
        <header className="flex min-h-11 flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-1.5">
          <h2 className="text-title font-strong">
            <Trans>Objections and answers</Trans>
          </h2>
          <span className="ml-auto">
            <Segmented
              label={t`Language`}
              value={language}
              onChange={setLanguage}
              choices={languages.map((code) => ({ id: code, name: languageName(code) }))}
            />
          </span>
        </header>
      }
    >
      <div className="flex flex-col gap-4 px-5 py-4">
        {isEditable && (
          <p className="flex flex-wrap gap-1.5">
            {choices
              .filter((each) => !answered.includes(each.id))
              .map((each) => (
                <ToggleChip
                  key={each.id}
                  isSelected={false}
                  onChange={() =>
                    onChange({
                      ...content,
                      objections: [...content.objections, { objection: each.id, answer: {}, materials: [] }],
                    })
                  }
                >
                  {t`Answer “${each.name}”`}
                </ToggleChip>
              ))}
          </p>
        )}
        {content.objections.length === 0 && (
          <Empty icon={MessageCircleQuestion} title={<Trans>No objection is answered yet</Trans>} />
        )}
        {content.objections.map((entry) => (
          <section key={entry.objection} className="flex flex-col gap-2 border-b border-line pb-3">
            <h3 className="flex items-center font-strong">
              {word(entry.objection)}
              {isEditable && (
                <IconButton
                  icon={X}
                  size="sm"
                  label={t`Take the answer out`}
                  className="ml-auto"
                  onPress={() => takeOut(entry.objection)}
                />
              )}
            </h3>
            {isEditable ? (
              <TextArea
                label={t`What to answer`}
                rows={3}
                value={entry.answer[language] ?? ''}
                onChange={(typed) => change(entry.objection, { answer: { ...entry.answer, [language]: typed } })}
              />
            ) : (
              <p lang={language} className="whitespace-pre-line">
                {entry.answer[language]}
              </p>
            )}
            <MaterialChips
              script={script}
              chosen={entry.materials ?? []}
              isEditable={isEditable}
              onChange={(materials) => change(entry.objection, { materials })}
            />
          </section>
        ))}
      </div>
    </Column>
  );
}
