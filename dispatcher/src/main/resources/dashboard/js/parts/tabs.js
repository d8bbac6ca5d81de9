/** One of several, as buttons that look like tabs. */
import { h, swap } from '../dom.js';

/** choices: [[name, () => node]]; the first is shown. */
export function tabs(label, choices) {
  const panel = h('div', { class: 'tab-panel' });
  const buttons = choices.map(([name, make]) => h('button', { type: 'button', 'aria-pressed': 'false', on: { click: (event) => choose(event.currentTarget, make) } }, name));

  function choose(button, make) {
    buttons.forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
    swap(panel, make());
  }
  choose(buttons[0], choices[0][1]);
  return h('div', { class: 'tabs' }, h('div', { class: 'segments', role: 'group', 'aria-label': label }, buttons), panel);
}
