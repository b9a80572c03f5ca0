import { describe, it } from 'vitest';
import { expectRendered, type Mistake } from './test-configuration.ts';

describe('a key', () => {
  it.each<Mistake & { readonly mistake: string }>([
    {
      mistake: 'with a slip',
      written: 'namespce: x\n',
      rendered: [
        'config/unknown-key 7:1',
        'namespce: x',
        '^^^^^^^^',
        '`namespce` is not a key of this file',
        'Did you mean `namespace`?',
      ],
    },
    {
      mistake: 'written with an underscore',
      written: 'intervals:\n  scrape_timeout: 5s\n',
      rendered: [
        'config/unknown-key 8:3',
        '  scrape_timeout: 5s',
        '  ^^^^^^^^^^^^^^',
        '`scrape_timeout` is not a key of `intervals`',
        'Did you mean `scrapeTimeout`?',
      ],
    },
    {
      mistake: 'that belongs under another',
      written: 'release: prometheus\n',
      rendered: [
        'config/unknown-key 7:1',
        'release: prometheus',
        '^^^^^^^',
        '`release` is not a key of this file',
        'Its place is `operator.release`.',
      ],
    },
    {
      mistake: 'that belongs further out',
      written: 'service:\n  namespace: x\n',
      rendered: [
        'config/unknown-key 8:3',
        '  namespace: x',
        '  ^^^^^^^^^',
        '`namespace` is not a key of `service`',
        'Move it out of `service`.',
      ],
    },
    {
      mistake: 'that nothing resembles',
      written: 'environments:\n  prod:\n    prometheus: { storage: 10Gi }\n',
      rendered: [
        'config/unknown-key 9:19',
        '    prometheus: { storage: 10Gi }',
        '                  ^^^^^^^',
        '`storage` is not a key of `environments.prod.prometheus`',
        'Remove it; the keys here are `retention`.',
      ],
    },
    {
      mistake: 'of an undeclared threshold',
      written: 'thresholds:\n  errorRate: 0.1\n',
      rendered: [
        'config/unknown-key 8:3',
        '  errorRate: 0.1',
        '  ^^^^^^^^^',
        '`errorRate` is not a key of `thresholds`',
        'Did you mean `errorRatio`?',
      ],
    },
    {
      mistake: 'of another operator profile',
      written: 'operator:\n  profile: kube-prometheus\n  release: x\n',
      rendered: [
        'config/unknown-key 9:3',
        '  release: x',
        '  ^^^^^^^',
        '`release` does not belong to the operator profile `kube-prometheus`',
        'Remove it, or write `profile: kube-prometheus-stack`; the profile `kube-prometheus` has `prometheusNamespace` and `serviceAccount`.',
      ],
    },
    {
      mistake: 'of another profile than that of the layer below',
      written: 'environments:\n  prod:\n    operator: { ruleLabels: {} }\n',
      rendered: [
        'config/unknown-key 9:17',
        '    operator: { ruleLabels: {} }',
        '                ^^^^^^^^^^',
        '`ruleLabels` does not belong to the operator profile `kube-prometheus-stack`',
        'Remove it, or write `profile: custom`; the profile `kube-prometheus-stack` has `release`.',
      ],
    },
    {
      mistake: 'named like a property of every object',
      written: '__proto__: x\n',
      rendered: [
        'config/unknown-key 7:1',
        '__proto__: x',
        '^^^^^^^^^',
        '`__proto__` is not a key of this file',
        'Remove it; the keys here are `app`, `namespace`, `language`, `service`, `intervals`, `jobs`, `selectors`, `prometheus`, `operator`, `labels`, `alerts`, `alertmanager`, `grafana`, `runbooks`, `thresholds`, `checks`, `overview`, `workload`, `calendar`, `defaultEnvironment`, `environments`, `services`.',
      ],
    },
    {
      mistake: 'that is no Kubernetes label',
      written: 'labels: { "my team": data }\n',
      rendered: [
        'config/value 7:11',
        'labels: { "my team": data }',
        '          ^^^^^^^^^',
        'A key here must be a Kubernetes label key, such as `release` or `app.kubernetes.io/name`; `"my team"` is not one: at most 63 letters, digits, `-`, `_` and `.`, after an optional DNS name and `/`',
        'Write `my-team`.',
      ],
    },
  ])('$mistake is refused', expectRendered);
});
