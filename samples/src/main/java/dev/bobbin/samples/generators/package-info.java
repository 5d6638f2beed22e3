/**
 * Elements that are made when they are asked for. {@link dev.bobbin.samples.generators.Generators}
 * prints three lessons: {@code LazySequences}, where making one needs no waiting; {@code Readings},
 * where it does; and {@code Transfers}, where the other end knows {@link java.util.concurrent.Flow}
 * only.
 */
@NullMarked
package dev.bobbin.samples.generators;

import org.jspecify.annotations.NullMarked;
