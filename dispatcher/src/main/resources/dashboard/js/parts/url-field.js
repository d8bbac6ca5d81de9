/** The address, looked at as it is typed by whoever will send there. */
import { api, ApiError } from '../api.js';
import { text } from './fields.js';
import { h, swap } from '../dom.js';
import { badge } from './badge.js';

const TYPING = 400;

export function urlField(value, signal) {
  const made = text('URL', 'url', value, { type: 'url', required: true, placeholder: 'https://example.com/hooks', spellcheck: 'false' });
  const verdict = h('p', { class: 'verdict', role: 'status' });
  made.input.after(verdict);
  let timer;
  let turn = 0;
  made.input.addEventListener('input', () => {
    clearTimeout(timer);
    made.fault.textContent = '';
    swap(verdict);
    if (/^[a-z]+:\/\/./i.test(made.input.value.trim())) {
      timer = setTimeout(check, TYPING);
    }
  });

  async function check() {
    const mine = (turn += 1);
    try {
      const { ok, problem } = await api.post('/v1/webhooks/check-url', { url: made.input.value.trim() }, { signal });
      if (mine === turn) {
        swap(verdict, ok ? badge('good', 'good', 'It can be delivered to') : badge('bad', 'bad', `It ${problem}`));
      }
    } catch (fault) {
      if (!(fault instanceof ApiError) && fault.name !== 'AbortError') {
        throw fault;
      }
    }
  }
  return made;
}
