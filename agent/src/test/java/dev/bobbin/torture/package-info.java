/**
 * Torture: libraries that nobody here wrote are turned into async code all over, with an await at
 * every place where one may stand, and have to pass their own tests. {@link
 * dev.bobbin.torture.Torture} is the table of contents; {@link dev.bobbin.torture.Drive} and {@link
 * dev.bobbin.torture.LibraryTests} run beside the library, in a JVM of its own, all others beside
 * the weaver.
 */
@NullMarked
package dev.bobbin.torture;

import org.jspecify.annotations.NullMarked;
