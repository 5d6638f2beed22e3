/**
 * What woven code does, behaviour by behaviour, on a JVM with the agent: each test names in {@link
 * dev.bobbin.behaviour.Covers} what it would notice broken. Time is cranked by hand ({@link
 * dev.bobbin.behaviour.CrankedLoop}), waits for other threads are bounded ({@link
 * dev.bobbin.behaviour.Bounded}), and what needs luck to fail is in a {@code *StressTest}.
 */
@NullMarked
package dev.bobbin.behaviour;

import org.jspecify.annotations.NullMarked;
