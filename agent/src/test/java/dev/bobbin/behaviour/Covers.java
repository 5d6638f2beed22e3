package dev.bobbin.behaviour;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * The numbers, in {@code docs/behaviours.md}, of the behaviours that a test would notice broken.
 */
@Target({METHOD, TYPE})
@Retention(RUNTIME)
public @interface Covers {
  String[] value();
}
