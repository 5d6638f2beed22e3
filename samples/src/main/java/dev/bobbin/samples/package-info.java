/**
 * Programs that show Bobbin at work. Read {@link dev.bobbin.samples.HelloAwait} first, then {@link
 * dev.bobbin.samples.FanOut}; {@link dev.bobbin.samples.Timeout} and {@link
 * dev.bobbin.samples.Retry} add one idea each, and {@link dev.bobbin.samples.Crawler} is what they
 * lead to: a whole program. The build weaves them all, so they are started with {@code java} alone.
 * The packages beside this one hold one lesson each.
 */
@NullMarked
package dev.bobbin.samples;

import org.jspecify.annotations.NullMarked;
