/** What the steps of the weaver hand over to each other: immutable values without behaviour. */
@NullMarked
package dev.bobbin.weave.model;

import org.jspecify.annotations.NullMarked;
