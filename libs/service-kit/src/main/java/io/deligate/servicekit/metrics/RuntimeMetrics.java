package io.deligate.servicekit.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.util.concurrent.EventExecutor;

/** Memory, garbage collection, threads, processor, files and event loops of this process. */
public final class RuntimeMetrics implements AutoCloseable {
    private final JvmGcMetrics collector = new JvmGcMetrics();

    public RuntimeMetrics(MeterRegistry meters, Iterable<EventExecutor> eventLoops) {
        collector.bindTo(meters);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new UptimeMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        new NettyEventExecutorMetrics(eventLoops).bindTo(meters);
    }

    @Override
    public void close() {
        collector.close();
    }
}
