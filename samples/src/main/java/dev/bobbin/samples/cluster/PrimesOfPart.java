package dev.bobbin.samples.cluster;

import dev.bobbin.samples.cpu.CpuBound;
import java.io.Serializable;
import java.util.concurrent.Callable;

/** What is sent to a member: a part of the job. The class has to be on its class path, too. */
record PrimesOfPart(int part, int parts, int upTo) implements Callable<Integer>, Serializable {

  @Override
  public Integer call() {
    return CpuBound.primes(part, parts, upTo);
  }
}
