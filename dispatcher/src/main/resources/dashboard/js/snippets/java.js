export function java(f) {
  const update = (text) => ({ '{body}': '    mac.update(body);', '{id}': '    mac.update(id.getBytes(UTF_8));', '{timestamp}': '    mac.update(timestamp.getBytes(UTF_8));' })[text] ?? `    mac.update(${JSON.stringify(text)}.getBytes(UTF_8));`;
  const imports = ['java.security.GeneralSecurityException', 'java.security.MessageDigest', f.timeHeader && 'java.time.Duration', f.timeHeader && 'java.time.Instant', f.separator && 'java.util.Arrays', (f.base64Key || !f.hex) && 'java.util.Base64', f.hex && 'java.util.HexFormat', 'java.util.Map', 'javax.crypto.Mac', 'javax.crypto.spec.SecretKeySpec'].filter(Boolean);
  const text = f.keyPrefix ? `secret.replaceFirst("^${f.keyPrefix}", "")` : 'secret';
  const encoded = f.hex ? 'HexFormat.of().formatHex(mac.doFinal())' : 'Base64.getEncoder().encodeToString(mac.doFinal())';
  const lines = [
    'import static java.nio.charset.StandardCharsets.UTF_8;',
    '',
    ...imports.map((name) => `import ${name};`),
    '',
    'public final class VerifyWebhook {',
    '  /** headers by lower-case name; body is the bytes as they came. */',
    `  public static boolean verify(String secret, Map<String, String> headers, byte[] body${f.timeHeader ? ', Instant now' : ''})`,
    '      throws GeneralSecurityException {',
  ];
  if (f.idHeader) {
    lines.push(`    String id = headers.getOrDefault("${f.idHeader.toLowerCase()}", "");`);
  }
  if (f.timeHeader) {
    lines.push(
      `    String timestamp = headers.getOrDefault("${f.timeHeader.toLowerCase()}", "");`,
      '    if (!timestamp.matches("[0-9]{1,12}")) return false;',
      '    Instant signedAt = Instant.ofEpochSecond(Long.parseLong(timestamp));',
      '    if (Duration.between(signedAt, now).abs().compareTo(Duration.ofMinutes(5)) > 0) return false;',
    );
  }
  lines.push(
    `    byte[] key = ${f.base64Key ? `Base64.getDecoder().decode(${text})` : `${text}.getBytes(UTF_8)`};`,
    '    Mac mac = Mac.getInstance("HmacSHA256");',
    '    mac.init(new SecretKeySpec(key, "HmacSHA256"));',
    ...f.signed.map(update),
    `    byte[] expected = (${f.before ? `"${f.before}" + ` : ''}${encoded}${f.after ? ` + "${f.after}"` : ''}).getBytes(UTF_8);`,
    `    String given = headers.getOrDefault("${f.header.toLowerCase()}", "");`,
    f.separator
      ? `    return Arrays.stream(given.split("${f.separator}")).anyMatch(one -> MessageDigest.isEqual(expected, one.getBytes(UTF_8)));`
      : '    return MessageDigest.isEqual(expected, given.getBytes(UTF_8));',
    '  }',
    '}',
  );
  return lines.join('\n');
}
