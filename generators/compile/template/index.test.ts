import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { escapeTemplate } from './escape.ts';
import { parseTemplate, renderTemplate } from './index.ts';

describe('parseTemplate', () => {
  it('lists the labels with their places', () => {
    const text = 'Pod {{ $labels.pod }} of {{ .Labels.namespace | printf "%s" }}';
    const { labels, usesValue, errors } = parseTemplate(text);
    expect(labels.map(({ name, from, to }) => [name, text.slice(from, to)])).toEqual([
      ['pod', '$labels.pod'],
      ['namespace', '.Labels.namespace'],
    ]);
    expect(usesValue).toBe(false);
    expect(errors).toEqual([]);
  });

  it('finds the value anywhere in the text', () => {
    expect(parseTemplate('{{ printf "%s" ($value | humanize) }}').usesValue).toBe(true);
    expect(parseTemplate('$value is no action').usesValue).toBe(false);
  });

  it.each([
    ['{{ $value', '{{', '"{{" has no "}}"'],
    ['{{ }}', '', 'the action is empty'],
    ['{{ $value | }}', '', 'the action ends too early'],
    ['{{ (1 | humanize }}', '', '")" is missing'],
    ['{{ $value ) }}', ')', '")" cannot stand here'],
    ['{{ $value $value }}', '$value', 'a value takes no arguments'],
    ['{{ humanize | $value }}', '$value', 'only a function can stand behind "|"'],
    ['{{ $pod }}', '$pod', 'there is no $pod; alerts have $value and $labels.<label>'],
    ['{{ $labels }}', '$labels', 'there is no $labels'],
    ['{{ "open }}', '"open ', 'this string does not end'],
    ['{{ $value | humanise }}', 'humanise', 'there is no function "humanise"; did you mean humanize?'],
    ['{{ $value | xyz }}', 'xyz', 'there is no function "xyz"; there are humanize, humanize1024'],
    ['{{ if $value }}', 'if $value', '"if" is not supported in alert texts'],
    ['{{ $value | toUpper }}', 'toUpper', '"toUpper" is not supported in alert texts'],
    ['{{ humanize 1 2 }}', 'humanize 1 2', 'humanize takes one value, not 2'],
    ['{{ $value | printf "%d" }}', 'printf "%d"', 'printf "%d" cannot print a float: write %.0f or %v'],
    ['{{ $value | printf "%.2s" }}', 'printf "%.2s"', 'printf "%.2s" cannot print a float'],
    ['{{ $labels.a | printf "%.1f" }}', 'printf "%.1f"', 'printf "%.1f" cannot print a text: write %v'],
    ['{{ printf "%v %v" $value }}', 'printf "%v %v" $value', 'printf "%v %v" has 2 verbs for 1 values'],
    ['{{ printf "%x" 5 }}', 'printf "%x" 5', 'printf "%x" is not supported'],
    ['{{ printf "%5.1f" $value }}', 'printf "%5.1f" $value', 'printf "%5.1f" is not supported'],
    ['{{ printf $value }}', 'printf $value', 'printf needs a format in quotes first'],
    ['{{ reReplaceAll "a" $labels.a }}', 'reReplaceAll "a" $labels.a', 'reReplaceAll needs a pattern and a'],
    ['{{ $value | reReplaceAll "a" "b" }}', 'reReplaceAll "a" "b"', 'reReplaceAll needs a pattern and a'],
    ['{{ $labels.a | reReplaceAll "(?=a)" "" }}', 'reReplaceAll "(?=a)" ""', 'lookaround'],
    ['{{ $labels.a | reReplaceAll "(" "" }}', 'reReplaceAll "(" ""', 'cannot be compiled'],
    ['{{ $labels.a | reReplaceAll `\\s` "" }}', 'reReplaceAll `\\s` ""', 'the pattern may hold'],
    ['{{ 5 % 3 }}', '%', '"%" cannot stand here'],
  ])('refuses %s at %j', (text, at, message) => {
    const [error] = parseTemplate(text).errors;
    expect(error?.message).toContain(message);
    expect(text.slice(error?.from, error?.to).trim()).toBe(at.trim());
  });

  it('never throws, whatever the text', () => {
    const anyText = fc.string({
      unit: fc.constantFrom(
        '{{',
        '}}',
        ' ',
        '$value',
        '$labels',
        '.x',
        '|',
        '(',
        ')',
        '"',
        '`',
        '-',
        'printf',
        '%',
        '1',
      ),
    });
    fc.assert(
      fc.property(anyText, (text) => {
        const { errors } = parseTemplate(text);
        for (const { from, to } of errors) expect(from >= 0 && to >= from && to <= text.length).toBe(true);
        if (errors.length === 0) renderTemplate(text, { labels: {}, value: 1 });
      }),
      { numRuns: 2000 },
    );
  });
});

describe('renderTemplate', () => {
  it('prints an escaped text unchanged', () => {
    const anyText = fc.string({
      unit: fc.constantFrom('{{', '}}', '{', '"', '\\', ' ', '$value', '한', '\n'),
    });
    fc.assert(
      fc.property(anyText, (text) => {
        expect(renderTemplate(escapeTemplate(text), { labels: {}, value: 1 })).toBe(text);
      }),
    );
  });

  it('rejects a text that does not parse, with the code of its check', () => {
    expect(() => renderTemplate('{{ nothing', { labels: {}, value: 1 })).toThrow(DiagnosticError);
  });

  it('does not find labels in the prototype of objects', () => {
    expect(renderTemplate('{{ $labels.constructor }}', { labels: {}, value: 1 })).toBe('');
  });
});
