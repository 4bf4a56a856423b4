import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Department } from '@/api';
import { useNames } from '@/shared/directory';
import { title } from '@/shared/format';
import { PersonPicker } from '@/shared/pickers';
import { FormDialog } from '@/shared/ui/overlays/form-dialog';
import type { Choice } from '@/shared/ui/forms/select';
import { TextField } from '@/shared/ui/forms/text-field';
import { toast } from '@/shared/ui/feedback/toast';
import { saveDepartment, useReadAgain } from '../queries';

interface Props {
  department: Department | null;
  onClose: () => void;
}

const FIELDS = ['/code', '/name', '/name_zh', '/manager_id'];

/** A department is founded or changed; its code stays for good. */
export function DepartmentDialog({ department, onClose }: Props) {
  const { t } = useLingui();
  const again = useReadAgain();
  const nameOf = useNames();
  const [code, setCode] = useState(department?.code ?? '');
  const [name, setName] = useState(department?.name ?? '');
  const [nameZh, setNameZh] = useState(department?.name_zh ?? '');
  const [manager, setManager] = useState<Choice | null>(
    department?.manager_id ? { id: department.manager_id, name: nameOf(department.manager_id) } : null,
  );
  const body = { code: code.trim(), name: name.trim(), name_zh: nameZh.trim(), manager_id: manager?.id ?? null };
  const needed = (text: string, isAsked: boolean) => (isAsked && text === '' ? t`Needed.` : undefined);
  return (
    <FormDialog
      title={department ? title(department) : t`Found a department`}
      act={department ? t`Save` : t`Found it`}
      onClose={onClose}
      isReady={body.code !== '' && body.name !== '' && body.name_zh !== ''}
      shows={(pointer) => FIELDS.includes(pointer)}
      send={() => saveDepartment(department, body)}
      onDone={() => {
        again();
        toast.done(t`${title(body)} is saved`);
      }}
    >
      {({ isAsked, faultAt }) => (
        <>
          <TextField
            label={t`Chinese name`}
            isRequired
            autoFocus
            value={nameZh}
            onChange={setNameZh}
            error={needed(body.name_zh, isAsked) ?? faultAt('/name_zh')}
          />
          <TextField
            label={t`English name`}
            isRequired
            value={name}
            onChange={setName}
            error={needed(body.name, isAsked) ?? faultAt('/name')}
          />
          <TextField
            label={t`Code`}
            isRequired
            isDisabled={department !== null}
            value={code}
            onChange={setCode}
            help={t`Small letters and digits, such as technical; it never changes.`}
            error={needed(body.code, isAsked) ?? faultAt('/code')}
          />
          <PersonPicker
            label={t`Responsible manager`}
            value={manager}
            onChange={setManager}
            error={faultAt('/manager_id')}
          />
        </>
      )}
    </FormDialog>
  );
}
