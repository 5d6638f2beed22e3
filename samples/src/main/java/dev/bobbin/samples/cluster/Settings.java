package dev.bobbin.samples.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;

/** Hazelcast's settings, with nothing that leaves this machine. */
final class Settings {

  /** The name of the executor that members compute with. */
  static final String PARTS = "parts";

  private Settings() {}

  /** For a member that anybody may join who knows the name and the address. */
  static Config named(String cluster) {
    System.setProperty("hazelcast.logging.type", "none"); // or it advises to open the JDK to it
    Config config = new Config().setClusterName(cluster);
    config
        .setProperty("hazelcast.phone.home.enabled", "false")
        .setProperty("hazelcast.socket.bind.any", "false")
        .setProperty("hazelcast.wait.seconds.before.join", "0")
        .setProperty("hazelcast.shutdownhook.enabled", "false"); // we shut it down ourselves
    config.getNetworkConfig().setPort(0); // any that is free
    config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
    JoinConfig join = config.getNetworkConfig().getJoin();
    join.getAutoDetectionConfig().setEnabled(false);
    join.getMulticastConfig().setEnabled(false);
    join.getTcpIpConfig().setEnabled(true);
    config.getExecutorConfig(PARTS).setPoolSize(1); // one part at a time; the others queue there
    return config;
  }

  /** For one that joins the member at {@code address}. */
  static Config joining(String cluster, String address) {
    Config config = named(cluster);
    config.getNetworkConfig().getJoin().getTcpIpConfig().addMember(address);
    return config;
  }
}
