import type { Closure } from './holidays.ts';

/** A date whose only session is not the usual one. Times are `HH:MM` in Korea. */
export interface SpecialHours {
  readonly date: string;
  readonly opens: string;
  readonly closes: string;
  readonly reason: string;
}

/** The `calendar:` block of the configuration: what the built-in calendar does not know yet or has wrong. */
export interface CalendarOverrides {
  /** The years that are written out; by default all whose holidays are built in. */
  readonly years?: readonly number[];
  /** Weekdays on which the exchange is closed although the built-in list has it open. */
  readonly closures?: readonly Closure[];
  /** Dates on which the exchange is open although the built-in list has it closed. */
  readonly openings?: readonly string[];
  readonly specialDays?: readonly SpecialHours[];
}

const DATE_SCHEMA = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' } as const;
const TIME_SCHEMA = { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' } as const;
const REASON_SCHEMA = {
  type: 'string',
  minLength: 1,
  maxLength: 100,
  description: 'Why; shown as a comment in the generated rule.',
} as const;

/** JSON Schema (draft-07) of `CalendarOverrides`. What a schema cannot say, `validation.ts` says. */
export const calendarSchema = {
  type: 'object',
  additionalProperties: false,
  description:
    'Changes to the built-in trading calendar of the Korea Exchange (KRX). Dates and times are Korean.',
  properties: {
    years: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'integer', minimum: 2000, maximum: 2999 },
      description:
        'The years that are written into the rules. Default: every year whose holidays are built in.',
    },
    closures: {
      type: 'array',
      description: 'Weekdays on which the exchange is closed, for example a temporary public holiday.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['date', 'reason'],
        properties: {
          date: { ...DATE_SCHEMA, description: 'The closed date in quotes, for example "2027-10-05".' },
          reason: REASON_SCHEMA,
        },
      },
    },
    openings: {
      type: 'array',
      description: 'Dates on which the exchange is open although the built-in list has it closed.',
      items: { ...DATE_SCHEMA, description: 'The open date in quotes, for example "2027-12-31".' },
    },
    specialDays: {
      type: 'array',
      description: 'Dates with other trading hours, for example the day of the college entrance exam.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['date', 'opens', 'closes', 'reason'],
        properties: {
          date: { ...DATE_SCHEMA, description: 'The date in quotes, for example "2027-11-18".' },
          opens: {
            ...TIME_SCHEMA,
            description: 'First minute of the session in quotes, for example "10:00".',
          },
          closes: {
            ...TIME_SCHEMA,
            description: 'First minute after the session in quotes, for example "16:30".',
          },
          reason: REASON_SCHEMA,
        },
      },
    },
  },
} as const;
