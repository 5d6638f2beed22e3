package dev.bobbin.weave;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What weaving makes of a class, for a person who asks what a suspended method keeps alive. {@link
 * #toString} is the text.
 *
 * @param name its binary name
 */
public record ClassListing(String name, String sourceFile, List<Method> methods) {

  public ClassListing {
    methods = List.copyOf(methods);
  }

  /**
   * A woven method.
   *
   * @param frameClass the binary name of its coroutine frame's class; null if it never suspends
   * @param framedEntry whether each call makes the frame, even one that does not suspend
   * @param keepsSelf whether the frame keeps {@code this}, which it does until it is done
   * @param bytesBefore length of its bytecode as it was compiled
   * @param bytesAfter length of the bytecode of the state machine, at most
   */
  public record Method(
      String signature,
      @Nullable String frameClass,
      boolean framedEntry,
      boolean keepsSelf,
      int bytesBefore,
      int bytesAfter,
      List<Point> points) {

    public Method {
      points = List.copyOf(points);
    }

    /** Whether HotSpot will only interpret it. */
    public boolean isTooLongToCompile() {
      return bytesAfter > WovenClassBuilder.LONGEST_COMPILED;
    }
  }

  /**
   * One suspension point.
   *
   * @param line its source line, 0 if the class has none
   * @param awaited the call that made the awaited stage; empty if it was none
   * @param kept the values that a frame suspended here keeps
   * @param dropped the variables that have a value here which is not read again
   * @param way what a resumption passes on its way from the method's start, in order
   */
  public record Point(
      int label,
      int line,
      String awaited,
      boolean inLoop,
      List<Value> kept,
      List<Value> dropped,
      List<String> way) {

    public Point {
      kept = List.copyOf(kept);
      dropped = List.copyOf(dropped);
      way = List.copyOf(way);
    }
  }

  /**
   * A value of a method.
   *
   * @param name the variable, or in parentheses where the value is if the class does not name it
   * @param type as the frame's field has it: to the JVM a boolean is an int
   * @param field the field of the frame; null if it is not kept
   */
  public record Value(String name, String type, @Nullable String field) {}

  @Override
  public String toString() {
    return ListingText.of(this);
  }
}
