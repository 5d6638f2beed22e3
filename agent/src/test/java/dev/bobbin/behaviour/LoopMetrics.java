package dev.bobbin.behaviour;

import dev.bobbin.EventLoopMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import javax.management.JMX;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/** A loop's numbers as Micrometer's meters; the loop has to be shown by JMX. */
public record LoopMetrics(String name) implements MeterBinder {
  @Override
  public void bindTo(MeterRegistry registry) {
    EventLoopMXBean loop = bean();
    Gauge.builder("bobbin.loop.ready", loop, EventLoopMXBean::getReadyDepth)
        .tag("loop", name)
        .register(registry);
    Gauge.builder("bobbin.loop.live", loop, EventLoopMXBean::getLiveTasks)
        .tag("loop", name)
        .register(registry);
    FunctionCounter.builder("bobbin.loop.steps", loop, EventLoopMXBean::getSteps)
        .tag("loop", name)
        .register(registry);
    TimeGauge.builder(
            "bobbin.loop.step.longest",
            loop,
            TimeUnit.NANOSECONDS,
            EventLoopMXBean::getLongestStepNanos)
        .tag("loop", name)
        .register(registry);
    loop.setStepTimesMeasured(true); // or leave the longest step out
  }

  private EventLoopMXBean bean() {
    try {
      var bean = new ObjectName("dev.bobbin:type=EventLoop,name=" + name);
      return JMX.newMXBeanProxy(
          ManagementFactory.getPlatformMBeanServer(), bean, EventLoopMXBean.class);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
