package io.jsupervisor.daemon.api;

/** Text in the exposition format of Prometheus. */
final class Metrics {
  private final StringBuilder text = new StringBuilder();
  private String family = "";

  /** Begins a family of samples. */
  void family(String name, String type, String help) {
    family = name;
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  /** A sample of the current family; {@code labels} as {@link #labels} makes them, or empty. */
  void sample(String labels, long value) {
    text.append(family).append(labels).append(' ').append(value).append('\n');
  }

  /** {@code {name="value",…}} from names and values in turn. */
  static String labels(String... namesAndValues) {
    StringBuilder labels = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.append(i == 0 ? "" : ",").append(namesAndValues[i]).append("=\"");
      labels.append(escaped(namesAndValues[i + 1])).append('"');
    }
    return labels.append('}').toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  String text() {
    return text.toString();
  }
}
