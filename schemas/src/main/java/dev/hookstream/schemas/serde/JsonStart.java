package dev.hookstream.schemas.serde;

/** Where a JSON text begins. */
final class JsonStart {
  private JsonStart() {}

  /** Past the byte order mark that some Windows tools put before UTF-8. */
  static int afterByteOrderMark(byte[] bytes) {
    return bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF
        ? 3
        : 0;
  }

  /** Whether the first byte that is neither mark nor white space opens an object. */
  static boolean isObject(byte[] bytes) {
    int i = afterByteOrderMark(bytes);
    while (i < bytes.length
        && (bytes[i] == ' ' || bytes[i] == '\n' || bytes[i] == '\r' || bytes[i] == '\t')) {
      i++;
    }
    return i < bytes.length && bytes[i] == '{';
  }
}
