package dev.bobbin.maven;

import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WovenClass;
import java.util.List;

/**
 * What weaving a directory came to, before anything is written.
 *
 * @param woven the classes that change
 * @param record what the directory's record will be
 * @param orphans internal names of the coroutine frames of an earlier weaving that lost their class
 * @param errors the problems of the classes that were refused
 * @param warnings remarks about classes that were woven
 * @param unreadable a message for each file that is no class file, or a newer one than we can read
 */
record Weaving(
    List<WovenClass> woven,
    WeaveRecord record,
    List<String> orphans,
    List<Diagnostic> errors,
    List<Diagnostic> warnings,
    List<String> unreadable) {}
