package dev.bobbin.sync;

/** What a full queue does with one more item. */
public enum Overflow {

  /** The producer waits until there is room: nothing is dropped. */
  SUSPEND,

  /** The item that would be taken next makes room; with a capacity of 1, only the latest counts. */
  DROP_OLDEST,

  /** The new item is dropped. */
  DROP_NEWEST
}
