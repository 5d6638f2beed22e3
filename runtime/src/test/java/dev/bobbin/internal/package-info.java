/** Tests of what woven code calls, as far as that can be had without weaving. */
@NullMarked
package dev.bobbin.internal;

import org.jspecify.annotations.NullMarked;
