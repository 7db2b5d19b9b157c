package io.kvorum.transport.grpc;

import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;

/**
 * A server channel without a socket. gRPC's server believes that it listens here; the connections come from the
 * listener that all transports share, already accepted and known to speak HTTP/2.
 */
final class HandoffServerChannel extends AbstractServerChannel {
    private final ChannelConfig config = new WithoutSocketOptions();
    private volatile boolean open = true;
    private volatile SocketAddress address;

    private final class WithoutSocketOptions extends DefaultChannelConfig {
        WithoutSocketOptions() {
            super(HandoffServerChannel.this);
        }

        @Override
        public <T> boolean setOption(ChannelOption<T> option, T value) {
            // gRPC sets options of a socket, such as its backlog; there is none, and nothing to warn of.
            super.setOption(option, value);
            return true;
        }
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open && address != null;
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        address = localAddress;
    }

    @Override
    protected void doBeginRead() {
        // Connections are handed in; there is nothing to read from.
    }

    @Override
    protected void doClose() {
        open = false;
    }
}
