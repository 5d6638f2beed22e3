/**
 * Bytecode that is legal and that javac never writes; obfuscators and other compilers do. Each
 * shape has two tests: that the JVM takes it as it was written, and that it takes it woven.
 */
@NullMarked
package dev.bobbin.weave.bytecode;

import org.jspecify.annotations.NullMarked;
