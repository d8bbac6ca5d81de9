/** JSON to read, or as it is: both from the text, since a browser's numbers forget how they were written. */
import { h } from '../dom.js';
import { copyButton } from './copy.js';
import { tabs } from './tabs.js';

/** Of text that may be JSON. */
export function payload(text) {
  const pre = (shown, label) => h('div', { class: 'code-box' }, copyButton(shown), h('pre', { tabindex: '0', 'aria-label': label }, h('code', shown)));
  return isStructure(text) ? tabs('Form', [['Pretty', () => pre(indented(text), 'Pretty')], ['Raw', () => pre(text, 'Raw')]]) : pre(text, 'Text');
}

function isStructure(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** JSON with a line for each member; strings and numbers stay as they were written. */
export function indented(json) {
  const tokens = json.match(TOKENS);
  let out = '';
  let depth = 0;
  const line = () => (out += `\n${'  '.repeat(depth)}`);
  tokens.forEach((token, i) => {
    if (token === '{' || token === '[') {
      out += token;
      depth += 1;
      if (tokens[i + 1] !== '}' && tokens[i + 1] !== ']') {
        line();
      }
    } else if (token === '}' || token === ']') {
      depth -= 1;
      if (tokens[i - 1] !== '{' && tokens[i - 1] !== '[') {
        line();
      }
      out += token;
    } else if (token === ',') {
      out += token;
      line();
    } else {
      out += token === ':' ? ': ' : token;
    }
  });
  return out;
}
