/** Tests of the parts that need no program and no loop. */
@NullMarked
package dev.bobbin.net;

import org.jspecify.annotations.NullMarked;
