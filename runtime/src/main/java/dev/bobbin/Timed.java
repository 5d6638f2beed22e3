package dev.bobbin;

/** Something that is to happen at a time; an element of {@link Timers}. */
interface Timed {

  /** Its place in the heap, kept by {@link Timers}; negative outside of it. */
  int place();

  void place(int place);

  /** Its time has come; it is out of the heap. */
  void due();
}
