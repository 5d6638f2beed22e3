package dev.bobbin.maven;

import dev.bobbin.weave.ClassPath;
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
   * The classes to weave; without it, all. {@code com.acme.Foo} is that class and those nested in
   * it, {@code com.acme.*} all whose names begin so.
   */
  @Parameter(property = "bobbin.includes")
  private List<String> includes;

  /** The classes to leave as they are, named as in {@code includes}. What it names is not woven. */
  @Parameter(property = "bobbin.excludes")
  private List<String> excludes;

  /**
   * Whether a class that cannot be woven fails the build, with nothing written. If not, it stays as
   * it was, the others are woven, and its async methods throw when they are called.
   */
  @Parameter(property = "bobbin.failOnError", defaultValue = "true")
  private boolean failOnError;

  /**
   * Whether JaCoCo is to count the lines of async methods: their code then stands in methods named
   * {@code lambda$method$body$1}, which raw stack traces show.
   */
  @Parameter(property = "bobbin.coverage", defaultValue = "false")
  private boolean coverage;

  /**
   * Whether to write what became of each class to {@code target/bobbin/weave.txt}, and of each test
   * class to {@code target/bobbin/test-weave.txt}.
   */
  @Parameter(property = "bobbin.report", defaultValue = "false")
  private boolean report;

  @Parameter(defaultValue = "${project.build.directory}/bobbin", readonly = true, required = true)
  private File reportDirectory;

  abstract File classesDirectory();

  abstract List<String> classPath();

  abstract List<String> sourceRoots();

  /** The file name of the report. */
  abstract String reportName();

  @Override
  public final void execute() throws MojoExecutionException, MojoFailureException {
    Path classes = classesDirectory().toPath();
    if (skip || !Files.isDirectory(classes)) {
      getLog().info(skip ? "Skipped" : "No classes at " + classes);
      return;
    }
    ClassNames names = ClassNames.of(includes, excludes);
    try (var classPath = ClassPath.of(classPath())) {
      var directory = new ClassDirectory(classes);
      WeavingResult result = directory.weave(new Weaver(classPath.hierarchy(), coverage), names);
      var lines = new Report(classes, sourceRoots(), result);
      say(lines);
      if (!lines.errors().isEmpty() && failOnError) {
        throw new MojoFailureException(
            "Bobbin: errors in async code: %d, listed above; no class was changed"
                .formatted(lines.errors().size()));
      }
      directory.write(result);
      getLog().info(lines.summary());
    } catch (IOException e) {
      throw new MojoExecutionException("Cannot weave " + classes + ": " + e, e);
    }
  }

  private void say(Report lines) throws IOException {
    lines.perClass().forEach(getLog()::debug);
    lines.unreadable().forEach(getLog()::warn);
    lines.warnings().forEach(getLog()::warn);
    lines.errors().forEach(failOnError ? getLog()::error : getLog()::warn);
    if (report) {
      lines.write(reportDirectory.toPath().resolve(reportName()));
    }
  }
}
