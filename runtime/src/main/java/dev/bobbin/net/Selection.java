package dev.bobbin.net;

import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** What a channel asks of its loop's selector, which hears of the channel when it first asks. */
final class Selection {

  private final ChannelPoller poller;
  private final SelectableChannel channel;
  private final ChannelPoller.Owner owner;
  private @Nullable SelectionKey key;
  private int interest;

  Selection(ChannelPoller poller, SelectableChannel channel, ChannelPoller.Owner owner) {
    this.poller = poller;
    this.channel = channel;
    this.owner = owner;
  }

  /** The owner is told when the operation is possible; false if the channel is closed. */
  boolean want(int operation) {
    if ((interest & operation) != 0) {
      return true;
    }
    try {
      if (key == null) {
        key = poller.register(channel, operation, owner);
      } else {
        key.interestOps(interest | operation);
        poller.changed();
      }
      interest |= operation;
      return true;
    } catch (ClosedChannelException | CancelledKeyException closed) {
      return false;
    }
  }

  void needNot(int operation) {
    if ((interest & operation) != 0 && key != null && key.isValid()) {
      interest &= ~operation;
      key.interestOps(interest);
    }
  }
}
