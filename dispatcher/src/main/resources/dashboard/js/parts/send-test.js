/** An example, sent at once; what the receiver said stands below it. */
import { api, path } from '../api.js';
import { h, swap } from '../dom.js';
import { millis, pretty } from '../format.js';
import { href } from '../router.js';
import { badge } from './badge.js';
import { dialog } from './dialog.js';
import { choice, text } from './fields.js';
import { doing } from './toast.js';

export async function sendTest(webhook) {
  const { data, operational } = await api.get('/v1/event-types', { query: { contract: webhook.contract } });
  const types = [...data, ...operational];
  await dialog('Send a test', (body) => {
    const type = data.length
      ? choice('Type', 'type', [['', 'The contract’s own test'], ...types.map((one) => [one.type, one.type])], '', { hint: 'Its example from the catalogue is sent, signed like any delivery.' })
      : text('Type', 'type', '', { placeholder: 'test.ping', hint: 'Any type; a small example is sent. Of the types about webhooks (endpoint.disabled …), their own.' });
    const example = h('pre', { class: 'example', tabindex: '0', 'aria-label': 'The example' });
    const answer = h('div', { role: 'status' });
    const send = h('button', { class: 'button primary' }, 'Send');
    const show = () => {
      const found = types.find((one) => one.type === type.value());
      example.hidden = !found;
      example.textContent = found ? pretty(found.example) : '';
    };
    type.input.addEventListener('input', show);
    show();

    async function submit(event) {
      event.preventDefault();
      swap(answer, h('p', { class: 'muted' }, 'Sent; waiting for the answer …'));
      const result = await doing(send, () => api.post(`${path`/v1/webhooks/${webhook.id}`}/test`, type.value() ? { type: type.value() } : {}));
      swap(answer, result && outcome(result));
    }
    swap(body, h('form', { class: 'form', on: { submit } }, type.box, example, h('div', { class: 'actions' }, send)), answer);
  });
}

function outcome(result) {
  const good = result.error === null;
  return [
    h('p', good ? badge('good', 'good', `Answered ${result.status_code}`) : badge('bad', 'bad', result.status_code ? `Answered ${result.status_code}` : 'No answer'), ` ${millis(result.response_time_ms)}`),
    result.error && h('p', `${result.error.kind}${result.error.message ? `: ${result.error.message}` : ''}`),
    result.response_body && h('pre', { tabindex: '0', 'aria-label': 'The answer’s body' }, result.response_body),
    h('p', h('a', { href: href(`/deliveries/${result.delivery_id}`), on: { click: (event) => event.target.closest('dialog').close() } }, 'The delivery')),
  ];
}
