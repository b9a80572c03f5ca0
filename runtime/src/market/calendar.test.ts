import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sessionsOn } from 'krx-calendar';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { describe, expect, it } from 'vitest';
import { calendarFrom } from './calendar.ts';

async function fileWith(text: string): Promise<string> {
  const file = join(await temporaryDirectory(), 'calendar.json');
  await writeFile(file, text);
  return file;
}

describe('the calendar of the observer', () => {
  it('is the built-in one by default', () => {
    expect(sessionsOn(calendarFrom(undefined), '2026-12-31')).toEqual([]);
  });

  it('includes the changes of its file', async () => {
    const calendar = calendarFrom(
      await fileWith(
        JSON.stringify({
          openings: ['2026-12-31'],
          closures: [{ date: '2026-12-01', reason: '임시공휴일' }],
          specialDays: [{ date: '2026-12-02', opens: '10:00', closes: '16:30', reason: '시험' }],
        }),
      ),
    );
    expect(sessionsOn(calendar, '2026-12-31')).toHaveLength(1);
    expect(sessionsOn(calendar, '2026-12-01')).toEqual([]);
    expect(sessionsOn(calendar, '2026-12-02')).toEqual([{ opens: '10:00', closes: '16:30' }]);
  });

  it.each([
    ['no JSON', 'closures: []', /not a JSON object/],
    ['a list', '[]', /not a JSON object/],
    ['a key that is unknown', '{"closed": []}', /"closed"/],
    ['no list', '{"openings": "2026-12-31"}', /openings in .* is not a list/],
    ['a date that does not exist', '{"openings": ["2026-02-30"]}', /openings\[0\] .* not a date/],
    ['a closure without a reason', '{"closures": [{"date": "2026-12-01"}]}', /closures\[0\] .* no reason/],
    [
      'a day that ends before it begins',
      '{"specialDays": [{"date": "2026-12-01", "opens": "10:00", "closes": "09:00", "reason": "x"}]}',
      /closes before it opens/,
    ],
  ])('is refused if the file has %s', async (_, text, message) => {
    const file = await fileWith(text);
    expect(() => calendarFrom(file)).toThrow(message);
  });

  it('is refused if the file does not exist', () => {
    expect(() => calendarFrom('/no/such/file')).toThrow(/ENOENT/);
  });
});
