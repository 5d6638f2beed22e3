/**
 * The weaver's tests; no agent is needed. {@link dev.bobbin.weave.Weaving} weaves class bytes and
 * checks what comes out, {@link dev.bobbin.weave.WovenLoader} defines and runs it. The sources in
 * {@code fixtures} are run by {@link dev.bobbin.weave.FixturesTest}, bytecode that no compiler
 * writes is in {@code bytecode}.
 */
@NullMarked
package dev.bobbin.weave;

import org.jspecify.annotations.NullMarked;
