package io.jsupervisor.daemon.rpc;

import io.jsupervisor.common.format.PythonInt;
import io.jsupervisor.daemon.fleet.Fault;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a call, taken as the classic tool takes them: most types will do somewhere, and
 * which do not is a fault here and an internal error there (spec section 7.2).
 */
record Arguments(List<Object> values) {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  /** The name of a process; nothing but text can be one. */
  String name(int index) {
    if (values.get(index) instanceof String name) {
      return name;
    }
    throw new BadValueException("a name is a string, not " + shown(values.get(index)));
  }

  /** The name of a group: anything that can be looked up, though only text will be found. */
  String key(int index) {
    Object value = values.get(index);
    return switch (value) {
      case List<?> list -> throw new RpcFault(Fault.INCORRECT_PARAMETERS);
      case Map<?, ?> map -> throw new RpcFault(Fault.INCORRECT_PARAMETERS);
      case null -> throw new RpcFault(Fault.BAD_NAME);
      default -> shown(value);
    };
  }

  /** A whole number, also as text. */
  long whole(int index) {
    Object value = values.get(index);
    return switch (value) {
      case Long number -> number;
      case Double number -> number.longValue();
      case Boolean flag -> flag ? 1 : 0;
      case String text -> parsed(text);
      case null, default -> throw new RpcFault(Fault.INCORRECT_PARAMETERS);
    };
  }

  private static long parsed(String text) {
    return PythonInt.parse(text)
        .orElseThrow(() -> new BadValueException("'" + text + "' is no whole number"));
  }

  /** Anything counts as true that is not nothing; true where it is left out. */
  boolean flagOrTrue(int index) {
    if (index >= values.size()) {
      return true;
    }
    return switch (values.get(index)) {
      case null -> false;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  Object any(int index) {
    return values.get(index);
  }

  /** A value as the classic tool shows it in a text. */
  static String shown(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean flag -> flag ? "True" : "False";
      case LocalDateTime time -> time.format(TIME);
      default -> value.toString();
    };
  }
}
