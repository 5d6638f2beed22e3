package dev.bobbin.process;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How a child JVM is started: as this one was, with another main class. */
record ChildCommand(List<String> jvmOptions, String inputFilter) {

  /** What only one process can have: ports, files that are written, a debugger that waits. */
  private static final List<String> NOT_INHERITED =
      List.of(
          "-agentlib:jdwp",
          "-Xrunjdwp",
          "-Xdebug",
          "-Dcom.sun.management.jmxremote",
          "-XX:StartFlightRecording",
          "-XX:ArchiveClassesAtExit",
          "-XX:AOTCacheOutput",
          "-XX:AOTMode",
          "-XX:AOTConfiguration",
          "-Xlog:",
          ArgumentFile.OPTION,
          "--module-path",
          "--module");

  /** The JVM's own output, such as warnings and thread dumps, and where it would go otherwise. */
  private static final String NOT_TO_STDOUT = "-Xlog:all=off:stdout";

  private static final List<String> TO_STDERR =
      List.of("-Xlog:all=warning:stderr", "-XX:+DisplayVMOutputToStderr");

  /** Starts one; the name is that of the thread which talks to it. */
  Child start(String name) throws IOException {
    List<String> line = line();
    ArgumentFile file = ArgumentFile.of(line);
    try {
      return new Child(launch(file == null ? line : file.shortLine()), file, name);
    } catch (IOException | RuntimeException notStarted) {
      if (file != null) {
        file.delete();
      }
      throw notStarted;
    }
  }

  private static Process launch(List<String> line) throws IOException {
    return new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  List<String> line() {
    List<String> line = new ArrayList<>();
    line.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (NOT_INHERITED.stream().noneMatch(option::startsWith)) {
        line.add(option);
      }
    }
    boolean logsLikeHotSpot = !System.getProperty("java.vm.name", "").contains("J9");
    if (logsLikeHotSpot) {
      line.addAll(TO_STDERR);
    }
    line.addAll(jvmOptions);
    if (logsLikeHotSpot) {
      line.add(NOT_TO_STDOUT); // replies alone go there
    }
    addPaths(line);
    if (!inputFilter.isEmpty()) {
      line.add(inputFilter);
    }
    return line;
  }

  private static void addPaths(List<String> line) {
    String classPath = System.getProperty("java.class.path", "");
    if (!classPath.isEmpty()) {
      line.addAll(List.of("-cp", classPath));
    }
    Module module = ChildMain.class.getModule();
    if (module.isNamed()) {
      line.addAll(List.of("--module-path", System.getProperty("jdk.module.path", "")));
      line.addAll(List.of("--add-modules", "ALL-MODULE-PATH", "--module"));
      line.add(module.getName() + "/" + ChildMain.class.getName());
    } else {
      line.add(ChildMain.class.getName());
    }
  }
}
