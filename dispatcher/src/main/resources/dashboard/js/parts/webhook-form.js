/** Everything that can be set about a webhook; for a new one and for one that is there. */
import { api, ApiError } from '../api.js';
import { h } from '../dom.js';
import { choice, field, formFaults, number, text } from './fields.js';
import { eventPicker } from './event-picker.js';
import { headerRows } from './header-rows.js';
import { receiverAuth } from './receiver-auth.js';
import { urlField } from './url-field.js';

const ORDERINGS = [
  ['', 'As the contract says'],
  ['parallel', 'Parallel: as fast as it goes, in no order'],
  ['ordered', 'Ordered: first attempts one after another'],
  ['strict', 'Strict: nothing overtakes a retry'],
];

export function webhookForm({ webhook, contracts, signal, yes, cancel, save }) {
  const old = webhook ?? { url: '', events: [], headers: {} };
  const contract = contracts.length > 1 && choice('Contract', 'contract', contracts.map((one) => [one.name, `${one.name}: ${one.description}`]), contracts[0].name);
  const url = urlField(old.url, signal);
  const description = text('Description', 'description', old.description, { hint: 'For people: whose it is, what it is for.', maxlength: '1000' });
  const events = eventPicker(old.events, contract ? contract.input.value : contracts[0].name, signal);
  const more = advanced(old, webhook);
  const button = h('button', { class: 'button primary' }, yes);
  const faults = formFaults();
  contract && contract.input.addEventListener('change', () => events.use(contract.input.value));

  const form = h(
    'form',
    { class: 'panel form', novalidate: true, on: { submit } },
    faults.summary,
    url.box,
    description.box,
    contract && contract.box,
    events.box,
    h('details', { class: 'advanced', open: more.isSet }, h('summary', 'Order, pace, authentication, headers, filter'), more.boxes),
    h('div', { class: 'actions' }, button, h('a', { class: 'button', href: cancel }, 'Cancel')),
  );

  async function submit(event) {
    event.preventDefault();
    faults.clear(form);
    button.disabled = true;
    try {
      const fields = { url: url.value(), events: events.value(), description: description.value(), ...more.value(Boolean(webhook)) };
      if (contract) {
        fields.contract = contract.value();
      }
      await save(fields);
    } catch (refused) {
      if (!(refused instanceof ApiError) && !(refused instanceof SyntaxError)) {
        throw refused;
      }
      faults.show(form, refused);
    } finally {
      button.disabled = false;
    }
  }
  return form;
}

function advanced(old, webhook) {
  const ordering = choice('Order', 'ordering', ORDERINGS, webhook ? old.ordering : '');
  const stop = h('input', { type: 'checkbox', checked: old.stop_at_dead_letter ?? false });
  const inFlight = number('At once, at most', 'max_in_flight', old.max_in_flight, { min: 1, max: 10_000, hint: 'Requests that may be open at a time.' });
  const rate = number('A second, at most', 'rate_limit_per_second', old.rate_limit_per_second, { min: 0.001, step: 'any', hint: 'Requests a second.' });
  const timeout = number('Time-out, ms', 'timeout_ms', old.timeout_ms, { min: 1, max: 60_000, hint: 'Of the whole exchange.' });
  const wait = number('May wait, hours', 'max_wait_hours', old.max_wait_hours, { min: 1, max: 720, hint: 'Before it is a dead letter.' });
  const email = text('Alerts to', 'alert_email', old.alert_email, { type: 'email', placeholder: 'team@example.com' });
  const headers = headerRows(old.headers);
  const auth = receiverAuth(old);
  const filter = h('textarea', { rows: '4', spellcheck: 'false', placeholder: '{"/score": {"lte": 2}}', value: old.filter ? JSON.stringify(old.filter, null, 2) : '' });
  const filterBox = field('Filter', 'filter', filter, { hint: 'A condition on the event’s data, as JSON; an event that it does not hold for is not delivered.' });
  return {
    isSet: Boolean(webhook && (old.max_in_flight || old.rate_limit_per_second || old.timeout_ms || old.filter || Object.keys(old.headers).length)),
    boxes: [ordering.box, h('label', { class: 'check' }, stop, h('span', 'With strict order: a dead letter pauses the webhook until somebody resumes it')), h('div', { class: 'columns' }, inFlight.box, rate.box, timeout.box, wait.box), email.box, headers.box, ...auth.boxes, filterBox.box],
    value(isThere) {
      const fields = {
        ordering: ordering.value(),
        stop_at_dead_letter: stop.checked,
        max_in_flight: inFlight.value(),
        rate_limit_per_second: rate.value(),
        timeout_ms: timeout.value(),
        max_wait_hours: wait.value(),
        alert_email: email.value(),
        headers: headers.value(),
        filter: filter.value.trim() ? json(filter.value) : null,
        ...auth.value(),
      };
      // A new webhook is told only what somebody has set.
      return isThere ? fields : Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== false));
    },
  };
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new SyntaxError(`The filter is not JSON: ${fault.message}`);
  }
}
