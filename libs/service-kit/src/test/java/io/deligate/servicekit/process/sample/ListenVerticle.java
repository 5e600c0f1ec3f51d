package io.deligate.servicekit.process.sample;

import io.deligate.servicekit.process.Parts;
import io.deligate.servicekit.process.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Opens one TCP port. */
final class ListenVerticle extends VerticleBase {
    private final SampleConfig.Sample config;
    private final Parts parts;

    ListenVerticle(SampleConfig.Sample config, Parts parts) {
        this.config = config;
        this.parts = parts;
    }

    @Override
    public Future<?> start() {
        return vertx.createNetServer()
                .connectHandler(socket -> socket.write("hello"))
                .listen(config.port(), config.host())
                .recover(StartFailure.onBind(config.host(), config.port(), "DELIGATE_SAMPLE_PORT"))
                .onSuccess(server -> parts.ready("sample", "tcp://" + config.host() + ":" + server.actualPort()));
    }
}
