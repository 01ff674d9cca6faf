/**
 * JSON with line breaks, token by token: a number stays as it was written, `1.00` and `12345678901234567890` too. What is no
 * JSON comes back as it is, as far as that goes: nothing is checked.
 */
export function prettyJson(json: string): string {
  let depth = 0;
  let text = '';
  const breakLine = () => `\n${'  '.repeat(depth)}`;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s"[\]{},:]+/gs)) {
    const isEmptied = (token === '}' && text.endsWith('{')) || (token === ']' && text.endsWith('['));
    if (token === '{' || token === '[') {
      text += openedBefore(text, breakLine) + token;
      depth += 1;
    } else if (token === '}' || token === ']') {
      depth -= 1;
      text += isEmptied ? token : breakLine() + token;
    } else if (token === ',') text += token;
    else if (token === ':') text += ': ';
    else text += openedBefore(text, breakLine) + token;
  }
  return text;
}

/** A value begins a line, unless it follows its name or is all there is. */
function openedBefore(text: string, breakLine: () => string): string {
  return text === '' || text.endsWith(': ') ? '' : breakLine();
}

/** The member `data` of an event as the API writes it, last and byte for byte; `undefined` where its data is no JSON. */
export function dataOf(event: string): string | undefined {
  const name = ',"data":';
  const start = event.indexOf(name);
  return start === -1 ? undefined : event.slice(start + name.length, -1);
}
