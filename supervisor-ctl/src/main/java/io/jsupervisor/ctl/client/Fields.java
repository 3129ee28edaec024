package io.jsupervisor.ctl.client;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object as it came over the wire: values are String, Integer, Long, Double, Boolean, List, Map
 * or null. Unknown fields are kept, absent ones read as empty, so that servers may differ in age.
 */
public record Fields(Map<String, Object> values) {
  /**
   * @throws IOException when the server answered with something else than an object
   */
  public static Fields of(Object value) throws IOException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new IOException("the server's answer is not an object: " + value);
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      values.put(String.valueOf(entry.getKey()), entry.getValue());
    }
    return new Fields(values);
  }

  /**
   * @throws IOException when the server answered with something else than a list of objects
   */
  public static List<Fields> listOf(Object value) throws IOException {
    List<Fields> list = new ArrayList<>();
    for (Object item : items(value)) {
      list.add(of(item));
    }
    return list;
  }

  /**
   * @throws IOException when the server answered with something else than a list
   */
  public static List<String> textsOf(Object value) throws IOException {
    List<String> list = new ArrayList<>();
    for (Object item : items(value)) {
      list.add(String.valueOf(item));
    }
    return list;
  }

  public Object value(String name) {
    return values.get(name);
  }

  public String text(String name) {
    Object value = values.get(name);
    return value == null ? "" : value.toString();
  }

  public int number(String name) {
    return values.get(name) instanceof Number number ? number.intValue() : 0;
  }

  public boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  private static List<?> items(Object value) throws IOException {
    if (!(value instanceof List<?> list)) {
      throw new IOException("the server's answer is not a list: " + value);
    }
    return list;
  }
}
