/** Dialogs of the platform: they keep the focus, and Esc closes them. */
import { h, id, swap } from '../dom.js';

/** Opens one; fill(body, close) says what is in it. Resolves with what close was given. */
export function dialog(title, fill) {
  return new Promise((resolve) => {
    const heading = id('dialog');
    const body = h('div', { class: 'dialog-body' });
    const box = h(
      'dialog',
      { 'aria-labelledby': heading },
      h('div', { class: 'dialog-head' }, h('h2', { id: heading }, title), h('button', { type: 'button', class: 'quiet', 'aria-label': 'Close', on: { click: () => box.close() } }, '✕')),
      body,
    );
    let answer;
    box.addEventListener('close', () => {
      box.remove();
      resolve(answer);
    });
    document.body.append(box);
    fill(body, (value) => {
      answer = value;
      box.close();
    });
    box.showModal();
  });
}

/** Asks; resolves with true where the answer is yes. Says what goes, not only whether one is sure. */
export function confirm({ title, text, yes, danger = false }) {
  return dialog(title, (body, close) => {
    swap(
      body,
      [text].flat().map((part) => (part instanceof Node ? part : h('p', part))),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', class: danger ? 'button danger' : 'button primary', on: { click: () => close(true) } }, yes),
        h('button', { type: 'button', class: 'button', autofocus: true, on: { click: () => close(false) } }, 'Cancel'),
      ),
    );
  });
}
