package io.deligate.simulator.download;

import io.deligate.simulator.device.Fetched;

/**
 * The end of a download.
 *
 * @param detail why, when it is not whole
 * @param resumed how often it went on where it had broken off
 */
public record Downloaded(Fetched how, String detail, int resumed) {}
