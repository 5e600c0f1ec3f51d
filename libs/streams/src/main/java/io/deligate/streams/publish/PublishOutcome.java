package io.deligate.streams.publish;

/** Told once per record what became of it. */
public interface PublishOutcome {
    /** All in-sync replicas have the record, at this offset of its partition. */
    void stored(long offset);

    /** The record is not in Kafka, or nobody can say whether it is. */
    void failed(Throwable cause);
}
