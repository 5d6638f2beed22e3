package dev.bobbin.maven;

import dev.bobbin.weave.ClassPath;
import dev.bobbin.weave.Diagnostic;
import dev.bobbin.weave.Weaver;
import dev.bobbin.weave.directory.ClassDirectory;
import dev.bobbin.weave.directory.WeavingResult;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;

/** Weaves one directory of class files in place and reports as a compiler does. */
abstract class AbstractWeaveMojo extends AbstractMojo {

  /** Leaves the classes as they are, for the agent to weave them when they load. */
  @Parameter(property = "bobbin.skip", defaultValue = "false")
  private boolean skip;

  /**
   * Whether a class that cannot be woven fails the build, with nothing written. If not, it stays as
   * it was, the others are woven, and its async methods throw when they are called.
   */
  @Parameter(property = "bobbin.failOnError", defaultValue = "true")
  private boolean failOnError;

  abstract File classesDirectory();

  abstract List<String> classPath();

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    Path classes = classesDirectory().toPath();
    if (skip || !Files.isDirectory(classes)) {
      getLog().info(skip ? "Skipped" : "No classes at " + classes);
      return;
    }
    try (var classPath = ClassPath.of(classPath())) {
      var weaver = new Weaver(classPath.hierarchy());
      var directory = new ClassDirectory(classes);
      WeavingResult weaving = directory.weave(weaver, name -> true);
      report(weaving);
      if (!weaving.errors().isEmpty() && failOnError) {
        throw new MojoFailureException(
            weaving.errors().size() + " async problem(s) in " + classes + ", listed above");
      }
      directory.write(weaving);
      getLog().info(summary(weaving, classes));
    } catch (IOException e) {
      throw new MojoExecutionException("Cannot weave " + classes + ": " + e, e);
    }
  }

  private void report(WeavingResult weaving) {
    for (String unreadable : weaving.unreadable()) {
      getLog().warn(unreadable);
    }
    for (Diagnostic warning : weaving.warnings()) {
      getLog().warn(warning.toString());
    }
    for (Diagnostic error : weaving.errors()) {
      getLog().error(error.toString());
    }
  }

  private static String summary(WeavingResult weaving, Path classes) {
    if (weaving.woven().isEmpty()) {
      return "Nothing to weave in " + classes;
    }
    return "Wove %d class(es), %d async method(s), %d suspension point(s) in %s"
        .formatted(
            weaving.woven().size(), weaving.asyncMethods(), weaving.suspensionPoints(), classes);
  }
}
