import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ChartNoAxesColumn, PenLine } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { type Script, type ScriptVersion, type Tagged, api, unwrapTagged } from '@/api';
import { useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { label, options } from '@/shared/labels';
import { checkLabels, scenarioLabels, scriptStateLabels } from '@/shared/labels/scripts';
import { useMay, useMe } from '@/shared/permissions';
import { Badge } from '@/shared/ui/values/badge';
import { Button } from '@/shared/ui/actions/button';
import { Checkbox } from '@/shared/ui/forms/choice';
import { cx } from '@/shared/ui/cx';
import { MyTime } from '@/shared/ui/values/figures';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import { Column, Section } from '@/shared/ui/layout/panel';
import { TextField } from '@/shared/ui/forms/text-field';
import { adaptationsQuery, again, useDropWording, useWrite } from '../queries';
import { ScopeFields } from '../scope-fields';
import { languageName, read } from '../words';
import type { Whole } from './editing';

interface Props {
  script: Tagged<Script>;
  version: ScriptVersion;
  content: Whole;
  isEditable: boolean;
  onChange: (content: Whole) => void;
  onVersion: (id: string) => void;
  onEffect: () => void;
}

/** For whom it is, its versions, whose own wording there is, and what every call is held to. */
export function ScopeColumn({ script, version, content, isEditable, onChange, onVersion, onEffect }: Props) {
  const { t } = useLingui();
  const mayWrite = useMay('script:write');
  const me = useMe();
  const nameOf = useNames();
  const dropWording = useDropWording(version.id);
  const [isEditing, setEditing] = useState(false);
  const write = useWrite(version.id);
  const [note, setNote] = useState(version.note ?? '');
  const adaptations = useQuery(adaptationsQuery(version.id)).data?.items ?? [];
  const titles = new Map(content.sections.map((each) => [each.key, read(each.title)]));
  const one = script.data;
  const any = t`Any`;
  const rows = [
    [t`Occasion`, one.scenario ? label(scenarioLabels, one.scenario) : any],
    [t`Product`, one.product_name ? title({ name: one.product_name, name_zh: one.product_name_zh }) : any],
    [t`Market`, one.market_name ? title({ name: one.market_name, name_zh: one.market_name_zh }) : any],
    [t`Segment`, one.segment_name ?? any],
    [t`Languages`, one.languages.map(languageName).join(' / ')],
  ];
  return (
    <Column width={320} isSide label={t`About the script`} className="max-desk:w-full!">
      <Section
        title={<Trans>For whom</Trans>}
        actions={
          mayWrite && (
            <Button variant="ghost" size="sm" icon={PenLine} onPress={() => setEditing(true)}>
              <Trans>Change</Trans>
            </Button>
          )
        }
      >
        <dl className="grid grid-cols-[5.5rem_1fr] gap-y-1">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-ink-3">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Section
        title={<Trans>Versions</Trans>}
        actions={
          <Button variant="ghost" size="sm" icon={ChartNoAxesColumn} onPress={onEffect}>
            <Trans>Effect</Trans>
          </Button>
        }
      >
        {isEditable && (
          <TextField
            label={t`What this version changes`}
            value={note}
            onChange={setNote}
            onBlur={() => {
              if (note !== (version.note ?? '')) write.mutate({ note: note.trim() || null });
            }}
            className="mb-2"
          />
        )}
        <ol>
          {one.versions.map((each) => (
            <li key={each.id}>
              <AriaButton
                onPress={() => onVersion(each.id)}
                aria-current={each.id === version.id ? 'true' : undefined}
                className={cx(
                  '-mx-2 flex w-[calc(100%+1rem)] cursor-default flex-col rounded-control px-2 py-1.5 text-left hover:bg-hover',
                  each.id === version.id && 'bg-accent-soft',
                )}
              >
                <span className="flex items-center gap-2">
                  <b className="flex-none">
                    <Trans>Version {each.number}</Trans>
                  </b>
                  <Badge tone={each.state === 'approved' ? 'ok' : each.state === 'retired' ? 'mute' : 'warn'}>
                    {label(scriptStateLabels, each.state)}
                  </Badge>
                  <span className="min-w-0 truncate">{each.note}</span>
                </span>
                <span className="text-xs text-ink-3">
                  {each.approved_by_name && each.approved_at ? (
                    <Trans>
                      approved by {nameOf(each.approved_by, each.approved_by_name)} <MyTime at={each.approved_at} />
                    </Trans>
                  ) : (
                    nameOf(each.author_id, each.author_name)
                  )}
                </span>
              </AriaButton>
            </li>
          ))}
        </ol>
      </Section>
      <Section title={<Trans>Own wordings</Trans>} note={<Trans>the template stays as it is</Trans>}>
        {adaptations.length === 0 ? (
          <p className="text-ink-3">
            <Trans>Nobody says it in their own words yet.</Trans>
          </p>
        ) : (
          <ul>
            {adaptations.map((each) => (
              <li key={each.id} className="py-0.5">
                <details>
                  <summary className="cursor-default">
                    <b>{nameOf(each.user_id, each.user_name)}</b>{' '}
                    <span className="text-xs text-ink-3">
                      {Object.keys(each.sections)
                        .map((key) => titles.get(key) ?? key)
                        .join(' · ')}
                    </span>
                  </summary>
                  {Object.entries(each.sections).map(([key, texts]) => (
                    <p key={key} className="mt-1 whitespace-pre-line text-ink-2">
                      {Object.values(texts).join('\n')}
                    </p>
                  ))}
                  {each.user_id === me.id && (
                    <Button
                      size="sm"
                      className="mt-1"
                      isBusy={dropWording.isPending}
                      onPress={() => dropWording.mutate()}
                    >
                      <Trans>Drop my wording</Trans>
                    </Button>
                  )}
                </details>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={<Trans>Conduct of the call</Trans>} note={<Trans>below every part</Trans>}>
        <div className="flex flex-col gap-1.5">
          {options(checkLabels).map((check) => (
            <Checkbox
              key={check.id}
              isReadOnly={!isEditable}
              isSelected={content.checklist.includes(check.id)}
              onChange={(isOn) =>
                onChange({
                  ...content,
                  checklist: isOn
                    ? [...content.checklist, check.id]
                    : content.checklist.filter((other) => other !== check.id),
                })
              }
            >
              {check.name}
            </Checkbox>
          ))}
        </div>
      </Section>
      {isEditing && <ScopeDialog script={script} onClose={() => setEditing(false)} />}
    </Column>
  );
}

function ScopeDialog({ script, onClose }: { script: Tagged<Script>; onClose: () => void }) {
  const { t } = useLingui();
  const client = useQueryClient();
  const one = script.data;
  const [name, setName] = useState(one.name);
  const [nameZh, setNameZh] = useState(one.name_zh);
  const [scope, setScope] = useState({
    scenario: one.scenario,
    product_id: one.product_id,
    market_id: one.market_id,
    segment_id: one.segment_id,
    languages: one.languages,
  });
  return (
    <FormDialog
      title={t`For whom`}
      act={t`Save`}
      onClose={onClose}
      isReady={name.trim() !== '' && nameZh.trim() !== '' && scope.languages.length > 0}
      send={async () => {
        await unwrapTagged(
          api.PATCH('/v1/scripts/{script_id}', {
            body: { name: name.trim(), name_zh: nameZh.trim(), ...scope },
            params: { path: { script_id: one.id }, header: { 'If-Match': script.etag } },
          }),
        );
        await again(client);
      }}
    >
      {() => (
        <div className="flex flex-col gap-3">
          <TextField label={t`Name in Chinese`} isRequired value={nameZh} onChange={setNameZh} />
          <TextField label={t`Name in English`} isRequired value={name} onChange={setName} />
          <ScopeFields
            scope={scope}
            onChange={setScope}
            productName={one.product_name && title({ name: one.product_name, name_zh: one.product_name_zh })}
          />
        </div>
      )}
    </FormDialog>
  );
}
