package io.deligate.registryservice.api;

/** The calls about one thing. */
public interface Calls {
    /** Adds an operation for each of them. */
    void addTo(Operations operations);
}
