package dev.bobbin.weave.model;

/** A place in the method's code that a resumption has to pass on its way to a suspension point. */
public sealed interface Stop permits LoopHeader, NewSite {

  /** The types with which control arrives there, on either way. */
  FlowState before();
}
