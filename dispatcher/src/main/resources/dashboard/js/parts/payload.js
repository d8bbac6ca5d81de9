/** JSON to read, or as it is. */
import { h } from '../dom.js';
import { copyButton } from './copy.js';
import { tabs } from './tabs.js';

/** Of JSON, or of text that may be JSON. */
export function payload(content) {
  const raw = typeof content === 'string' ? content : JSON.stringify(content);
  const parsed = typeof content === 'string' ? json(content) : content;
  const pre = (text, label) => h('div', { class: 'code-box' }, copyButton(text), h('pre', { tabindex: '0', 'aria-label': label }, h('code', text)));
  return parsed === undefined ? pre(raw, 'Text') : tabs('Form', [['Pretty', () => pre(JSON.stringify(parsed, null, 2), 'Pretty')], ['Raw', () => pre(raw, 'Raw')]]);
}

function json(text) {
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
