/** A block of an Alloy configuration: `loki.process "observer" { … }`, or one inside of it. */
export interface AlloyBlock {
  readonly name: string;
  readonly label: string | undefined;
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly AlloyBlock[];
}

/**
 * The blocks of a configuration, by the form of the language only: what a component takes is not known here. Values are
 * their text, an object on several lines with single spaces.
 *
 * @throws SyntaxError where braces do not match, or a line is neither a block nor an attribute.
 */
export function alloyBlocks(text: string): readonly AlloyBlock[] {
  const lines = text.split('\n').map((line) => line.replace(/^\s*\/\/.*$/, '').trim());
  const [body, rest] = read(lines.filter((line) => line !== ''));
  if (rest.length > 0) throw new SyntaxError(`there is a } too many: ${rest.join(' ')}`);
  return body.blocks;
}

type Body = Pick<AlloyBlock, 'attributes' | 'blocks'>;

function read(lines: readonly string[], isInside = false): readonly [Body, readonly string[]] {
  const attributes: Record<string, string> = {};
  const blocks: AlloyBlock[] = [];
  let rest = lines;
  while (rest.length > 0) {
    const [line = '', ...following] = rest;
    if (line === '}') {
      if (!isInside) return [{ attributes, blocks }, rest];
      return [{ attributes, blocks }, following];
    }
    const [, name = '', label, empty] = /^([\w.]+)(?: "([\w-]+)")? \{( \})?$/.exec(line) ?? [];
    const [, key = '', value = ''] = /^(\w+)\s*= (.+)$/.exec(line) ?? [];
    if (name !== '') {
      const [body, after] = empty === undefined ? read(following, true) : [NOTHING, following];
      blocks.push({ name, label, ...body });
      rest = after;
    } else if (value === '{') {
      const end = following.indexOf('}');
      if (end < 0) throw new SyntaxError(`${key} has no end`);
      attributes[key] = following.slice(0, end).join(' ');
      rest = following.slice(end + 1);
    } else if (key !== '') {
      attributes[key] = value;
      rest = following;
    } else throw new SyntaxError(`neither a block nor an attribute: ${line}`);
  }
  if (isInside) throw new SyntaxError('there is a } missing');
  return [{ attributes, blocks }, []];
}

const NOTHING: Body = { attributes: {}, blocks: [] };
