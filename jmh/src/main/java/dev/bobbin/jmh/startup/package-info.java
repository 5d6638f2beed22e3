/**
 * How long programs with async methods take to start. Processes are measured as a whole, so this is
 * no JMH benchmark but a program of its own: {@link dev.bobbin.jmh.startup.StartUp}.
 */
@NullMarked
package dev.bobbin.jmh.startup;

import org.jspecify.annotations.NullMarked;
