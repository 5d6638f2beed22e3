/** Looks into the loops of other JVMs, by the Attach API and JMX. */
@NullMarked
package dev.bobbin.agent.remote;

import org.jspecify.annotations.NullMarked;
