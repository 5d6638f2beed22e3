package dev.bobbin.weave.model;

/** A field of a coroutine frame's class. */
public record FrameField(String name, String descriptor) {

  public boolean isReference() {
    return descriptor.length() > 1;
  }
}
