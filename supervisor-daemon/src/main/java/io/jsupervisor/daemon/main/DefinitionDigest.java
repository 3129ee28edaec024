package io.jsupervisor.daemon.main;

import io.jsupervisor.daemon.core.ProcessSpec;
import io.jsupervisor.daemon.core.StartRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;

/**
 * A short name for what a process is defined as: equal definitions have equal ones. Values of
 * environment variables play no part: whoever reads a digest could try passwords against it.
 */
final class DefinitionDigest {
  private static final int SHOWN = 12;
  private static final Map<ProcessSpec, String> KNOWN =
      Collections.synchronizedMap(new WeakHashMap<>());

  private DefinitionDigest() {}

  static String of(ProcessSpec spec) {
    return KNOWN.computeIfAbsent(spec, DefinitionDigest::computed);
  }

  private static String computed(ProcessSpec spec) {
    StartRules start = spec.start();
    List<Object> parts =
        List.of(
            spec.program(),
            spec.command(),
            spec.directory(),
            spec.umask(),
            spec.user(),
            spec.priority(),
            start.autostart(),
            start.autorestart(),
            start.startsecs(),
            start.startretries(),
            new TreeSet<>(start.exitcodes()), // a set has an order of each run's own
            spec.stop(),
            spec.redirectStderr(),
            spec.stdout(),
            spec.stderr(),
            new TreeSet<>(spec.environment().keySet()),
            spec.extensions().host(),
            spec.extensions().port(),
            spec.extensions().protocol(),
            new TreeMap<>(spec.extensions().options()));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(parts.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, SHOWN);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
