import { type Diagnostic, DiagnosticError } from '../../base/diagnostic.ts';
import type { Mutant } from '../mutate/mutant.ts';
import { oneLine } from '../mutate/source.ts';
import type { Rule, RulePlace } from './model.ts';
import { type Fields, isFields, readYaml, textOf } from './yaml.ts';

/** A mutant that behaves like the rule, so that no test can detect it; a person states why. */
export interface Declaration {
  /** Name of the alert, or of the recorded series. */
  readonly rule: string;
  /** The mutant's id, or its text: `> 0 -> >= 0`. */
  readonly mutant: string;
  readonly reason: string;
  readonly place: RulePlace;
}

/**
 * Reads a list of `{rule, mutant, reason}`, or of `{rule, mutants: […], reason}` if one reason applies to
 * several.
 *
 * @throws DiagnosticError `mutation/declaration` for any other entry
 */
export function readDeclarations(file: string): Declaration[] {
  return readYaml(file).flatMap(({ content, lineOf }) => {
    if (content === null) return [];
    if (!Array.isArray(content)) throw malformed({ file, line: 1 }, 'the file is not a list');
    return content.flatMap((entry: unknown, index) => {
      const place = { file, line: lineOf([index]) };
      if (!isFields(entry)) throw malformed(place, 'this entry is not a mapping');
      return declarationsIn(entry, place);
    });
  });
}

function declarationsIn(
  { rule, mutant, mutants, reason, ...others }: Fields,
  place: RulePlace,
): Declaration[] {
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw malformed(place, `there is no key "${unknown}"`);
  if (mutant !== undefined && mutants !== undefined)
    throw malformed(place, 'it has both "mutant" and "mutants"');
  const named = Array.isArray(mutants) ? mutants.map(textOf) : [textOf(mutant)];
  if (textOf(rule) === '') throw malformed(place, '"rule" is missing');
  if (textOf(reason).trim() === '') throw malformed(place, '"reason" is missing');
  if (named.length === 0 || named.includes('')) throw malformed(place, '"mutant" is missing');
  return named.map((each) => ({ rule: textOf(rule), mutant: each, reason: textOf(reason).trim(), place }));
}

/**
 * The declaration of each mutant that has one.
 *
 * @param rules all rules, including those whose mutants are not tried this time
 * @throws DiagnosticError `mutation/unknown-equivalent` if a declaration matches no mutant, or several
 */
export function matchDeclarations(
  declarations: readonly Declaration[],
  mutants: readonly Mutant[],
  rules: readonly Rule[],
): ReadonlyMap<Mutant, Declaration> {
  const declared = new Map<Mutant, Declaration>();
  const problems: Diagnostic[] = [];
  const tried = new Set(mutants.map(({ rule }) => rule.name));
  for (const declaration of declarations) {
    if (!tried.has(declaration.rule) && rules.some(({ name }) => name === declaration.rule)) continue;
    const found = mutants.filter((mutant) => isAbout(declaration, mutant));
    const [mutant] = found;
    if (mutant !== undefined && found.length === 1) declared.set(mutant, declaration);
    else problems.push(mismatch(declaration, found));
  }
  if (problems.length > 0) throw new DiagnosticError(problems);
  return declared;
}

/** `> 0 -> >= 0` */
export function changeText({ before, after }: Pick<Mutant, 'before' | 'after'>): string {
  return `${before} -> ${after}`;
}

function isAbout({ rule, mutant: text }: Declaration, mutant: Mutant): boolean {
  return mutant.rule.name === rule && (mutant.id === text || changeText(mutant) === oneLine(text));
}

function mismatch({ rule, mutant, place }: Declaration, found: readonly Mutant[]): Diagnostic {
  const isUnknown = found.length === 0;
  return {
    code: 'mutation/unknown-equivalent',
    severity: 'error',
    place: { ...place, definition: rule },
    message: isUnknown
      ? `"${mutant}" is no mutant of ${rule}`
      : `"${mutant}" is ${found.length} mutants of ${rule}`,
    reason: isUnknown
      ? 'The rule has changed since this was declared, or a word is mistyped; the reason given may hold no more'
      : 'It is not clear which of them cannot be noticed',
    remedy: isUnknown
      ? 'Remove the entry, or write the id that "oac mutants --json" prints.'
      : `Write one of their ids: ${found.map(({ id }) => id).join(', ')}.`,
  };
}

function malformed(place: RulePlace, message: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'mutation/declaration',
    place: { ...place },
    message,
    reason: 'An equivalent mutant must be named, with the reason',
    remedy:
      'Write a list of entries such as "- {rule: HighErrorRate, mutant: comparator-1a2b3c4d, reason: …}".',
  });
}
