import { describe, expect, it } from 'vitest';
import { messages } from '../testing/findings.ts';
import { serviceMonitorOf } from '../testing/service.ts';
import { schema } from './schema.ts';

const said = (interval: unknown) =>
  messages(schema, {
    manifests: {
      'x.yaml': [
        {
          apiVersion: 'monitoring.coreos.com/v1',
          ...serviceMonitorOf({ endpoints: [{ port: 'http', interval }] }),
        },
      ],
    },
  });

describe('kubernetes/schema', () => {
  it('names the field that the operator would reject', () => {
    expect(said('30 seconds')).toEqual([expect.stringContaining('/spec/endpoints/0/interval')]);
  });

  it('accepts what the operator accepts', () => {
    expect(said('30s')).toEqual([]);
  });
});
