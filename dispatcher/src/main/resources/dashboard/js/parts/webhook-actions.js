/** What can be done with a webhook, each with words on what will come of it. */
import { api, path } from '../api.js';
import { h, swap } from '../dom.js';
import { plural, shortUrl } from '../format.js';
import { go, href } from '../router.js';
import { session } from '../session.js';
import { confirm, dialog } from './dialog.js';
import { number } from './fields.js';
import { icon } from './icon.js';
import { secretShown } from './secret-shown.js';
import { sendTest } from './send-test.js';
import { doing, toast } from './toast.js';

/** show(webhook) draws it as it is now; look() asks for deliveries that have come meanwhile. */
export function webhookActions(webhook, show, look) {
  if (!session.may('manage')) {
    return [];
  }
  const where = path`/v1/webhooks/${webhook.id}`;
  const button = (sign, words, act, kind = '') => h('button', { type: 'button', class: `button ${kind}`, on: { click: (event) => doing(event.currentTarget, act) } }, icon(sign), words);
  const change = async (fields, words) => {
    show(await api.patch(where, fields));
    toast(words);
  };

  async function pause() {
    if (await confirm({ title: 'Pause this webhook?', text: `Nothing more is sent to ${shortUrl(webhook.url)}. What comes meanwhile is held, and you choose what becomes of it when you resume.`, yes: 'Pause' })) {
      await change({ status: 'disabled' }, 'Paused.');
    }
  }

  async function resume() {
    const held = (await api.get(where)).health.backlog;
    const choice = await dialog('Resume this webhook?', (body, close) => {
      swap(
        body,
        h('p', held ? `${plural(held, 'delivery', 'deliveries')} ${held === 1 ? 'is' : 'are'} held. What becomes of ${held === 1 ? 'it' : 'them'}?` : 'Nothing is held: it goes on with what comes from now on.'),
        h(
          'div',
          { class: 'actions' },
          h('button', { type: 'button', class: 'button primary', on: { click: () => close('deliver') } }, held ? 'Resume and deliver them' : 'Resume'),
          held > 0 && h('button', { type: 'button', class: 'button danger', on: { click: () => close('discard') } }, 'Resume and discard them'),
          h('button', { type: 'button', class: 'button', on: { click: () => close() } }, 'Cancel'),
        ),
      );
    });
    if (choice) {
      await change({ status: 'enabled', on_enable: choice }, choice === 'discard' ? 'Resumed; what was held is thrown away.' : 'Resumed.');
    }
  }

  async function rotate() {
    const grace = number('The old one signs on for, hours', 'grace', 24, { min: 0, max: 720, hint: '0 where it has leaked.' });
    const yes = await dialog('Rotate the secret?', (body, close) => {
      swap(body, h('p', 'A new secret is made and shown once.'), grace.box, h('div', { class: 'actions' }, h('button', { type: 'button', class: 'button primary', on: { click: () => close(true) } }, 'Rotate'), h('button', { type: 'button', class: 'button', on: { click: () => close() } }, 'Cancel')));
    });
    if (!yes) {
      return;
    }
    const made = await api.post(`${where}/rotate-secret`, { grace_seconds: Math.round((grace.value() ?? 0) * 3600) });
    const { data } = await api.get('/v1/contracts');
    await dialog('The new secret', (body) => swap(body, secretShown(made.secret, data.find((one) => one.name === webhook.contract))));
  }

  async function remove() {
    const { health } = await api.get(where);
    const text = [
      h('p', 'This takes away the webhook of ', h('strong', shortUrl(webhook.url)), ', its secret and its settings.'),
      h('p', health.backlog ? `${plural(health.backlog, 'delivery', 'deliveries')} that ${health.backlog === 1 ? 'waits' : 'wait'} for it will not be made.` : 'Nothing waits for it.', ' Its log goes with it. It cannot be undone.'),
    ];
    if (await confirm({ title: 'Delete this webhook?', text, yes: 'Delete for good', danger: true })) {
      await api.delete(where);
      toast('Deleted.');
      go('/webhooks');
    }
  }

  return [
    button('test', 'Send test', () => sendTest(webhook).then(look)),
    webhook.status === 'enabled' ? button('pause', 'Pause', pause) : button('play', 'Resume', resume, 'primary'),
    h('a', { class: 'button', href: href(`/webhooks/${webhook.id}/edit`) }, icon('edit'), 'Edit'),
    h('a', { class: 'button', href: href('/replays/new', { webhook_id: webhook.id }) }, icon('replay'), 'Replay'),
    button('key', 'Rotate secret', rotate),
    button('trash', 'Delete', remove, 'danger-quiet'),
  ];
}
