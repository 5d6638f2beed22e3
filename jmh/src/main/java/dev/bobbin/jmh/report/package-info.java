/** Makes tables and charts of what JMH has measured, from its JSON. */
@NullMarked
package dev.bobbin.jmh.report;

import org.jspecify.annotations.NullMarked;
