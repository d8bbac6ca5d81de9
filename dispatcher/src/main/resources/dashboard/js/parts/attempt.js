/** One attempt: a line that says how it went, and all of it behind that. */
import { h, sized } from '../dom.js';
import { exact, millis } from '../format.js';
import { answer } from './badge.js';
import { copyButton } from './copy.js';
import { payload } from './payload.js';
import { when } from './time.js';

const STEPS = [
  ['resolve_ms', 'Name', 'step-1'],
  ['connect_ms', 'Connection', 'step-2'],
  ['tls_ms', 'TLS', 'step-3'],
  ['first_byte_ms', 'First byte', 'step-4'],
];

export function attemptCard(attempt, body, isOpen) {
  const good = attempt.error === null;
  const round = attempt.round > 0 ? `, round ${attempt.round + 1}` : '';
  return h(
    'details',
    { class: `attempt ${good ? 'good' : 'bad'}`, open: isOpen },
    h('summary', h('span', { class: 'attempt-name' }, `Attempt ${attempt.number}${round}`), answer(attempt.status_code, attempt.error?.kind), h('span', millis(attempt.response_time_ms)), when(attempt.at)),
    attempt.error && h('p', { class: 'notice bad' }, `${attempt.error.kind}${attempt.error.message ? `: ${attempt.error.message}` : ''}`),
    timings(attempt.timings),
    h(
      'div',
      { class: 'columns exchange' },
      h('div', h('div', { class: 'panel-head' }, h('h3', 'Sent'), copyButton(() => curl(attempt, body), 'Copy as curl')), h('p', { class: 'mono wrap' }, `POST ${attempt.url}`), headers(attempt.request_headers, 'The request’s headers')),
      h('div', h('h3', 'Came back'), attempt.status_code === null ? h('p', { class: 'muted' }, 'Nothing.') : [headers(attempt.response_headers, 'The response’s headers'), attempt.response_body ? payload(attempt.response_body) : h('p', { class: 'muted' }, 'No body.')]),
    ),
    h('p', { class: 'hint' }, exact(attempt.at)),
  );
}

function timings(given) {
  const steps = STEPS.filter(([name]) => given[name] !== null);
  const known = steps.reduce((sum, [name]) => sum + given[name], 0);
  const total = Math.max(given.total_ms ?? 0, known);
  if (total === 0) {
    return null;
  }
  const rest = total - known;
  const bars = [...steps.map(([name, words, kind]) => [words, given[name], kind]), ...(rest > 0.5 ? [['Body', rest, 'step-5']] : [])];
  return h(
    'div',
    { class: 'timing', role: 'img', 'aria-label': bars.map(([words, value]) => `${words} ${millis(value)}`).join(', ') },
    h('div', { class: 'timing-bar' }, bars.map(([, value, kind]) => sized(h('span', { class: kind }), { 'flex-grow': String(Math.max(value, total / 200)) }))),
    h('ul', { class: 'legend' }, bars.map(([words, value, kind]) => h('li', h('span', { class: `key ${kind}` }), `${words} ${millis(value)}`)), h('li', h('strong', `Total ${millis(total)}`))),
  );
}

function headers(list, label) {
  return list.length === 0 ? h('p', { class: 'muted' }, 'No headers.') : h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, h('table', { class: 'headers' }, h('caption', { class: 'hidden' }, label), h('tbody', list.map(({ name, value }) => h('tr', h('th', { scope: 'row' }, name), h('td', value === null ? h('em', 'secret') : value))))));
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** The same request from a terminal; secret values have to be put in by hand. */
export function curl(attempt, body) {
  const lines = attempt.request_headers.filter(({ name }) => !/^(content-length|host)$/i.test(name)).map(({ name, value }) => `  -H ${quoted(`${name}: ${value ?? 'SECRET'}`)}`);
  const data = body === null || body === undefined ? [] : [`  --data-raw ${quoted(body)}`];
  return [`curl -i -X POST ${quoted(attempt.url)}`, ...lines, ...data].join(' \\\n');
}
