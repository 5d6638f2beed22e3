/** The analyses, step by step: a method in, what is known about it out. */
@NullMarked
package dev.bobbin.weave.flow;

import org.jspecify.annotations.NullMarked;
