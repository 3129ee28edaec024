package io.jsupervisor.ctl.format;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that went wrong.
 *
 * @param name what it is about; empty when about the whole command
 * @param code the classic fault's name; empty when there is none
 */
public record ErrorRow(String name, String code, String text) implements Row {
  @Override
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", name.isEmpty() ? null : name);
    fields.put("code", code.isEmpty() ? null : code);
    fields.put("message", text);
    return fields;
  }
}
