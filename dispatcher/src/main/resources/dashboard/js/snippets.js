/** Code that verifies a signature, made from how the contract signs. */
import { go } from './snippets/go.js';
import { java } from './snippets/java.js';
import { node } from './snippets/node.js';
import { php } from './snippets/php.js';
import { python } from './snippets/python.js';

const WRITERS = { 'Node.js': node, Python: python, Go: go, Java: java, PHP: php };

export const LANGUAGES = Object.keys(WRITERS);

export function snippet(language, signature) {
  return WRITERS[language](facts(signature));
}

/** What all five need to know. */
function facts(signature) {
  const holding = (name) => signature.headers.find((header) => header.value.includes(`{${name}}`));
  const holder = holding('signatures') ?? holding('signature');
  const several = holder.value.includes('{signatures}');
  const template = several ? signature.each : holder.value;
  const [before, after] = template.split('{signature}');
  return {
    header: holder.name,
    separator: several ? signature.separator : null,
    before,
    after: after ?? '',
    idHeader: holding('id')?.name ?? null,
    timeHeader: holding('timestamp')?.name ?? null,
    signed: signature.signed.split(/(\{\w+\})/).filter((part) => part !== ''),
    keyPrefix: signature.key_prefix,
    base64Key: signature.key === 'base64',
    hex: signature.encoding === 'hex',
  };
}
