package dev.bobbin.weave.model;

/** A field of a coroutine frame's class; each is one object, however often it is used. */
public final class FrameField {

  private final String name;
  private final String descriptor;

  public FrameField(String name, String descriptor) {
    this.name = name;
    this.descriptor = descriptor;
  }

  public String name() {
    return name;
  }

  public String descriptor() {
    return descriptor;
  }

  public boolean isReference() {
    return descriptor.length() > 1;
  }

  @Override
  public String toString() {
    return name;
  }
}
