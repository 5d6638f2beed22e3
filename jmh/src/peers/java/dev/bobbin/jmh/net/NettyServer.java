package dev.bobbin.jmh.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ByteProcessor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.IntConsumer;

/**
 * Netty with one thread, and its defaults but for the allocator: the one that it takes by default
 * made the echo of 64 KiB cost four times as much on JDK 25.
 */
final class NettyServer implements Server {

  private final boolean epoll;

  NettyServer(String transport) {
    epoll = transport.equals("epoll");
  }

  @Override
  public void serve(boolean http, IntConsumer listening) throws InterruptedException {
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    Class<? extends ServerChannel> channel =
        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    Channel server =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, io))
            .channel(channel)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childHandler(http ? new Hellos() : new Echo())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    listening.accept(((InetSocketAddress) server.localAddress()).getPort());
    server.closeFuture().sync();
  }

  @ChannelHandler.Sharable
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
      context.close();
    }
  }

  private static final class Hellos extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new HelloHandler());
    }
  }

  private static final class HelloHandler extends ChannelInboundHandlerAdapter
      implements ByteProcessor {
    private final Hello hello = new Hello();
    private int ends;

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf requests = (ByteBuf) message;
      ends = 0;
      requests.forEachByte(this);
      requests.clear();
      for (int i = 0; i < ends; i++) {
        requests.writeBytes(Hello.RESPONSE);
      }
      context.write(requests, context.voidPromise());
    }

    @Override
    public boolean process(byte next) {
      if (hello.endsWith(next)) {
        ends++;
      }
      return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable broken) {
      context.close();
    }
  }
}
