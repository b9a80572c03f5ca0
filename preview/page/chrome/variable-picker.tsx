import { Combobox, Input, MultiCombobox, Tooltip, useTheme2 } from '@grafana/ui';
import { type JSX, useId } from 'react';
import { ALL, type ResolvedVariable } from '../data/variables.ts';

interface VariablePickerProps {
  readonly resolved: ResolvedVariable;
  readonly onPick: (values: readonly string[]) => void;
}

export function VariablePicker({ resolved, onPick }: VariablePickerProps): JSX.Element {
  const theme = useTheme2();
  const id = useId();
  const { variable, error } = resolved;
  const label = (
    <label htmlFor={id} style={{ background: theme.colors.background.secondary }}>
      {variable.label}
      {error !== undefined && ' ⚠'}
    </label>
  );
  return (
    <div className="variable" data-variable={variable.name}>
      {error === undefined ? label : <Tooltip content={error}>{label}</Tooltip>}
      <Picker id={id} resolved={resolved} onPick={onPick} />
    </div>
  );
}

function Picker({ id, resolved, onPick }: VariablePickerProps & { id: string }): JSX.Element {
  const { variable, options, selected } = resolved;
  if (variable.type === 'textbox') {
    return (
      <Input
        id={id}
        width={20}
        defaultValue={selected.join(',')}
        onBlur={(event) => onPick([event.currentTarget.value])}
      />
    );
  }
  const choices = [
    ...(variable.hasAll ? [{ label: 'All', value: ALL }] : []),
    ...options.map((value) => ({ label: value, value })),
  ];
  if (!variable.isMulti) {
    return (
      <Combobox
        id={id}
        options={choices}
        value={selected[0] ?? null}
        onChange={({ value }) => onPick([value])}
        width="auto"
        minWidth={10}
        createCustomValue
      />
    );
  }
  return (
    <MultiCombobox
      id={id}
      options={choices}
      value={[...selected]}
      onChange={(picked) =>
        onPick(
          afterPick(
            selected,
            picked.map(({ value }) => value),
          ),
        )
      }
      width="auto"
      minWidth={10}
    />
  );
}

/** All, or some of them, but not both. */
function afterPick(before: readonly string[], picked: readonly string[]): readonly string[] {
  if (picked.includes(ALL) && !before.includes(ALL)) return [ALL];
  return picked.filter((value) => value !== ALL);
}
