package dev.bobbin.samples.cluster;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The program of a member: it joins the cluster, prints its identity, and computes what it is sent
 * until its input ends, as it does when the program that started it has ended, in whatever way.
 */
final class MemberMain {

  private MemberMain() {}

  public static void main(String[] args) throws IOException {
    HazelcastInstance member = Hazelcast.newHazelcastInstance(Settings.joining(args[0], args[1]));
    System.out.println(member.getCluster().getLocalMember().getUuid());
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0); // also out of a computation, as nobody waits for the answer any more
  }
}
