package io.jsupervisor.common.build;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What {@code build-tools/PlainClasses.java} changes, in all its forms; tells what comes of it. */
public final class PlainSample implements Supplier<String> {
  sealed interface Shape {
    /** In an interface, where the method that takes the place of the switch must be, too. */
    default String kind() {
      return switch (this) {
        case Circle ignored -> "circle";
        case Box ignored -> "box";
        case Pair ignored -> "pair";
      };
    }
  }

  record Circle(double radius) implements Shape {}

  record Box(int width, long height, Optional<String> name) implements Shape {}

  record Pair(Shape left, Shape right) implements Shape {}

  record All(
      boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, int[] j) {}

  private static final Object NOBODY = null;

  enum Level {
    LOW,
    HIGH
  }

  record Nothing() {}

  record Own(int value) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Own own && own.value / 10 == value / 10;
    }

    @Override
    public int hashCode() {
      return value / 10;
    }
  }

  private static String guarded(Shape shape) {
    return switch (shape) {
      case Box(int width, long height, var ignored) when width == height -> "square";
      case Box(var ignored, var ignored2, Optional<String> name) when name.isPresent() ->
          "box " + name.get();
      case Box box -> "box of " + box.width();
      case Pair(Circle(double left), Circle(double right)) when left == right -> "twins";
      case Pair(Circle ignored, Shape right) -> "circle and " + guarded(right);
      case Pair pair -> pair.kind();
      case Circle circle -> "circle of " + circle.radius();
    };
  }

  private static String mixed(Object value) {
    return switch (value) {
      case null -> "null";
      case String text when text.isEmpty() -> "empty";
      case Level.LOW -> "low";
      case Level ignored -> "a level";
      case String text -> text;
      case Integer number when number > 100 -> "large";
      case Integer ignored -> "number";
      case int[] numbers -> "array of " + numbers.length;
      case List<?> list -> "list of " + list.size();
      default -> "something";
    };
  }

  private static String unhandledNull(Shape shape) {
    try {
      return shape.kind() + guarded(shape);
    } catch (NullPointerException expected) {
      return "refused";
    }
  }

  private static void compare(List<String> told, Object one, Object other) {
    told.add(
        one.equals(other) + " " + other.equals(one) + " " + (one.hashCode() == other.hashCode()));
    told.add(one + " " + one.equals(told) + " " + one.equals(NOBODY));
  }

  private static void tellOfRecords(List<String> told) {
    int[] same = {1};
    All all = new All(true, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", same);
    told.add(
        Integer.toString(
            new All(true, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", null).hashCode()));
    compare(told, new Nothing(), new Nothing());
    compare(told, new Own(11), new Own(19));
    compare(told, new Circle(0.0), new Circle(-0.0));
    compare(told, new Circle(Double.NaN), new Circle(Double.NaN));
    compare(told, new Box(1, 2, Optional.of("x")), new Box(1, 2, Optional.of("x")));
    compare(told, new Box(1, 2, Optional.of("x")), new Box(1, 3, Optional.of("x")));
    List<All> others =
        List.of(
            new All(true, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", same),
            new All(false, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", same),
            new All(true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", same),
            new All(true, (byte) -1, (short) 3, 'c', 4, 5L, 6f, 7d, "i", same),
            new All(true, (byte) -1, (short) 2, 'd', 4, 5L, 6f, 7d, "i", same),
            new All(true, (byte) -1, (short) 2, 'c', 5, 5L, 6f, 7d, "i", same),
            new All(true, (byte) -1, (short) 2, 'c', 4, 1L << 40, 6f, 7d, "i", same),
            new All(true, (byte) -1, (short) 2, 'c', 4, 5L, Float.NaN, 7d, "i", same),
            new All(true, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 8d, "i", same),
            new All(true, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 7d, null, same),
            new All(true, (byte) -1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", new int[] {1}));
    for (All other : others) {
      told.add(all.equals(other) + " " + (all.hashCode() == other.hashCode()));
    }
  }

  @Override
  public String get() {
    List<String> told = new ArrayList<>();
    List<Shape> shapes =
        List.of(
            new Circle(2),
            new Box(2, 2, Optional.empty()),
            new Box(2, 3, Optional.of("b")),
            new Box(2, 3, Optional.empty()),
            new Pair(new Circle(1), new Circle(1)),
            new Pair(new Circle(1), new Circle(2)),
            new Pair(new Circle(1), new Box(1, 1, Optional.empty())),
            new Pair(new Box(1, 1, Optional.empty()), new Circle(1)));
    shapes.forEach(shape -> told.add(unhandledNull(shape)));
    told.add(unhandledNull(null));
    for (Object value :
        new Object[] {
          null, "", Level.LOW, Level.HIGH, "text", 7, 700, new int[3], List.of(1), 'c'
        }) {
      told.add(mixed(value));
    }
    tellOfRecords(told);
    return String.join("\n", told);
  }
}
