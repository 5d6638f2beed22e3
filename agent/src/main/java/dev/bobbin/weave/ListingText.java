package dev.bobbin.weave;

import dev.bobbin.weave.ClassListing.Method;
import dev.bobbin.weave.ClassListing.Point;
import dev.bobbin.weave.ClassListing.Value;
import java.util.ArrayList;
import java.util.List;

/** Writes a listing as text, a column for each thing one looks for. */
final class ListingText {

  private final StringBuilder text = new StringBuilder();

  private ListingText() {}

  static String of(ClassListing listing) {
    ListingText text = new ListingText();
    text.line("class " + listing.name() + " (" + listing.sourceFile() + ")");
    listing.methods().forEach(text::add);
    return text.text.toString();
  }

  private void add(Method method) {
    line("");
    line(method.signature());
    line("  entry  " + entry(method));
    line("  frame  " + frame(method));
    line(
        "  size   "
            + method.bytesAfter()
            + " bytes of bytecode, "
            + method.bytesBefore()
            + " before");
    if (method.isTooLongToCompile()) {
      line("         warning: HotSpot does not compile methods of more than 8,000 bytes");
    }
    method.points().forEach(this::add);
  }

  private static String entry(Method method) {
    return method.framedEntry()
        ? "framed: each call makes a frame, for its code may ask which task it is"
        : "plain: a call that does not suspend makes no frame";
  }

  private static String frame(Method method) {
    if (method.frameClass() == null) {
      return "none: nothing is awaited";
    }
    return method.frameClass() + (method.keepsSelf() ? ", keeps this until it is done" : "");
  }

  private void add(Point point) {
    line("");
    line(
        "  "
            + point.label()
            + ": await"
            + (point.awaited().isEmpty() ? "" : " of " + point.awaited())
            + (point.line() > 0 ? " at line " + point.line() : "")
            + (point.inLoop() ? ", in a loop" : ""));
    addTable("keeps", point.kept());
    addTable("drops", point.dropped());
    line("     resumes " + (point.way().isEmpty() ? "directly" : String.join(", ", point.way())));
  }

  private void addTable(String title, List<Value> values) {
    if (values.isEmpty()) {
      line("     " + title + "   nothing");
      return;
    }
    int width = values.stream().mapToInt(value -> value.name().length()).max().orElse(0);
    List<String> rows = new ArrayList<>();
    for (Value value : values) {
      String padding = " ".repeat(width - value.name().length());
      String field = value.field() == null ? "" : " in " + value.field();
      rows.add(value.name() + padding + "  " + value.type() + field);
    }
    line("     " + title + "   " + String.join("\n             ", rows));
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
