/**
 * What woven code, and the runtime's own async code in other packages, extends and calls. Public
 * only for that: it is no API, and changes with the weaver.
 */
@NullMarked
package dev.bobbin.internal;

import org.jspecify.annotations.NullMarked;
