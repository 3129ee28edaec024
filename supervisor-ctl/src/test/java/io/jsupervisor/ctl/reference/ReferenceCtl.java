package io.jsupervisor.ctl.reference;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The installed supervisorctl, in one Python process that serves every case. */
final class ReferenceCtl implements AutoCloseable {
  private final Process python;
  private final OutputStream requests;
  private final DataInputStream answers;

  /**
   * @param directory for the script
   */
  ReferenceCtl(Path directory) throws IOException {
    Path script = directory.resolve("supervisorctl-server.py");
    try (InputStream text =
        ReferenceCtl.class.getResourceAsStream("/reference/supervisorctl-server.py")) {
      Files.copy(text, script, StandardCopyOption.REPLACE_EXISTING);
    }
    ProcessBuilder builder = new ProcessBuilder("/usr/bin/python3", script.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    python = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    requests = python.getOutputStream();
    answers = new DataInputStream(python.getInputStream());
  }

  Ran run(String typed, List<String> args) {
    String request = typed.replace('\n', '\u001e') + '\u001f' + String.join("\u001f", args) + '\n';
    try {
      requests.write(request.getBytes(StandardCharsets.UTF_8));
      requests.flush();
      return new Ran(Integer.parseInt(frame()), frame(), frame());
    } catch (IOException e) {
      throw new UncheckedIOException("the reference did not answer to " + args, e);
    }
  }

  private String frame() throws IOException {
    int length = 0;
    for (int c = answers.readUnsignedByte(); c != '\n'; c = answers.readUnsignedByte()) {
      length = length * 10 + (c - '0');
    }
    return new String(answers.readNBytes(length), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    requests.close();
    python.destroy();
  }
}
