package io.deligate.streams.session;

import io.deligate.protocol.ProductModel;
import io.deligate.streams.topic.EdgeId;
import java.time.Instant;

/** Where a device is connected; of two sessions of one device the one with the higher epoch is the newer. */
public record LiveSession(EdgeId edge, long epoch, ProductModel product, Instant since) {}
