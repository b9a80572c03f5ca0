import { useTheme2 } from '@grafana/ui';
import type { JSX } from 'react';
import { text } from '../dashboard/json.ts';
import type { Panel } from '../dashboard/model.ts';

export function NoData({ text: message }: { text: string }): JSX.Element {
  const theme = useTheme2();
  return (
    <div className="no-data" style={{ color: theme.colors.text.secondary }}>
      {message}
    </div>
  );
}

export function noValueOf({ fieldConfig }: Panel): string {
  return text(fieldConfig.defaults.noValue) || 'No data';
}
