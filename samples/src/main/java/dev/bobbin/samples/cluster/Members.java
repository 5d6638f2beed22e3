package dev.bobbin.samples.cluster;

import static dev.bobbin.Bobbin.await;
import static dev.bobbin.Bobbin.blocking;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import dev.bobbin.Async;
import dev.bobbin.AsyncCloseable;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import dev.bobbin.stream.AsyncIterator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A cluster on this machine: this JVM, which takes part to ask and computes nothing (a "lite
 * member" in Hazelcast's words), and JVMs that it starts. Hazelcast's own calls block, so they are
 * made beside the loop.
 */
final class Members implements AsyncCloseable {

  private final String name = "bobbin-" + UUID.randomUUID(); // so that no other cluster is met
  private final List<AsyncProcess> processes = new ArrayList<>();
  private final HazelcastInstance here;

  private Members() {
    here = Hazelcast.newHazelcastInstance(Settings.named(name).setLiteMember(true));
  }

  static Task<Members> open() {
    return blocking(Members::new);
  }

  /** Starts a JVM that joins. */
  @Async
  Task<Node> add(int number) {
    Member self = here.getCluster().getLocalMember();
    String address = self.getAddress().getHost() + ":" + self.getAddress().getPort();
    AsyncProcess process = await(AsyncProcess.start(java(name, address)));
    processes.add(process); // from here on it will be closed, whatever happens
    AsyncIterator<String> said = process.stdout().lines().iterator();
    if (!await(said.hasNext())) {
      throw new IllegalStateException("member " + number + " has ended before it joined");
    }
    UUID uuid = UUID.fromString(said.next());
    IExecutorService executor = here.getExecutorService(Settings.PARTS);
    return Task.of(new Node(number, member(uuid), executor, process));
  }

  private Member member(UUID uuid) {
    return here.getCluster().getMembers().stream()
        .filter(member -> member.getUuid().equals(uuid))
        .findAny()
        .orElseThrow(() -> new IllegalStateException(uuid + " is not in the cluster"));
  }

  private static ProcessBuilder java(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    if (Runtime.version().feature() >= 24) {
      command.add("--sun-misc-unsafe-memory-access=allow"); // or Hazelcast's queues get warnings
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(MemberMain.class.getName());
    command.addAll(List.of(args));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  @Async
  @Override
  public Task<Void> closeAsync() {
    for (AsyncProcess process : processes) {
      await(process.closeAsync());
    }
    await(blocking(() -> shutDown()));
    return Task.done();
  }

  private Void shutDown() {
    here.shutdown();
    return null;
  }
}
