package demo;

import static dev.bobbin.Bobbin.run;

import java.util.List;

public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println(run(() -> new Shop(new Prices()).total(List.of("milk", "bread"))));
  }
}
