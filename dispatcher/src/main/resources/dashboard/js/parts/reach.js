/** Which webhooks an event reaches or does not, and why. */
import { h } from '../dom.js';
import { shortUrl } from '../format.js';
import { href } from '../router.js';
import { worded } from './badge.js';

const OUTCOMES = {
  delivered: ['good', 'good', 'Reaches it'],
  held: ['info', 'pause', 'Held for it'],
  not_yet_there: ['calm', 'wait', 'Not yet there'],
  other_contract: ['calm', 'bad', 'Another contract'],
  other_type: ['calm', 'bad', 'Another type'],
  filtered: ['warn', 'bad', 'Filtered out'],
};

export function reach(places) {
  return places.length === 0
    ? h('p', { class: 'muted' }, 'There is no webhook.')
    : h('ul', { class: 'reach' }, places.map((place) => h('li', worded(OUTCOMES, place.outcome), h('div', h('a', { href: href(`/webhooks/${place.webhook_id}`) }, shortUrl(place.url)), h('p', { class: 'hint' }, place.reason, place.filter_pointer && [' (in the filter: ', h('code', place.filter_pointer), ')'])))));
}
