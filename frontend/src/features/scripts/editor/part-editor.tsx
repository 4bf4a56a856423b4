import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowRight, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Script, ScriptFills, ScriptSection, ScriptVariable } from '@/api';
import { options } from '@/shared/labels';
import { fillsLabels, variableLabels } from '@/shared/labels/scripts';
import { useObjections } from '@/shared/objections';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { Segmented } from '@/shared/ui/actions/segmented';
import { ToggleChip } from '@/shared/ui/actions/chip';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Kbd } from '@/shared/ui/actions/kbd';
import { Menu } from '@/shared/ui/actions/menu';
import { Column } from '@/shared/ui/layout/panel';
import { Select } from '@/shared/ui/forms/select';
import { TextArea, TextField } from '@/shared/ui/forms/text-field';
import { languageName, mine, read } from '../words';
import { type Whole, changeSection, freeKey, leadTo, lengthOf, targetOf } from './editing';
import { MaterialChips } from './material-chips';

const KEYS = ['q', 'w', 'e', 'r', 't', 'y', 'u'];

interface Props {
  script: Script;
  content: Whole;
  part: ScriptSection;
  isEditable: boolean;
  status: string;
  onChange: (content: Whole) => void;
}

/** One part: what to say in each language, how they may answer, what to ask, what is often objected. */
export function PartEditor({ script, content, part, isEditable, status, onChange }: Props) {
  const { t } = useLingui();
  const { choices, word } = useObjections();
  const languages = [...new Set([...script.languages, mine()])];
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  const text = part.says[language] ?? '';
  const { words, seconds } = lengthOf(text);
  const at = content.sections.findIndex((each) => each.key === part.key) + 1;
  const change = (more: Partial<ScriptSection>) => onChange(changeSection(content, part.key, more));
  const branches = part.branches ?? [];
  const questions = part.questions ?? [];
  const targets = [
    ...content.sections
      .filter((each) => each.key !== part.key)
      .map((each) => ({ id: `section:${each.key}`, name: read(each.title) })),
    ...content.objections.map((each) => ({
      id: `objection:${each.objection}`,
      name: t`Objection: ${word(each.objection)}`,
    })),
  ];
  const changeBranch = (key: string, more: Partial<(typeof branches)[number]>) =>
    change({ branches: branches.map((each) => (each.key === key ? { ...each, ...more } : each)) });
  const changeQuestion = (key: string, more: Partial<(typeof questions)[number]>) =>
    change({ questions: questions.map((each) => (each.key === key ? { ...each, ...more } : each)) });

  return (
    <Column
      label={read(part.title)}
      className="max-desk:min-w-full!"
      header={
        <header className="flex min-h-11 flex-none flex-wrap items-center gap-2 border-b border-line px-5 py-1.5">
          <h2 className="text-title font-strong">{read(part.title)}</h2>
          <span className="text-xs text-ink-3">
            <Trans>
              Part {at} of {content.sections.length}
            </Trans>
          </span>
          <span className="ml-auto flex flex-wrap items-center gap-2">
            <Segmented
              label={t`Language`}
              value={language}
              onChange={setLanguage}
              choices={languages.map((code) => ({ id: code, name: languageName(code) }))}
            />
            {isEditable && (
              <Menu
                label={t`Insert a variable`}
                trigger={<Button size="sm">{t`Insert a variable`}</Button>}
                groups={[
                  {
                    entries: options(variableLabels).map((each) => ({
                      id: each.id,
                      name: each.name,
                      run: () => change({ says: { ...part.says, [language]: inserted(text, each.id) } }),
                    })),
                  },
                ]}
              />
            )}
          </span>
        </header>
      }
    >
      <div className="flex flex-col gap-5 px-5 py-4">
        <div>
          {isEditable ? (
            <div className="flex flex-col gap-3">
              <TextField
                label={t`Name of the part`}
                value={part.title[mine()] ?? ''}
                onChange={(name) => change({ title: { ...part.title, [mine()]: name } })}
              />
              <TextArea
                label={t`What to say`}
                rows={5}
                maxLength={4000}
                value={text}
                onChange={(typed) => change({ says: { ...part.says, [language]: typed } })}
              />
            </div>
          ) : (
            <p className="text-script whitespace-pre-line" lang={language}>
              {text}
            </p>
          )}
          <p className="mt-1 flex text-xs text-ink-3">
            <Trans>
              {words} words, about {seconds} s
            </Trans>
            <span className="ml-auto" role="status">
              {status}
            </span>
          </p>
        </div>
        <Block
          title={t`How they answer`}
          add={
            isEditable && branches.length < 9
              ? {
                  name: t`Add an answer`,
                  run: () =>
                    change({
                      branches: [
                        ...branches,
                        {
                          key: freeKey(
                            'answer',
                            branches.map((each) => each.key),
                          ),
                          says: {},
                        },
                      ],
                    }),
                }
              : null
          }
        >
          {branches.map((branch, index) => (
            <div key={branch.key} className="flex flex-wrap items-center gap-2 border-b border-line py-1.5">
              {KEYS[index] && <Kbd keys={KEYS[index]} />}
              {isEditable ? (
                <>
                  <TextField
                    label={t`What they say`}
                    className="min-w-48 flex-1"
                    value={branch.says[language] ?? ''}
                    onChange={(typed) => changeBranch(branch.key, { says: { ...branch.says, [language]: typed } })}
                  />
                  <ArrowRight className="icon-xs text-ink-3" aria-hidden />
                  <Select
                    label={t`Where it leads`}
                    hidesLabel
                    className="w-52"
                    choices={targets}
                    value={targetOf(branch)}
                    placeholder={t`Nowhere yet`}
                    onChange={(target) => changeBranch(branch.key, leadTo(target))}
                  />
                  <IconButton
                    icon={X}
                    size="sm"
                    label={t`Take the answer out`}
                    onPress={() => change({ branches: branches.filter((each) => each.key !== branch.key) })}
                  />
                </>
              ) : (
                <>
                  <span className="min-w-0 flex-1">{read(branch.says, language)}</span>
                  <span className="text-xs text-ink-3">
                    → {targets.find((each) => each.id === targetOf(branch))?.name}
                  </span>
                </>
              )}
            </div>
          ))}
        </Block>
        <Block
          title={t`What to ask, and where the answer goes`}
          add={
            isEditable && questions.length < 12
              ? {
                  name: t`Add a question`,
                  run: () =>
                    change({
                      questions: [
                        ...questions,
                        {
                          key: freeKey(
                            'question',
                            content.sections.flatMap((each) => (each.questions ?? []).map((one) => one.key)),
                          ),
                          asks: {},
                          fills: 'current_need',
                        },
                      ],
                    }),
                }
              : null
          }
        >
          {!isEditable && questions.length === 0 && (
            <p className="text-ink-3">
              <Trans>Nothing is asked in this part.</Trans>
            </p>
          )}
          {questions.map((question) => (
            <div key={question.key} className="flex flex-wrap items-center gap-2 border-b border-line py-1.5">
              {isEditable ? (
                <>
                  <TextField
                    label={t`The question`}
                    className="min-w-48 flex-1"
                    value={question.asks[language] ?? ''}
                    onChange={(typed) =>
                      changeQuestion(question.key, { asks: { ...question.asks, [language]: typed } })
                    }
                  />
                  <Select<ScriptFills>
                    label={t`Where the answer goes`}
                    hidesLabel
                    className="w-40"
                    choices={options(fillsLabels)}
                    value={question.fills}
                    onChange={(fills) => changeQuestion(question.key, { fills })}
                  />
                  <Checkbox
                    isSelected={question.required ?? false}
                    onChange={(required) => changeQuestion(question.key, { required })}
                  >
                    <Trans>Always</Trans>
                  </Checkbox>
                  <IconButton
                    icon={X}
                    size="sm"
                    label={t`Take the question out`}
                    onPress={() => change({ questions: questions.filter((each) => each.key !== question.key) })}
                  />
                </>
              ) : (
                <>
                  <span className="min-w-0 flex-1">{read(question.asks, language)}</span>
                  <span className="text-xs text-ink-3">
                    {options(fillsLabels).find((each) => each.id === question.fills)?.name}
                  </span>
                </>
              )}
            </div>
          ))}
        </Block>
        <Block title={t`Objections often heard here`} add={null}>
          {!isEditable && !part.objections?.length && (
            <p className="text-ink-3">
              <Trans>None was noted for this part.</Trans>
            </p>
          )}
          <p className="flex flex-wrap gap-1.5">
            {choices
              .filter((each) => isEditable || part.objections?.includes(each.id))
              .map((each) => (
                <ToggleChip
                  key={each.id}
                  checks
                  isDisabled={!isEditable}
                  isSelected={part.objections?.includes(each.id) ?? false}
                  onChange={(isOn) =>
                    change({
                      objections: isOn
                        ? [...(part.objections ?? []), each.id]
                        : (part.objections ?? []).filter((other) => other !== each.id),
                    })
                  }
                >
                  {each.name}
                </ToggleChip>
              ))}
          </p>
        </Block>
        <MaterialChips
          script={script}
          chosen={part.materials ?? []}
          isEditable={isEditable}
          onChange={(materials) => change({ materials })}
        />
      </div>
    </Column>
  );
}

interface BlockProps {
  title: string;
  add: { name: string; run: () => void } | null;
  children: React.ReactNode;
}

function Block({ title, add, children }: BlockProps) {
  return (
    <section>
      <header className="mb-1 flex min-h-7 items-center">
        <h3 className="font-strong">{title}</h3>
        {add && (
          <Button variant="ghost" size="sm" icon={Plus} className="ml-auto" onPress={add.run}>
            {add.name}
          </Button>
        )}
      </header>
      {children}
    </section>
  );
}

const inserted = (text: string, name: ScriptVariable) =>
  `${text}${text === '' || text.endsWith(' ') ? '' : ' '}{${name}}`;
