import { Trans, useLingui } from '@lingui/react/macro';
import { BookOpenText, CalendarCheck, ChevronLeft, CircleSlash2, Users } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Policy, PolicyProposal } from '@/api';
import { useMe } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { MyTime } from '@/shared/ui/values/figures';
import { IconButton } from '@/shared/ui/actions/icon-button';
import { Column } from '@/shared/ui/layout/panel';
import { DecideForm } from './decide-form';
import { EditorParts } from './editors/context';
import { OneLine, isScalar } from './editors/tables';
import { ValueEditor } from './editors/value-editor';
import { Effect } from './effect';
import { type Kind, kindOf } from './kinds';
import { Waiting } from './proposals/waiting';
import { waitingQuery } from './queries';
import { RuleTexts, useRuleName } from './rule-texts';
import { nameOf } from './setting-list';
import type { Measure } from './text';
import { useDecision } from './use-decision';
import { ValueRows } from './value-rows';
import { Versions } from './versions';
import { settingWords } from './words/settings';

interface Props {
  policy: Policy;
  /** The company's currency, in which settings state money. */
  currency: string;
  /** What each setting is called. */
  names: ReadonlyMap<string, string>;
  mayDecide: boolean;
  onBack: () => void;
}

const MAIN = 'max-laptop:flex-none';

/** One setting: what it governs, its value with an editor for those who decide, its versions, and the rules beside it. */
export function SettingView({ policy, currency, names, mayDecide, onBack }: Props) {
  const kind = useMemo(() => kindOf(policy.value_schema), [policy.value_schema]);
  const measure = useMemo(() => ({ unit: policy.unit, currency, names }), [policy.unit, currency, names]);
  const waiting = useQuery(waitingQuery(policy.key)).data ?? null;
  const shared = { policy, kind, measure, waiting, onBack };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 divide-x divide-line max-laptop:flex-col max-laptop:divide-x-0 max-laptop:overflow-auto">
      {mayDecide ? <Deciding key={`${policy.key}:${policy.revision}`} {...shared} /> : <Reading {...shared} />}
    </div>
  );
}

interface PartsProps {
  policy: Policy;
  kind: Kind;
  measure: Measure;
  /** The change that waits for a second person. */
  waiting: PolicyProposal | null;
  onBack: () => void;
}

function Reading({ policy, kind, measure, waiting, onBack }: PartsProps) {
  return (
    <>
      <Column className={MAIN}>
        <div className="max-w-190 px-7 py-5 max-tablet:px-4">
          <Head policy={policy} onBack={onBack} />
          {waiting && <Waiting proposal={waiting} />}
          <ValueRows kind={kind} value={policy.in_force.value} measure={measure} />
          <Versions policy={policy} kind={kind} measure={measure} mayDecide={false} />
        </div>
      </Column>
      <Side>
        <RuleTexts rules={policy.rules} />
      </Side>
    </>
  );
}

function Deciding({ policy, kind, measure, waiting, onBack }: PartsProps) {
  const { t } = useLingui();
  const deciding = useDecision(policy, useMe().id);
  const { decision, faults, change } = deciding;
  const parts = useMemo(
    () => ({
      measure,
      Part: ValueEditor,
      faultAt: (pointer: string) => faults.find((each) => each.pointer === `/value${pointer}`)?.detail,
    }),
    [measure, faults],
  );
  const part = {
    value: decision.value,
    before: policy.in_force.value,
    onChange: (value: unknown) => change({ value }),
    pointer: '',
    label: nameOf(policy),
    nullOf: '',
  };
  return (
    <>
      <Column className={MAIN}>
        <div className="max-w-190 px-7 py-5 max-tablet:px-4">
          <Head policy={policy} onBack={onBack} />
          {waiting && <Waiting proposal={waiting} />}
          {waiting && policy.second_person ? (
            <ValueRows kind={kind} value={policy.in_force.value} measure={measure} />
          ) : (
            <>
              <EditorParts value={parts}>
                {isScalar(kind) ? (
                  <OneLine kind={kind} {...part} label={t`Value`} />
                ) : (
                  <ValueEditor kind={kind} {...part} />
                )}
              </EditorParts>
              {kind.kind !== 'other' && <DecideForm policy={policy} deciding={deciding} />}
            </>
          )}
          <Versions policy={policy} kind={kind} measure={measure} mayDecide isWaiting={waiting !== null} />
        </div>
      </Column>
      <Side>
        <Effect policy={policy} kind={kind} measure={measure} preview={deciding.preview} isAsking={deciding.isAsking} />
        <RuleTexts rules={policy.rules} />
      </Side>
    </>
  );
}

function Side({ children }: { children: React.ReactNode }) {
  const { t } = useLingui();
  return (
    <Column
      width={340}
      isSide
      label={t`Effect and rules`}
      className="max-laptop:w-full! max-laptop:flex-none max-laptop:border-t max-laptop:border-line"
    >
      {children}
    </Column>
  );
}

function Head({ policy, onBack }: { policy: Policy; onBack: () => void }) {
  const { t, i18n } = useLingui();
  const ruleName = useRuleName();
  const governs = settingWords[policy.key]?.governs;
  const { number, effective_from: since } = policy.in_force;
  return (
    <header className="mb-4">
      <div className="flex items-center gap-2">
        <IconButton icon={ChevronLeft} label={t`All settings`} className="laptop:hidden" onPress={onBack} />
        <h2 className="text-lg font-strong">{nameOf(policy)}</h2>
        {policy.not_in_use && (
          <Badge tone="warn" icon={CircleSlash2}>
            <Trans>Not in use</Trans>
          </Badge>
        )}
        {policy.second_person && (
          <Badge icon={Users}>
            <Trans>Takes two</Trans>
          </Badge>
        )}
      </div>
      <p className="mt-1 text-ink-2">{governs ? i18n._(governs) : policy.description}</p>
      <p className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-ink-3">
        {policy.rules.length > 0 && (
          <span className="flex items-center gap-1.5">
            <BookOpenText className="icon-xs" aria-hidden />
            {policy.rules.map((rule) => `${rule} ${ruleName(rule)}`).join(' · ')}
          </span>
        )}
        <span className="flex items-center gap-1.5">
          <CalendarCheck className="icon-xs" aria-hidden />
          {since === null ? (
            <Trans>In force as delivered</Trans>
          ) : (
            <Trans>
              Version {number} in force since <MyTime at={since} />
            </Trans>
          )}
        </span>
      </p>
    </header>
  );
}
