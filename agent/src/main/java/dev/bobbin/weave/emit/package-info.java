/** Writes bytecode from a plan. Asks no analysis. */
@NullMarked
package dev.bobbin.weave.emit;

import org.jspecify.annotations.NullMarked;
