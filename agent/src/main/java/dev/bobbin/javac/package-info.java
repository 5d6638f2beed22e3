/**
 * The compiler plugin, {@code javac -Xplugin:Bobbin}: reports at the exact column, and before there
 * is a class file, what the weaver would refuse, and calls whose task is dropped.
 *
 * <p>Start at {@link dev.bobbin.javac.BobbinPlugin}; {@code AsyncCheck} holds the rules, in the
 * order of the weaver's {@code AsyncMethods}, whose words and slugs it shares.
 *
 * <p>Depends on javac's public API {@code com.sun.source} and on {@code dev.bobbin.weave} for the
 * table of diagnostics; the runtime it only knows by name.
 */
@NullMarked
package dev.bobbin.javac;

import org.jspecify.annotations.NullMarked;
