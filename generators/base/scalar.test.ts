import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { requireTool } from '../../tests/support/tools.ts';
import { scalar } from './scalar.ts';
import { yamlFile } from './yaml.ts';

/** Texts that look like numbers, dates, booleans and null in some version of YAML, or in Go. */
const ambiguous = fc.oneof(
  fc.stringMatching(/^[-+.]?[0-9][0-9_.:eE+-]{0,12}$/),
  fc.stringMatching(/^[-+]?0[xXoObB][0-9a-fA-F_]{1,8}$/),
  fc.stringMatching(/^20[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]([tT ][0-9:.]{1,8}Z?)?$/),
  fc.stringMatching(/^[0-9]{1,3}(:[0-5]?[0-9]){1,2}(\.[0-9]{1,3})?$/),
  fc
    .constantFrom('y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', '~', '.inf', '.nan', '=', '<<')
    .chain((word) => fc.constantFrom(word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1))),
  fc.stringMatching(/^[0-9a-f]{6,12}$/),
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,20}$/),
  fc.stringMatching(/^[-a-z:#,[\]{}&*!|>'"%@` ]{1,8}$/),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.toWellFormed()),
);

describe('a scalar', () => {
  it.each([
    ['20260106_090000', '"20260106_090000"'],
    ['1.10', '"1.10"'],
    ['0X1F', '"0X1F"'],
    ['1:30', '"1:30"'],
    ['on', '"on"'],
    ['2026-01-06', '"2026-01-06"'],
    ['12e4567', '"12e4567"'],
    ['build-20260106-090000', 'build-20260106-090000'],
    ['v1.2.0', 'v1.2.0'],
    ['1.2.0', '1.2.0'],
    ['h:5000/b', 'h:5000/b'],
    ['https://grafana.example.com', 'https://grafana.example.com'],
    ['30s', '30s'],
    ['/metrics', '/metrics'],
    ['monitoring/관측.yaml', 'monitoring/관측.yaml'],
    ['a b.yaml', 'a b.yaml'],
    ['a, b.yaml', '"a, b.yaml"'],
    ['a #b.yaml', '"a #b.yaml"'],
    ['a: b', '"a: b"'],
    ['line\nfeed', '"line\\nfeed"'],
    ['- a', '"- a"'],
  ])('%s is written as %s', (text, written) => {
    expect(scalar(text)).toBe(written);
  });

  it('is the same text in YAML 1.1 and YAML 1.2', () => {
    fc.assert(
      fc.property(ambiguous, (text) => {
        const yaml = `a: ${scalar(text)}\nb: [${scalar(text)}, x]\nc:\n- ${scalar(text)}\n`;
        const expected = { a: text, b: [text, 'x'], c: [text] };
        expect(parse(yaml, { version: '1.1' })).toEqual(expected);
        expect(parse(yaml, { version: '1.2' })).toEqual(expected);
        expect(load(yaml)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same text for kubectl, in block style, in flow style and in files of ours', async () => {
    const kubectl = await requireTool('kubectl');
    const directory = mkdtempSync(join(tmpdir(), 'scalar-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const texts = [...new Set(fc.sample(ambiguous, 1_500))];
    const expected = Object.fromEntries(texts.map((text, index) => [`k${index}`, text]));
    const resources = ['object.yaml'];
    writeFileSync(join(directory, 'object.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\n');
    const entries = texts.map((text, index) => `k${index}: ${scalar(text)}`);
    for (const kustomization of [
      `resources: [object.yaml]\ncommonAnnotations:\n${entries.map((entry) => `  ${entry}\n`).join('')}`,
      `resources: [object.yaml]\ncommonAnnotations: {${entries.join(', ')}}\n`,
      yamlFile({ resources, commonAnnotations: expected }),
    ]) {
      writeFileSync(join(directory, 'kustomization.yaml'), kustomization);
      // An annotation must be a string: kustomize fails for anything else.
      const built = execFileSync(kubectl, ['kustomize', directory], { encoding: 'utf8' });
      // Values that Go writes unquoted, such as dates, are not strings for every parser.
      expect(parse(built, { schema: 'failsafe' }).metadata.annotations).toEqual(expected);
    }
  });
});
