package io.jsupervisor.ctl.reference;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A terminal of 100 columns and 30 rows with a shell in it, by tmux. */
final class Screen implements AutoCloseable {
  private static final String TMUX = "/usr/bin/tmux";
  private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Path socket;

  Screen(Path directory) {
    if (!Files.isExecutable(Path.of(TMUX))) {
      throw new IllegalStateException(
          TMUX + " is missing; this test types into it (cure: apt-get install tmux)");
    }
    socket = directory.resolve("tmux-" + System.nanoTime());
    tmux(
        "-f",
        "/dev/null",
        "new-session",
        "-d",
        "-x",
        "100",
        "-y",
        "30",
        "env PS1='$ ' LC_ALL=C.UTF-8 HISTFILE= bash --norc --noprofile");
    await(text -> text.startsWith("$"));
  }

  /** Types a text as it is, without a line end. */
  void type(String text) {
    tmux("send-keys", "-l", text);
  }

  /** Presses a key by the name it has in tmux, such as {@code Enter} or {@code C-c}. */
  void press(String key) {
    tmux("send-keys", key);
  }

  void enter(String text) {
    type(text);
    press("Enter");
  }

  /** Waits until the screen has this text, and returns all of it without blanks at line ends. */
  String awaitText(String text) {
    return await(screen -> screen.contains(text));
  }

  String awaitEnd(String text) {
    return await(screen -> screen.endsWith(text));
  }

  String await(Predicate<String> wanted) {
    long begun = System.nanoTime();
    String screen = text();
    while (!wanted.test(screen)) {
      if (System.nanoTime() - begun > DEADLINE_NANOS) {
        throw new AssertionError("not on the screen within 30 s; it shows:\n" + screen);
      }
      screen = text();
    }
    return screen;
  }

  private String text() {
    return tmux("capture-pane", "-p").stripTrailing();
  }

  private String tmux(String... words) {
    List<String> command = new ArrayList<>(List.of(TMUX, "-S", socket.toString()));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + out);
      }
      return out;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command + " was interrupted", e);
    }
  }

  @Override
  public void close() {
    tmux("kill-server");
  }
}
