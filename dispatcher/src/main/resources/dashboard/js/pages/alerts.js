/** Who of a workspace is mailed when a webhook is in trouble, of what, and how soon. */
import { api, ApiError } from '../api.js';
import { h, swap } from '../dom.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { field, formFaults, number } from '../parts/fields.js';
import { head } from '../parts/page-head.js';
import { doing, toast } from '../parts/toast.js';

async function draw({ signal }) {
  const [known, { operational: types }] = await Promise.all([api.get('/v1/alert-settings', { signal }), api.get('/v1/event-types', { signal })]);
  return { title: 'Alerts', body: [head('Alerts'), form(known, types), byWebhook()] };
}

function form(known, types) {
  const may = session.may('manage');
  const faults = formFaults();
  const emails = field('Mail to', 'emails', h('textarea', { rows: '3', spellcheck: 'false', autocomplete: 'off', placeholder: 'ann@example.com', readonly: !may }, known.emails.join('\n')), { hint: 'One address a line; nobody, where there is none. What is about one webhook also goes to the address that its own settings name.' });
  const boxes = types.map((entry) => ({ entry, input: h('input', { type: 'checkbox', checked: known.types === null || known.types.includes(entry.type), disabled: !may }) }));
  const minutes = number('Gather for, in minutes', 'digest_minutes', known.digest_minutes, { min: '0', max: '1440', placeholder: 'what the operator set', readonly: !may, hint: 'The first mail waits so long for others, so that an outage is one mail. 0: at once.' });
  const save = h('button', { class: 'button primary' }, 'Save');

  const wish = () => {
    const chosen = boxes.filter(({ input }) => input.checked).map(({ entry }) => entry.type);
    const lines = emails.input.value.split(/[\s,;]+/).filter(Boolean);
    return { emails: lines, types: chosen.length === boxes.length ? null : chosen, digest_minutes: minutes.value() };
  };

  async function submit(event) {
    event.preventDefault();
    faults.clear(made);
    await doing(save, async () => {
      try {
        const kept = await api.put('/v1/alert-settings', wish());
        emails.input.value = kept.emails.join('\n');
        toast('Saved.');
      } catch (refused) {
        if (!(refused instanceof ApiError)) {
          throw refused;
        }
        faults.show(made, refused);
      }
    });
  }

  const made = h(
    'form',
    { class: 'panel form', novalidate: true, on: { submit } },
    faults.summary,
    emails.box,
    h('fieldset', { 'data-field': 'types' }, h('legend', 'Of what'), boxes.map(({ entry, input }) => h('label', { class: 'check event-choice' }, input, h('span', h('code', entry.type), h('span', { class: 'hint' }, entry.description)))), h('p', { class: 'fault', role: 'alert' })),
    minutes.box,
    may && h('div', { class: 'actions' }, save),
  );
  return made;
}

function byWebhook() {
  return h('section', { class: 'panel' }, h('h2', 'For programs'), h('p', 'The same, at once and signed, goes to each webhook that names one of these types. ', session.may('manage') && h('a', { href: href('/webhooks/new') }, 'Create one'), session.may('manage') && '.'));
}

export default { draw };
