/** Text to take along. */
import { h, swap } from '../dom.js';
import { icon } from './icon.js';
import { toast } from './toast.js';

export function copyButton(text, label = 'Copy') {
  const button = h('button', { type: 'button', class: 'button small', on: { click: act } }, icon('copy'), label);

  async function act() {
    try {
      await navigator.clipboard.writeText(typeof text === 'function' ? text() : text);
      swap(button, icon('good'), 'Copied');
    } catch {
      toast('The browser does not let this page copy. Select the text and copy it yourself.', 'bad');
    }
  }
  return button;
}

/** Code in a box that scrolls, with a button. */
export function code(text, label) {
  return h('div', { class: 'code-box' }, copyButton(text), h('pre', { tabindex: '0', 'aria-label': label }, h('code', text)));
}
