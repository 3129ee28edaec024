package io.jsupervisor.daemon.proxy;

import io.jsupervisor.common.words.ShellWords;
import io.jsupervisor.common.words.WordsException;
import io.jsupervisor.daemon.config.UpstreamSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pid file of the nginx that a reload command reloads: {@code pid_file=}, else what its {@code
 * -g} or its configuration ({@code -c}, else Debian's) says, else the place that packages use.
 */
final class NginxPid {
  private static final Pattern DIRECTIVE = Pattern.compile("(?m)(?:^|;)\\s*pid\\s+([^\\s;]+)\\s*;");
  private static final Path CONFIGURATION = Path.of("/etc/nginx/nginx.conf");
  private static final Path USUAL = Path.of("/run/nginx.pid");

  private NginxPid() {}

  /** Empty when there is no such file, or it holds no number. */
  static Optional<Long> of(UpstreamSpec upstream) {
    try {
      return Optional.of(Long.parseLong(Files.readString(file(upstream)).strip()));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  /** Whether the place of the file was found, not guessed. */
  static boolean isKnown(UpstreamSpec upstream) {
    return upstream.options().containsKey("pid_file") || said(words(upstream)).isPresent();
  }

  private static Path file(UpstreamSpec upstream) {
    return Optional.ofNullable(upstream.options().get("pid_file"))
        .map(Path::of)
        .or(() -> said(words(upstream)))
        .orElse(USUAL);
  }

  private static List<String> words(UpstreamSpec upstream) {
    try {
      return ShellWords.split(upstream.reloadCommand().orElse(""));
    } catch (WordsException unsplittable) {
      return List.of();
    }
  }

  private static Optional<Path> said(List<String> words) {
    Path prefix = Path.of(after(words, "-p").orElse("/usr/share/nginx"));
    Path configuration =
        after(words, "-c").map(Path::of).map(prefix::resolve).orElse(CONFIGURATION);
    return after(words, "-g")
        .flatMap(NginxPid::directive)
        .or(() -> text(configuration).flatMap(NginxPid::directive))
        .map(prefix::resolve);
  }

  private static Optional<String> after(List<String> words, String option) {
    int at = words.indexOf(option);
    return at < 0 || at + 1 == words.size() ? Optional.empty() : Optional.of(words.get(at + 1));
  }

  private static Optional<String> directive(String text) {
    Matcher found = DIRECTIVE.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
