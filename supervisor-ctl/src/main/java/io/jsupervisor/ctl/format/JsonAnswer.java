package io.jsupervisor.ctl.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One JSON object in one line, written at the end. */
public final class JsonAnswer implements Answer {
  private final OutputStream out;
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final Map<String, List<Object>> lists = new LinkedHashMap<>();

  public JsonAnswer(OutputStream out) {
    this.out = out;
  }

  @Override
  public void line(String text) {
    // Programs get the same by field() and row().
  }

  @Override
  public void field(String name, Object value) {
    fields.put(name, value);
  }

  @Override
  public void row(String list, Row row) {
    list(list);
    lists.get(list).add(row.fields());
  }

  @Override
  public void list(String name) {
    if (!lists.containsKey(name)) {
      lists.put(name, new ArrayList<>());
    }
  }

  @Override
  public void log(String field, byte[] bytes) {
    fields.put(field, new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public boolean endless() {
    return false;
  }

  @Override
  public void finish() throws IOException {
    Map<String, Object> all = new LinkedHashMap<>(fields);
    List<Object> errors = lists.remove("errors");
    all.putAll(lists);
    if (errors != null) {
      all.put("errors", errors);
    }
    JsonGenerator json = new JsonFactory().createGenerator(out);
    write(json, all);
    json.writeRaw('\n');
    json.flush();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case String text -> json.writeString(text);
      case Boolean flag -> json.writeBoolean(flag);
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Double number -> json.writeNumber(number);
      case List<?> list -> {
        json.writeStartArray();
        for (Object item : list) {
          write(json, item);
        }
        json.writeEndArray();
      }
      case Map<?, ?> map -> {
        json.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          json.writeFieldName(String.valueOf(entry.getKey()));
          write(json, entry.getValue());
        }
        json.writeEndObject();
      }
      default -> json.writeString(value.toString());
    }
  }
}
