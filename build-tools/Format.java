import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;

/**
 * Formats every Java file of the tree in place ({@code write}), or only names those that need it
 * and fails ({@code check}).
 */
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean check = args.length > 0 && args[0].equals("check");
    Path root = Path.of("").toAbsolutePath();
    List<Path> files;
    try (var walk = Files.walk(root)) {
      files =
          walk.filter(p -> p.toString().endsWith(".java"))
              .filter(p -> !root.relativize(p).toString().matches("(.*/)?target/.*"))
              .sorted()
              .toList();
    }
    // Only what changed since the last run; a check looks at all.
    Path stamp = root.resolve("target/format.stamp");
    FileTime last =
        !check && Files.exists(stamp) ? Files.getLastModifiedTime(stamp) : FileTime.fromMillis(0);
    int bad = 0;
    for (Path file : files) {
      if (Files.getLastModifiedTime(file).compareTo(last) < 0) {
        continue;
      }
      String before = Files.readString(file);
      String after = new Formatter().formatSourceAndFixImports(before);
      if (after.equals(before)) {
        continue;
      }
      if (check) {
        System.err.println(
            root.relativize(file) + ": not formatted (cure: run `mvn process-sources`)");
        bad++;
      } else {
        Files.writeString(file, after);
        System.out.println("formatted " + root.relativize(file));
      }
    }
    if (!check) {
      Files.createDirectories(stamp.getParent());
      Files.writeString(stamp, "");
    }
    System.exit(bad == 0 ? 0 : 1);
  }
}
