/** Tests of weaving many class files. */
@NullMarked
package dev.bobbin.weave.directory;

import org.jspecify.annotations.NullMarked;
