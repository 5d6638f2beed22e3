/**
 * Steps of a debugger that follow the coroutine. A go-between for the Java debug wire protocol: the
 * debugger talks to it as if it were the JVM, and it passes on all that it does not change.
 *
 * <pre>{@code
 * debugger -- Peer --> Session -- Target --> JVM      commands
 * debugger <-- Peer -- Session <-- Target -- JVM      events; replies pass by the session
 *                         |
 *                       Steps, a Step each, over WovenCode
 * }</pre>
 */
@NullMarked
package dev.bobbin.agent.debug;

import org.jspecify.annotations.NullMarked;
