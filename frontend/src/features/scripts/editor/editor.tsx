import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Script, ScriptContent, ScriptVersion, Tagged } from '@/api';
import { useMay } from '@/shared/permissions';
import { Columns } from '@/shared/ui/layout/panel';
import { SkeletonLines } from '@/shared/ui/feedback/skeleton';
import { PartError } from '@/shared/ui/feedback/states';
import { useWrite, versionQuery } from '../queries';
import { ANSWERS, type Whole, whole } from './editing';
import { ObjectionsPart } from './objections-part';
import { PartEditor } from './part-editor';
import { PartsColumn } from './parts-column';
import { ScopeColumn } from './scope-column';

interface Props {
  script: Tagged<Script>;
  versionId: string;
  onVersion: (id: string) => void;
  onEffect: () => void;
}

const REST = 900;

/** What a version says, part by part; a draft is kept while it is typed. */
export function Editor({ script, versionId, onVersion, onEffect }: Props) {
  const found = useQuery(versionQuery(versionId));
  if (found.isPending) return <SkeletonLines lines={8} />;
  if (found.isError) {
    return (
      <PartError
        title={<Trans>The version was not loaded</Trans>}
        error={found.error}
        onRetry={() => void found.refetch()}
      />
    );
  }
  return <Open script={script} version={found.data.data} onVersion={onVersion} onEffect={onEffect} />;
}

interface OpenProps extends Omit<Props, 'versionId'> {
  version: ScriptVersion;
}

function Open({ script, version, onVersion, onEffect }: OpenProps) {
  const { t } = useLingui();
  const mayWrite = useMay('script:write') && version.state === 'draft';
  const write = useWrite(version.id);
  const [typed, setTyped] = useState<Whole | null>(null);
  const content = typed ?? whole(version.content);
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = chosen ?? content.sections[0]?.key ?? ANSWERS;
  const part = content.sections.find((each) => each.key === shown);

  const save = useRef((_content: ScriptContent) => {});
  useEffect(() => {
    save.current = (next) => write.mutate({ content: next });
  });
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => save.current(typed), REST);
    return () => clearTimeout(timer);
  }, [typed]);

  const change = (next: Whole) => setTyped(next);
  return (
    <Columns className="max-desk:flex-wrap max-desk:overflow-auto">
      <PartsColumn
        content={content}
        gaps={version.gaps}
        shown={shown}
        isEditable={mayWrite}
        onShow={setChosen}
        onChange={change}
      />
      {part ? (
        <PartEditor
          key={part.key}
          script={script.data}
          content={content}
          part={part}
          isEditable={mayWrite}
          status={write.isPending ? t`Saving…` : typed !== null && write.isSuccess ? t`Saved` : ''}
          onChange={change}
        />
      ) : (
        <ObjectionsPart script={script.data} content={content} isEditable={mayWrite} onChange={change} />
      )}
      <ScopeColumn
        script={script}
        version={version}
        content={content}
        isEditable={mayWrite}
        onChange={change}
        onVersion={onVersion}
        onEffect={onEffect}
      />
    </Columns>
  );
}
