/**
 * Tests of the agent. {@code ...Test} runs in the build's own JVM, {@code ...IT} starts JVMs with
 * the packed agent; the programs they run are compiled by the test that shows them ({@link
 * dev.bobbin.agent.Program}).
 */
@NullMarked
package dev.bobbin.agent;

import org.jspecify.annotations.NullMarked;
