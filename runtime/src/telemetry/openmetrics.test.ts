import fc from 'fast-check';
import { contract } from 'observer-metrics';
import { observer } from 'observer-metrics/observer';
import { describe, expect, it } from 'vitest';
import { renderExposition } from './exposition.ts';
import { Instruments } from './instruments.ts';
import { openMetricsMistakes } from './testing/openmetrics.ts';

const OWN = contract.filter(({ exporter, name }) => exporter.key === observer.exporter.key && name !== 'up');

const EXEMPLAR = { trace_id: '4bf92f3577b34da6a3ce929d0e0e4736', span_id: '00f067aa0ba902b7' };

/** Every metric of the contract with these values, and these texts in labels that take any. */
async function emitted(text: string, values: readonly number[]): Promise<string> {
  const instruments = new Instruments();
  for (const metric of OWN) {
    const labels = Object.fromEntries(
      Object.entries(metric.domains).map(([label, domain]) => [
        label,
        domain.kind === 'one-of' ? (domain.values[0] ?? '') : text,
      ]),
    );
    for (const value of values) {
      if (metric.type === 'counter') instruments.counter(metric, labels).increase(value);
      else if (metric.type === 'gauge') instruments.gauge(metric, labels).set(value);
      else instruments.histogram(metric, labels).observe(value, EXEMPLAR);
    }
  }
  return renderExposition(await instruments.families(), 'openmetrics');
}

describe('the OpenMetrics output', () => {
  it('follows the specification, whatever is measured and whatever a label contains', async () => {
    const value = fc.oneof(
      fc.double({ min: 0, max: 1e22, noNaN: true }),
      fc.constantFrom(0, 0.005, 1, 5e-324, Number.MAX_VALUE, Number.NaN, Number.POSITIVE_INFINITY),
    );
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r\n', '\\', '"', '\ud800'),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.array(value, { maxLength: 8 }), async (label, values) => {
        expect(openMetricsMistakes(await emitted(label, values))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
