package dev.bobbin.weave.directory;

import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.WovenClass;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What weaving the class files of a directory or a jar came to. Nothing is written yet.
 *
 * @param woven the classes that change
 * @param alreadyWoven the names of the classes that were woven before and stay as they are
 * @param changed the files to write, by path with slashes from the root, in the order to write them
 *     in: the frames of a class come before it, so that a run that is cut short leaves a class that
 *     will be woven again
 * @param stale paths of coroutine frames that no class needs any more
 * @param errors the problems of the classes that were refused
 * @param clashes a message for each class that was woven before for another runtime
 * @param warnings remarks about classes that were woven
 * @param unreadable a message for each file that is no class file, or a newer one than we can read;
 *     it stays as it is
 */
public record WeavingResult(
    List<WovenClass> woven,
    List<String> alreadyWoven,
    Map<String, byte[]> changed,
    List<String> stale,
    List<Diagnostic> errors,
    List<String> clashes,
    List<Diagnostic> warnings,
    List<String> unreadable) {

  public WeavingResult {
    woven = List.copyOf(woven);
    alreadyWoven = List.copyOf(alreadyWoven);
    changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
    stale = List.copyOf(stale);
    errors = List.copyOf(errors);
    clashes = List.copyOf(clashes);
    warnings = List.copyOf(warnings);
    unreadable = List.copyOf(unreadable);
  }

  public int asyncMethods() {
    return woven.stream().mapToInt(WovenClass::asyncMethods).sum();
  }

  public int suspensionPoints() {
    return woven.stream().mapToInt(WovenClass::suspensionPoints).sum();
  }
}
