export function python(f) {
  const part = (text) => ({ '{body}': 'body', '{id}': 'message_id.encode()', '{timestamp}': 'timestamp.encode()' })[text] ?? `b${JSON.stringify(text)}`;
  const lines = ['import base64, hashlib, hmac, time', '', '', 'def verify(secret, headers, body, now=None):', '    """headers by lower-case name; body is the bytes as they came."""'];
  if (f.idHeader) {
    lines.push(`    message_id = headers.get("${f.idHeader.toLowerCase()}", "")`);
  }
  if (f.timeHeader) {
    lines.push(
      `    timestamp = headers.get("${f.timeHeader.toLowerCase()}", "")`,
      '    if not timestamp.isdecimal():',
      '        return False',
      '    if abs((time.time() if now is None else now) - int(timestamp)) > 300:',
      '        return False',
    );
  }
  const text = f.keyPrefix ? `secret.removeprefix("${f.keyPrefix}")` : 'secret';
  const digest = f.hex ? 'mac.hexdigest()' : 'base64.b64encode(mac.digest()).decode()';
  lines.push(
    `    key = ${f.base64Key ? `base64.b64decode(${text})` : `${text}.encode()`}`,
    `    mac = hmac.new(key, ${f.signed.map(part).join(' + ')}, hashlib.sha256)`,
    `    expected = ${f.before ? `"${f.before}" + ` : ''}${digest}${f.after ? ` + "${f.after}"` : ''}`,
    `    given = headers.get("${f.header.toLowerCase()}", "")`,
    f.separator
      ? `    return any(hmac.compare_digest(expected.encode(), one.encode()) for one in given.split("${f.separator}"))`
      : '    return hmac.compare_digest(expected.encode(), given.encode())',
  );
  return lines.join('\n');
}
