package io.jsupervisor.common.format;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The names that {@code %(name)s} may use: strings, and whole numbers as {@link Integer}, {@link
 * Long} or {@link java.math.BigInteger}.
 */
public interface Names {
  Optional<Object> lookup(String name);

  /** Every name with its value, for messages. */
  Map<String, Object> all();

  /** The names of a map; later changes of the map are seen. */
  static Names of(Map<String, ?> values) {
    return new Names() {
      @Override
      public Optional<Object> lookup(String name) {
        return Optional.ofNullable(values.get(name));
      }

      @Override
      public Map<String, Object> all() {
        return new LinkedHashMap<>(values);
      }
    };
  }

  /** These names, and where they are silent those of {@code outer}. */
  default Names over(Names outer) {
    Names inner = this;
    return new Names() {
      @Override
      public Optional<Object> lookup(String name) {
        Optional<Object> found = inner.lookup(name);
        return found.isPresent() ? found : outer.lookup(name);
      }

      @Override
      public Map<String, Object> all() {
        Map<String, Object> all = outer.all();
        all.putAll(inner.all());
        return all;
      }
    };
  }
}
