/**
 * The weaver: class bytes in, woven class bytes out. {@link dev.bobbin.weave.Weaver#weave} is the
 * table of contents; the steps, in order, with what they hand over:
 *
 * <ol>
 *   <li>scan: {@link dev.bobbin.weave.AsyncScan}, class bytes to yes or no, from the constant pool;
 *   <li>find: {@code AsyncMethods}, class to async methods, and what forbids them;
 *   <li>analyse: {@link dev.bobbin.weave.flow.MethodFlow}, method to types, live values, loops;
 *   <li>plan: {@link dev.bobbin.weave.plan.FramePlanner}, method and flow to a plan;
 *   <li>emit: {@link dev.bobbin.weave.emit}, plan to frame class, entry and body;
 *   <li>put together: {@code WovenClassBuilder}, which also checks the sizes.
 * </ol>
 *
 * <p>{@link dev.bobbin.weave.directory} does it for all classes of a directory or a jar.
 *
 * <p>Values between the steps are immutable and live in {@link dev.bobbin.weave.model}. No class is
 * loaded.
 */
@NullMarked
package dev.bobbin.weave;

import org.jspecify.annotations.NullMarked;
