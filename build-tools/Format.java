import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
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
    int bad = 0;
    for (Path file : files) {
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
    System.exit(bad == 0 ? 0 : 1);
  }
}
