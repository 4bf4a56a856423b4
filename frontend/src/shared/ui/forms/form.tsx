import type { ReactNode } from 'react';
import {
  type Control,
  Controller,
  type FieldPath,
  type FieldPathValue,
  type FieldValues,
  type UseFormSetError,
} from 'react-hook-form';
import { isApiError } from '@/api/problem';
import { faultText } from './fault-text';

export interface BoundField<Value> {
  name: string;
  value: Value;
  onChange: (value: Value) => void;
  onBlur: () => void;
  error: string | undefined;
}

interface BoundProps<Values extends FieldValues, Name extends FieldPath<Values>> {
  control: Control<Values>;
  name: Name;
  children: (field: BoundField<FieldPathValue<Values, Name>>) => ReactNode;
}

/** Binds one field of a react-hook-form form to a control of the kit: `<Bound control={control} name="city">{(field) => <TextField label={t`City`} {...field} />}</Bound>`. */
export function Bound<Values extends FieldValues, Name extends FieldPath<Values>>({
  control,
  name,
  children,
}: BoundProps<Values, Name>) {
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) =>
        children({
          name: field.name,
          value: field.value,
          onChange: field.onChange,
          onBlur: field.onBlur,
          error: fieldState.error?.message,
        }) as React.ReactElement
      }
    />
  );
}

/**
 * Puts the faults of a 422 at the fields they name (JSON Pointer `/phones/0/number` → `phones.0.number`).
 * Returns the faults that name no field of the form, for the form to say above its buttons; null when it was no 422.
 */
export function placeFaults<Values extends FieldValues>(
  error: unknown,
  setError: UseFormSetError<Values>,
  known: (path: string) => boolean,
): string[] | null {
  if (!isApiError(error) || error.status !== 422) return null;
  const rest: string[] = [];
  for (const fault of error.problem.errors ?? []) {
    const path = fault.pointer.slice(1).replaceAll('~1', '/').replaceAll('~0', '~').replaceAll('/', '.');
    if (known(path)) setError(path as FieldPath<Values>, { type: fault.code, message: faultText(fault) });
    else rest.push(faultText(fault));
  }
  return rest;
}
