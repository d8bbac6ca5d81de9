package dev.hookstream.dispatcher.sender;

import java.util.ArrayList;
import java.util.List;

/**
 * One reading of a text: some of its escapes undone, and where its characters came from. Confined
 * to one thread.
 *
 * @param places one more than the text has characters
 * @param end the length of the text as it came
 */
@SuppressWarnings("ArrayRecordComponent") // made, read and dropped; never compared
record Unescaped(String text, int[] places, int end) implements Needle.Places {
  @Override
  public int of(int index) {
    return places.length == 0 ? index : places[index];
  }

  /**
   * All that a text can mean: as it stands, with the escapes of one kind undone, and with all of
   * them. A secret may hold what looks like an escape of another kind than the receiver used.
   */
  static List<Unescaped> all(String text) {
    List<Unescaped> readings = new ArrayList<>();
    readings.add(new Unescaped(text, new int[0], text.length()));
    for (Escapes escapes : Escapes.values()) {
      boolean mixed = readings.size() > 2;
      if (escapes == Escapes.ALL ? mixed : text.indexOf(escapes.first) >= 0) {
        readings.add(escapes.undo(text));
      }
    }
    return readings;
  }
}
