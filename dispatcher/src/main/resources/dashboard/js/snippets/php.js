export function php(f) {
  const part = (text) => ({ '{body}': '$body', '{id}': '$id', '{timestamp}': '$timestamp' })[text] ?? `'${text}'`;
  const lines = ['<?php', '', '/** $headers by lower-case name; $body as it came: file_get_contents("php://input"). */', 'function verify(string $secret, array $headers, string $body): bool', '{'];
  if (f.idHeader) {
    lines.push(`    $id = $headers['${f.idHeader.toLowerCase()}'] ?? '';`);
  }
  if (f.timeHeader) {
    lines.push(`    $timestamp = $headers['${f.timeHeader.toLowerCase()}'] ?? '';`, "    if (!preg_match('/^\\d{1,12}$/', $timestamp) || abs(time() - (int) $timestamp) > 300) {", '        return false;', '    }');
  }
  const text = f.keyPrefix ? `preg_replace('/^${f.keyPrefix}/', '', $secret)` : '$secret';
  const mac = `hash_hmac('sha256', ${f.signed.map(part).join(' . ')}, $key${f.hex ? '' : ', true'})`;
  lines.push(
    `    $key = ${f.base64Key ? `base64_decode(${text})` : text};`,
    `    $expected = ${f.before ? `'${f.before}' . ` : ''}${f.hex ? mac : `base64_encode(${mac})`}${f.after ? ` . '${f.after}'` : ''};`,
    `    $given = $headers['${f.header.toLowerCase()}'] ?? '';`,
    ...(f.separator
      ? [`    foreach (explode('${f.separator}', $given) as $one) {`, '        if (hash_equals($expected, $one)) {', '            return true;', '        }', '    }', '    return false;']
      : ['    return hash_equals($expected, $given);']),
    '}',
  );
  return lines.join('\n');
}
