/** The compiler plugin in javac as it is: whole sources in, what javac says of them out. */
@NullMarked
package dev.bobbin.javac;

import org.jspecify.annotations.NullMarked;
