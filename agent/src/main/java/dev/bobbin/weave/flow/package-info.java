/** Finds out about a method: control flow, types, live values, loops, monitors. Decides nothing. */
@NullMarked
package dev.bobbin.weave.flow;

import org.jspecify.annotations.NullMarked;
