package dev.bobbin.samples.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.samples.WovenProgram;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterTest {

  private static final String JOINED = "[member 1, member 2, member 3] have joined\n";
  private static final int PRIMES_BELOW_4_000_000 = 283_146;

  @TempDir private Path directory;

  @Test
  void whatAKilledMemberHadToDoIsDoneAgainAndTheSumIsRight() throws Exception {
    try (WovenProgram program = WovenProgram.start(directory, Cluster.class)) {
      List<ProcessHandle> members = members(program);
      WovenProgram.Result result = program.result();

      assertEquals(0, result.status(), result::toString);
      Matcher shape =
          Pattern.compile(
                  Pattern.quote(JOINED)
                      + "12 parts are done, (member [123]) is killed\n"
                      + "((?:part \\d+ was lost with \\1 and is done again\n)+)"
                      + "on the cluster: (\\d+) primes\n"
                      + "in this JVM:    (\\d+) primes\n")
              .matcher(result.out());
      assertTrue(shape.matches(), result::toString);
      // Who was killed had the most to do, of 12 parts on 3 members, and was far from done.
      long lost = shape.group(2).lines().distinct().count();
      assertTrue(lost >= 1 && lost == shape.group(2).lines().count(), result::toString);
      assertEquals(PRIMES_BELOW_4_000_000, Integer.parseInt(shape.group(3)));
      assertEquals(PRIMES_BELOW_4_000_000, Integer.parseInt(shape.group(4)));
      // From 24 on the JVM itself warns of what Hazelcast does, and nobody else says anything.
      assertTrue(result.err().lines().allMatch(l -> l.startsWith("WARNING: ")), result::toString);
      members.forEach(member -> assertFalse(member.isAlive(), member::toString));
    }
  }

  @Test
  void membersEndWhenWhoStartedThemIsKilled() throws Exception {
    List<ProcessHandle> members;
    try (WovenProgram program = WovenProgram.start(directory, Cluster.class, "40000000")) {
      members = members(program);
    } // killed
    for (ProcessHandle member : members) {
      member.onExit().get(60, TimeUnit.SECONDS);
    }
  }

  private static List<ProcessHandle> members(WovenProgram program) throws Exception {
    program.awaitOutput(Pattern.quote(JOINED));
    List<ProcessHandle> members =
        ProcessHandle.of(program.pid()).orElseThrow().descendants().toList();
    assertEquals(3, members.size(), members::toString);
    return members;
  }
}
