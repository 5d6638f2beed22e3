package dev.bobbin.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jacoco.core.analysis.Analyzer;
import org.jacoco.core.analysis.CoverageBuilder;
import org.jacoco.core.analysis.ICounter;
import org.jacoco.core.analysis.ILine;
import org.jacoco.core.analysis.ISourceFileCoverage;
import org.jacoco.core.tools.ExecFileLoader;

/** What JaCoCo's report would say of the lines of a source file. */
final class Coverage {

  private Coverage() {}

  /**
   * The source with a remark behind each line that JaCoCo counts: {@code // all}, {@code // none}
   * or {@code // part}, with the branches taken and all of them where there are any.
   */
  static List<String> remarked(String source, Path executionData, Path classes) throws IOException {
    return remarked(source, executionData, classes, Coverage::remark);
  }

  /**
   * The same with {@code // run} if anything in the line was, which is what lines are counted by.
   */
  static List<String> run(String source, Path executionData, Path classes) throws IOException {
    return remarked(
        source,
        executionData,
        classes,
        line ->
            switch (line.getStatus()) {
              case ICounter.FULLY_COVERED, ICounter.PARTLY_COVERED -> " // run";
              case ICounter.NOT_COVERED -> " // none";
              default -> "";
            });
  }

  private static List<String> remarked(
      String source, Path executionData, Path classes, Function<ILine, String> remark)
      throws IOException {
    assertEquals(List.of(), ofOtherClassFiles(executionData, classes));
    CoverageBuilder coverage = of(executionData, classes);
    ISourceFileCoverage file = coverage.getSourceFiles().iterator().next();
    List<String> lines = new ArrayList<>();
    for (String line : source.replaceAll(" *// (all|none|part).*", "").lines().toList()) {
      lines.add(line + remark.apply(file.getLine(lines.size() + 1)));
    }
    assertEquals(true, file.getLastLine() <= lines.size(), "lines that the source has not");
    return lines;
  }

  /** The classes of which something was counted, but of another class file. */
  static List<String> ofOtherClassFiles(Path executionData, Path classes) throws IOException {
    return of(executionData, classes).getNoMatchClasses().stream().map(c -> c.getName()).toList();
  }

  private static CoverageBuilder of(Path executionData, Path classes) throws IOException {
    ExecFileLoader data = new ExecFileLoader();
    data.load(executionData.toFile());
    CoverageBuilder coverage = new CoverageBuilder();
    new Analyzer(data.getExecutionDataStore(), coverage).analyzeAll(classes.toFile());
    return coverage;
  }

  private static String remark(ILine line) {
    ICounter branches = line.getBranchCounter();
    String taken =
        branches.getTotalCount() == 0
            ? ""
            : " " + branches.getCoveredCount() + "/" + branches.getTotalCount();
    return switch (line.getStatus()) {
      case ICounter.FULLY_COVERED -> " // all" + taken;
      case ICounter.NOT_COVERED -> " // none" + taken;
      case ICounter.PARTLY_COVERED -> " // part" + taken;
      default -> "";
    };
  }
}
