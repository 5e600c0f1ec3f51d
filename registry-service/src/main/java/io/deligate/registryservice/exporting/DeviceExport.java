package io.deligate.registryservice.exporting;

import io.deligate.apiaccess.paging.PageRequest;
import io.deligate.registryservice.device.Device;
import io.deligate.registryservice.device.Devices;
import io.deligate.registryservice.job.Job;
import io.deligate.registryservice.job.JobTask;
import io.deligate.registryservice.job.Loop;
import io.deligate.registryservice.job.RunningJob;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Writes devices into a file in the order of their ids, one page of them to a piece. */
public final class DeviceExport implements JobTask {
    private final Devices devices;
    private final Exports exports;

    public DeviceExport(Devices devices, Exports exports) {
        this.devices = devices;
        this.exports = exports;
    }

    @Override
    public Future<Void> run(RunningJob running) {
        ExportOrder order = ExportOrder.of(running.job().parameters());
        Position position = Position.of(running.job().position());
        Future<Void> begun =
                position.seq > 0 ? Future.succeededFuture() : begin(running.job(), running.owner(), order, position);
        return begun.compose(none -> Loop.whileTrue(() -> next(running, order, position)));
    }

    private Future<Void> begin(Job job, String owner, ExportOrder order, Position position) {
        return exports.counted(job, owner, order.filter())
                .compose(counted -> append(job, owner, DeviceRows.head(order.format()), 0, position));
    }

    private Future<Boolean> next(RunningJob running, ExportOrder order, Position position) {
        return devices.list(order.filter(), new PageRequest(PageRequest.MOST, position.after))
                .compose(page -> {
                    if (running.isStopped()) {
                        return Future.succeededFuture(false);
                    }
                    List<Device> some = page.items();
                    if (some.isEmpty()) {
                        return exports.finish(running.job(), running.owner()).map(false);
                    }
                    position.after = some.get(some.size() - 1).id().value();
                    Buffer rows = DeviceRows.rows(order.format(), some);
                    return append(running.job(), running.owner(), rows, some.size(), position)
                            .map(true);
                });
    }

    private Future<Void> append(Job job, String owner, Buffer piece, int count, Position position) {
        int seq = position.seq++;
        return exports.append(job, owner, seq, piece, count, position.text());
    }

    /** Where the file goes on. */
    private static final class Position {
        private int seq;
        private String after;

        private Position(int seq, String after) {
            this.seq = seq;
            this.after = after;
        }

        static Position of(String text) {
            int end = text.indexOf(' ');
            return end < 0
                    ? new Position(0, "")
                    : new Position(Integer.parseInt(text.substring(0, end)), text.substring(end + 1));
        }

        String text() {
            return seq + " " + after;
        }
    }
}
