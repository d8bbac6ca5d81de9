/** A word about what was done, at the edge of the page. */
import { h } from '../dom.js';

export function toast(text, kind = 'good') {
  const box = h('div', { class: `toast ${kind}` }, text);
  document.getElementById('toasts').append(box);
  setTimeout(() => box.remove(), 6_000);
}

/** Runs what a button asks for: once at a time, and says what went wrong. */
export async function doing(button, act) {
  button.disabled = true;
  try {
    return await act();
  } catch (fault) {
    if (fault.name !== 'AbortError') {
      toast(fault.message, 'bad');
    }
    return undefined;
  } finally {
    button.disabled = false;
  }
}
