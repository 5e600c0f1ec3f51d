package io.deligate.load;

/**
 * Why a connection is over.
 *
 * @param connackCode what a CONNACK refused with, 0 when none did
 * @param wasAccepted whether the device was in
 * @param wanted whether this side has closed it
 * @param reason in one line
 */
public record Ending(int connackCode, boolean wasAccepted, boolean wanted, String reason) {}
