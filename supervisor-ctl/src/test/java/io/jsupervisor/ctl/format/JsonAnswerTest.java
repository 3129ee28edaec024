package io.jsupervisor.ctl.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonAnswerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonAnswer answer = new JsonAnswer(out);

  @Test
  void fieldsListsAndErrors_finished_areOneObjectWithErrorsLast() throws IOException {
    answer.error("web", "BAD_NAME", "web: ERROR (no such group)");
    answer.list("results");
    answer.field("added", List.of("a\u00e9", "\"quoted\""));
    answer.field("pid", 7);
    answer.line("people only");
    answer.finish();

    assertEquals(
        """
        {"added":["a\u00e9","\\"quoted\\""],"pid":7,"results":[],\
        "errors":[{"name":"web","code":"BAD_NAME","message":"web: ERROR (no such group)"}]}
        """,
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void logThatIsNoText_finished_isStillJson() throws IOException {
    answer.log("text", new byte[] {'a', (byte) 0xff, 0x1b, '\n'});
    answer.finish();

    assertEquals("{\"text\":\"a\ufffd\\u001B\\n\"}\n", out.toString(StandardCharsets.UTF_8));
  }
}
