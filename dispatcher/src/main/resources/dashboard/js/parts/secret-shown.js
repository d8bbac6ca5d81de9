/** A secret, this once, and how to verify with it. */
import { h } from '../dom.js';
import { copyButton, code } from './copy.js';
import { tabs } from './tabs.js';
import { LANGUAGES, snippet } from '../snippets.js';

export function secretShown(secret, contract) {
  return h(
    'section',
    { class: 'panel' },
    secret
      ? [
          h('h2', 'Its secret'),
          h('p', { class: 'notice warn' }, contract?.secret.shown === 'always' ? 'Keep it where you keep secrets. You can look it up again here.' : 'Copy it now and keep it where you keep secrets: it is not shown again.'),
          h('div', { class: 'secret' }, h('code', { class: 'mono', 'data-secret': true }, secret), copyButton(secret, 'Copy the secret')),
        ]
      : h('p', 'Its secret is yours and is not shown, or it has none.'),
    verification(contract),
  );
}

/** Code that verifies, in five languages, for the contract that signs. */
export function verification(contract) {
  if (!contract?.signature) {
    return null;
  }
  return [
    h('h2', 'Verify what comes'),
    h('p', { class: 'hint' }, 'Give it the body as it came, before anything parses it, and answer 401 where it says no.'),
    tabs('Language', LANGUAGES.map((language) => [language, () => code(snippet(language, contract.signature), `Verification in ${language}`)])),
  ];
}
