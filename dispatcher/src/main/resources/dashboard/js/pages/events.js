/** Find an event by its id, or publish one and see whom it would reach first. */
import { api, ApiError } from '../api.js';
import { h, id, swap } from '../dom.js';
import { plural, pretty } from '../format.js';
import { go, href } from '../router.js';
import { session } from '../session.js';
import { choice, field, formFaults, text } from '../parts/fields.js';
import { head } from '../parts/page-head.js';
import { reach } from '../parts/reach.js';
import { toast } from '../parts/toast.js';

async function draw({ signal }) {
  const publish = session.may('publish') ? await publishForm(signal) : h('p', { class: 'notice' }, 'This key may not publish.');
  return { title: 'Events', body: [head('Events'), finder(), publish] };
}

function finder() {
  const field = id('event');
  const input = h('input', { id: field, required: true, placeholder: 'evt_…', spellcheck: 'false', autocomplete: 'off', 'data-key': '/' });
  const find = (event) => {
    event.preventDefault();
    if (input.value.trim()) {
      go(`/events/${encodeURIComponent(input.value.trim())}`);
    }
  };
  return h('form', { class: 'panel form', role: 'search', on: { submit: find } }, h('h2', 'Find an event'), h('div', { class: 'field' }, h('label', { for: field }, 'Its id'), h('div', { class: 'joined' }, input, h('button', { class: 'button' }, 'Find')), h('p', { class: 'hint' }, 'Of the last 24 hours any, of the last 30 days each that has a delivery in the log.')));
}

async function publishForm(signal) {
  const contracts = session.isOperator ? (await api.get('/v1/contracts', { signal })).data.map((one) => one.name) : [session.me.contract];
  const contract = choice('Contract', 'product', contracts.map((name) => [name, name]), contracts.includes('standard') ? 'standard' : contracts[0]);
  const place = h('div');
  const faults = formFaults();
  const data = h('textarea', { rows: '10', spellcheck: 'false', class: 'mono' });
  const dataBox = field('Data', 'data', data, { hint: 'A JSON object. It reaches the receivers byte for byte.' });
  const eventId = text('Id', 'id', '', { hint: 'Made for you if you leave it out.', spellcheck: 'false' });
  const result = h('div', { role: 'status' });
  let type;

  async function offer() {
    const { data: types } = await api.get('/v1/event-types', { signal, query: { contract: contract.value() } });
    type = types.length ? choice('Type', 'type', types.map((one) => [one.type, one.type])) : text('Type', 'type', 'order.paid', { required: true, spellcheck: 'false' });
    const example = () => (data.value = pretty(types.find((one) => one.type === type.value())?.example ?? { message: 'Hello' }));
    type.input.addEventListener('change', () => types.length && example());
    example();
    swap(place, type.box);
  }

  const body = () => {
    const given = eventId.value() ? `"id":${JSON.stringify(eventId.value())},` : '';
    const product = session.isOperator ? `"product":${JSON.stringify(contract.value())},` : '';
    JSON.parse(data.value); // a fault in words, before it is sent
    return `{${given}${product}"type":${JSON.stringify(type.value())},"data":${data.value}}`;
  };

  async function submit(event, act) {
    event.preventDefault();
    faults.clear(form);
    swap(result);
    try {
      await act(body());
    } catch (refused) {
      if (!(refused instanceof ApiError) && !(refused instanceof SyntaxError)) {
        throw refused;
      }
      faults.show(form, refused instanceof SyntaxError ? new SyntaxError(`The data is not JSON: ${refused.message}`) : refused);
    }
  }

  const preview = (event) =>
    submit(event, async (json) => {
      const dry = await api.post('/v1/events/dry-run', json);
      swap(result, h('h3', `It would reach ${plural(dry.matched, 'webhook')}`), reach(dry.data));
    });
  const publish = (event) =>
    submit(event, async (json) => {
      const made = await api.post('/v1/events', json);
      toast('Published.');
      swap(result, h('p', { class: 'notice good' }, 'Kafka has it: ', h('a', { class: 'mono', href: href(`/events/${made.id}`) }, made.id)));
    });

  const form = h('form', { class: 'panel form', novalidate: true, on: { submit: publish } }, h('h2', 'Publish an event'), faults.summary, contracts.length > 1 && contract.box, place, dataBox.box, eventId.box, h('div', { class: 'actions' }, h('button', { class: 'button primary' }, 'Publish'), h('button', { type: 'button', class: 'button', on: { click: preview } }, 'Whom would it reach?')), result);
  contract.input.addEventListener('change', offer);
  await offer();
  return form;
}

export default { draw };
