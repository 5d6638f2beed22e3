/**
 * Weaving of many class files that belong together, for build tools: {@link
 * dev.bobbin.weave.directory.WeavingPass} decides about the files of a directory or a jar, {@link
 * dev.bobbin.weave.directory.WeavingResult} is what it came to, {@link
 * dev.bobbin.weave.directory.ClassDirectory} reads and writes a directory.
 */
@NullMarked
package dev.bobbin.weave.directory;

import org.jspecify.annotations.NullMarked;
