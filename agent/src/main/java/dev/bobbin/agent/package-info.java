/**
 * The driver of the weaver: the Java agent that weaves classes as they are loaded, and the command
 * line that weaves directories and jars ({@link dev.bobbin.agent.Main}).
 *
 * <p>Start at {@link dev.bobbin.agent.PreMain}. A class on its way into the JVM passes
 *
 * <ol>
 *   <li>{@link dev.bobbin.agent.WeavingTransformer}: is it worth a look? Nearly all classes end
 *       here,
 *   <li>{@link dev.bobbin.agent.LoadTimeWeaving}: weave it, or refuse it,
 *   <li>{@link dev.bobbin.agent.SelfCheck}: does its loader see the runtime that this agent weaves
 *       for?
 *   <li>{@link dev.bobbin.agent.FrameClassDefiner}: define its frame classes beside it.
 * </ol>
 *
 * <p>All that the agent has to say goes through {@link dev.bobbin.agent.Reporter}.
 *
 * <p>Depends on {@code dev.bobbin.weave} and {@code java.instrument} alone; the runtime it only
 * knows by name, for every class loader may have its own. Code on the way from {@code premain} to
 * the first class with async code uses no lambda, stream, regular expression or {@code
 * String.format}, and nothing of ASM: each of them would cost every program that starts with the
 * agent some milliseconds.
 */
@NullMarked
package dev.bobbin.agent;

import org.jspecify.annotations.NullMarked;
