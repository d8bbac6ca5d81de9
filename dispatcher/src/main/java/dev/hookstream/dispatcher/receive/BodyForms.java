package dev.hookstream.dispatcher.receive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a body may have been before somebody handled it. */
final class BodyForms {
  private static final JsonFactory JSON = new JsonFactory();

  private BodyForms() {}

  /**
   * A guess.
   *
   * @param change what was done to it, in words
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares or changes them
  record Form(byte[] body, String change) {}

  /** Guesses, none of them the body itself. */
  static List<Form> of(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    List<Form> forms = new ArrayList<>();
    add(forms, body, text.replaceFirst("(\r?\n)+$", ""), "a line end was added");
    add(forms, body, text + "\n", "its last line end was cut off");
    add(forms, body, text.strip(), "blanks were added around it");
    add(forms, body, text.replaceFirst("^\uFEFF", ""), "a byte order mark was added");
    add(forms, body, text.replace("\r\n", "\n"), "its line ends became CR LF");
    add(forms, body, text.replaceAll("(?<!\r)\n", "\r\n"), "its line ends were CR LF");
    try {
      add(forms, body, printed(text, false), "the JSON was parsed and printed anew");
      add(forms, body, printed(text, true), "the JSON was parsed and printed anew");
    } catch (IOException e) {
      // It is no JSON: then nobody printed it anew.
    }
    return forms;
  }

  private static void add(List<Form> forms, byte[] body, String text, String change) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(bytes, body)) {
      forms.add(new Form(bytes, change));
    }
  }

  /** Without a blank; numbers stay the text that they were. */
  private static String printed(String text, boolean ascii) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonParser in = JSON.createParser(text);
        JsonGenerator to = JSON.createGenerator(out)) {
      if (ascii) {
        to.setHighestNonEscapedChar(127);
      }
      for (JsonToken token = in.nextToken(); token != null; token = in.nextToken()) {
        if (token.isNumeric()) {
          to.writeNumber(in.getText());
        } else {
          to.copyCurrentEvent(in);
        }
      }
    }
    return out.toString();
  }
}
