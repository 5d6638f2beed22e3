package dev.bobbin.samples.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.IExecutorService;
import dev.bobbin.Task;
import dev.bobbin.net.AsyncProcess;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A member of the cluster that computes, and the process in which it does. */
final class Node {

  /** How many parts were sent to it and are not answered. */
  int toDo;

  private final int number;
  private final Member member;
  private final IExecutorService executor;
  private final AsyncProcess process;

  Node(int number, Member member, IExecutorService executor, AsyncProcess process) {
    this.number = number;
    this.member = member;
    this.executor = executor;
    this.process = process;
  }

  /** Declared by Hazelcast as a Future; but it is a stage, so it can be awaited and cancelled. */
  <T> CompletableFuture<T> submit(Callable<T> call) {
    return (CompletableFuture<T>) executor.submitToMember(call, member);
  }

  /** As if somebody had pulled the plug. */
  Task<Integer> kill() {
    return process.destroy(Duration.ZERO);
  }

  @Override
  public String toString() {
    return "member " + number;
  }
}
