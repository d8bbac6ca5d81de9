/** A moment: how long ago in words, exactly for who points at it. */
import { h } from '../dom.js';
import { ago, exact } from '../format.js';

export function when(time, none = '–') {
  return time ? h('time', { datetime: time, title: exact(time) }, ago(time)) : h('span', { class: 'muted' }, none);
}

/** A timer that ends with the page. */
export function every(milliseconds, signal, act) {
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') {
      act();
    }
  }, milliseconds);
  signal.addEventListener('abort', () => clearInterval(timer));
}
