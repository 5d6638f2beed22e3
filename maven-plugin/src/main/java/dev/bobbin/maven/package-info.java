/**
 * The goals {@code bobbin:weave} and {@code bobbin:test-weave}. {@link
 * dev.bobbin.maven.AbstractWeaveMojo} holds the parameters and the report, {@link
 * dev.bobbin.maven.ClassDirectory} walks the files; how a class is woven is the business of {@code
 * dev.bobbin.weave}.
 */
@NullMarked
package dev.bobbin.maven;

import org.jspecify.annotations.NullMarked;
