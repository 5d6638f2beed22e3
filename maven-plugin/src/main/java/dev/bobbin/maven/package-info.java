/**
 * The goals {@code bobbin:weave} and {@code bobbin:test-weave}. {@link
 * dev.bobbin.maven.AbstractWeaveMojo} holds the parameters and the report; weaving is the business
 * of {@code dev.bobbin.weave}.
 */
@NullMarked
package dev.bobbin.maven;

import org.jspecify.annotations.NullMarked;
