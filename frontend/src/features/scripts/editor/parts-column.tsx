import { Trans, useLingui } from '@lingui/react/macro';
import {
  ArrowDown,
  ArrowUp,
  CircleCheck,
  CornerDownRight,
  MessageCircleQuestion,
  Plus,
  Text,
  TriangleAlert,
  X,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import type { ScriptVersion } from '@/api';
import { useObjections } from '@/shared/objections';
import { cx } from '@/shared/ui/cx';
import { faultText } from '@/shared/ui/forms/fault-text';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Column } from '@/shared/ui/layout/panel';
import { mine, read } from '../words';
import { ANSWERS, type Whole, addSection, moveSection, partOf, removeSection } from './editing';

interface Props {
  content: Whole;
  gaps: ScriptVersion['gaps'];
  shown: string;
  isEditable: boolean;
  onShow: (key: string) => void;
  onChange: (content: Whole) => void;
}

/** The parts in order with the answers they expect, and what is still missing. */
export function PartsColumn({ content, gaps, shown, isEditable, onShow, onChange }: Props) {
  const { t } = useLingui();
  const { word } = useObjections();
  const add = () => {
    const added = addSection(content, mine(), t`New part`);
    onChange(added.content);
    onShow(added.key);
  };
  const titles = new Map(content.sections.map((each) => [each.key, read(each.title)]));
  return (
    <Column
      width={272}
      isSide
      label={t`Parts`}
      className="max-desk:w-full!"
      header={
        <header className="flex h-9 flex-none items-center border-b border-line px-4 text-xs text-ink-3">
          <h2>
            <Trans>Parts</Trans>
          </h2>
          {isEditable && <IconButton icon={Plus} size="sm" label={t`Add a part`} className="ml-auto" onPress={add} />}
        </header>
      }
      footer={<Gaps content={content} gaps={gaps} onShow={onShow} />}
    >
      <ul>
        {content.sections.map((section, index) => (
          <li key={section.key}>
            <div className={cx('flex items-center pr-2', section.key === shown && 'bg-accent-soft')}>
              <Row
                isCurrent={section.key === shown}
                name={read(section.title)}
                note={(section.questions?.length ?? 0) > 0 ? t`${section.questions?.length ?? 0} questions` : undefined}
                onPress={() => onShow(section.key)}
              />
              {isEditable && section.key === shown && (
                <>
                  <IconButton
                    icon={ArrowUp}
                    size="sm"
                    label={t`Move up`}
                    isDisabled={index === 0}
                    onPress={() => onChange(moveSection(content, section.key, -1))}
                  />
                  <IconButton
                    icon={ArrowDown}
                    size="sm"
                    label={t`Move down`}
                    isDisabled={index === content.sections.length - 1}
                    onPress={() => onChange(moveSection(content, section.key, 1))}
                  />
                  <IconButton
                    icon={X}
                    size="sm"
                    label={t`Take the part out`}
                    onPress={() => {
                      onChange(removeSection(content, section.key));
                      onShow(content.sections[index - 1]?.key ?? content.sections[index + 1]?.key ?? ANSWERS);
                    }}
                  />
                </>
              )}
            </div>
            {(section.branches ?? []).map((branch) => (
              <p key={branch.key} className="flex min-h-7 items-center gap-1.5 truncate pr-3 pl-9 text-xs text-ink-2">
                <CornerDownRight className="icon-xs flex-none text-ink-3" aria-hidden />
                <span className="truncate">
                  {read(branch.says)} →{' '}
                  {branch.objection ? word(branch.objection) : (titles.get(branch.section ?? '') ?? '…')}
                </span>
              </p>
            ))}
          </li>
        ))}
        <li className={cx(shown === ANSWERS && 'bg-accent-soft')}>
          <Row
            isCurrent={shown === ANSWERS}
            isObjections
            name={t`Objections`}
            note={String(content.objections.length)}
            onPress={() => onShow(ANSWERS)}
          />
        </li>
      </ul>
    </Column>
  );
}

interface RowProps {
  name: string;
  note?: string | undefined;
  isCurrent: boolean;
  isObjections?: boolean;
  onPress: () => void;
}

function Row({ name, note, isCurrent, isObjections = false, onPress }: RowProps) {
  const Icon = isObjections ? MessageCircleQuestion : Text;
  return (
    <AriaButton
      aria-current={isCurrent ? 'true' : undefined}
      onPress={onPress}
      className="flex min-h-8 w-full min-w-0 flex-1 cursor-default items-center gap-2 px-4 text-left hover:bg-hover focus-visible:ring-focus-inside coarse:min-h-11"
    >
      <Icon className="icon-sm flex-none text-ink-3" aria-hidden />
      <span className={cx('min-w-0 flex-1 truncate', isCurrent && 'font-strong')}>{name}</span>
      {note !== undefined && <span className="flex-none text-xs text-ink-3">{note}</span>}
    </AriaButton>
  );
}

/** What the server says is missing, each at its part. */
function Gaps({ content, gaps, onShow }: Pick<Props, 'content' | 'gaps' | 'onShow'>) {
  return (
    <section className="max-h-56 flex-none overflow-auto border-t border-line px-4 py-2.5">
      <h3 className="mb-1 text-xs text-ink-3">
        <Trans>Checks</Trans>
      </h3>
      {gaps.length === 0 ? (
        <p className="flex items-center gap-1.5 text-xs">
          <CircleCheck className="icon-xs text-ok" aria-hidden />
          <Trans>Nothing is missing.</Trans>
        </p>
      ) : (
        <ul>
          {gaps.map((gap) => {
            const part = content.sections.find((each) => each.key === partOf(content, gap.pointer));
            const where = /\/([a-z]{2,3})$/.exec(gap.pointer)?.[1];
            return (
              <li key={`${gap.pointer}:${gap.code}`}>
                <AriaButton
                  onPress={() => onShow(part?.key ?? ANSWERS)}
                  className="flex min-h-6 w-full cursor-default items-start gap-1.5 py-0.5 text-left text-xs hover:underline"
                >
                  <TriangleAlert className="mt-0.5 icon-xs flex-none text-warn" aria-hidden />
                  <span>
                    {part ? `${read(part.title)}: ` : null}
                    {faultText(gap)}
                    {where && where.length <= 3 && ` (${where})`}
                  </span>
                </AriaButton>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
