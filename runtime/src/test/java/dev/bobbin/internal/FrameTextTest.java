package dev.bobbin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FrameTextTest {

  private static final String PLAN =
      """
      Orders.java
      shop.Orders$Book
      place
      T
      L 1 42 Stock.reserve
      L 2 44 -
      L 12 77 Bank.charge
      """;

  @Test
  void aLabelIsFoundByItsWholeNumber() {
    assertEquals(
        new StackTraceElement("shop.Orders$Book", "place", "Orders.java", 42),
        FrameText.line(PLAN, 1));
    assertEquals(44, FrameText.line(PLAN, 2).getLineNumber());
    assertEquals(77, FrameText.line(PLAN, 12).getLineNumber());
  }

  @Test
  void anUnknownLabelHasNoLine() {
    StackTraceElement element = FrameText.line(PLAN, 3);
    assertEquals("place", element.getMethodName());
    assertEquals(-1, element.getLineNumber());
    assertEquals("shop.Orders$Book.place(Orders.java)", element.toString());
  }

  @Test
  void aClassWithoutDebugInformationHasNeitherFileNorLine() {
    StackTraceElement element = FrameText.line("-\nshop.Orders\nplace\nT\nL 1 0 -\n", 1);
    assertEquals(new StackTraceElement("shop.Orders", "place", null, -1), element);
    assertEquals("shop.Orders.place(Unknown Source)", element.toString());
  }

  @Test
  void onlyTheKindVIsVoid() {
    assertTrue(FrameText.isVoid("-\nshop.Orders\nplace\nV\nL 1 2 -\n"));
    assertTrue(FrameText.isVoid("-\nshop.Orders\nplace\nV"));
    for (String kind : new String[] {"T", "S", "C", "F"}) {
      assertFalse(FrameText.isVoid("-\nV\nV\n" + kind + "\nL 1 2 V\n"), kind);
    }
  }

  @Test
  void aMethodIsNamedWithoutThePackage() {
    assertEquals("Orders$Book.place", FrameText.method(PLAN));
    assertEquals("Orders.place", FrameText.method("-\nOrders\nplace\nV"));
  }
}
