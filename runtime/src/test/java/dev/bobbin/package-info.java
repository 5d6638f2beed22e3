/**
 * Tests of single parts of the runtime, without weaving and in one thread where nothing else is
 * said. What Bobbin promises as a whole is tested with woven code, in the agent module.
 */
@NullMarked
package dev.bobbin;

import org.jspecify.annotations.NullMarked;
