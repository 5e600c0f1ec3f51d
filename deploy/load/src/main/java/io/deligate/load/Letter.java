package io.deligate.load;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Messages of a fixed length, each with the moment at which it was due as its {@code mid}, so that whoever sees it or its
 * answer knows how old it is without looking anything up.
 */
public final class Letter {
    private static final int DIGITS = 19;
    private static final String BEFORE = "{\"mid\":\"";
    private static final byte[] MID = "\"mid\":\"".getBytes(StandardCharsets.US_ASCII);

    private final byte[] template;

    private Letter(byte[] template) {
        this.template = template;
    }

    /**
     * A device's message, padded inside its data.
     *
     * @param bytes of the whole message; a message that needs more is as long as it needs to be
     */
    public static Letter fromDevice(int action, int bytes) {
        String head = BEFORE + "0".repeat(DIGITS) + "\",\"time\":1700000000,\"action\":" + action;
        return padded(head + ",\"data\":{\"cmd\":\"bench\",\"payload\":\"", "\"}}", bytes);
    }

    /** A cloud app's message to a device, padded likewise. */
    public static Letter toDevice(String device, int bytes) {
        String head = BEFORE + "0".repeat(DIGITS) + "\",\"to\":\"" + device + "\",\"time\":1700000000,\"action\":301";
        return padded(head + ",\"data\":{\"cmd\":\"bench\",\"payload\":\"", "\"}}", bytes);
    }

    private static Letter padded(String head, String tail, int bytes) {
        int missing = bytes - head.length() - tail.length();
        return new Letter((head + "x".repeat(Math.max(0, missing)) + tail).getBytes(StandardCharsets.UTF_8));
    }

    /** One that is due at that {@link System#nanoTime}, which is not negative on Linux. */
    public byte[] due(long nanos) {
        byte[] letter = template.clone();
        long left = nanos;
        for (int at = BEFORE.length() + DIGITS - 1; at >= BEFORE.length(); at--) {
            letter[at] = (byte) ('0' + left % 10);
            left /= 10;
        }
        return letter;
    }

    /** When what carries this {@code mid} was due, or -1 when it carries none of ours. */
    public static long dueOf(ByteBuf payload) {
        byte[] bytes = new byte[Math.min(payload.readableBytes(), 256)];
        payload.getBytes(payload.readerIndex(), bytes);
        return dueOf(bytes);
    }

    /** The same. */
    public static long dueOf(byte[] payload) {
        int at = indexOfMid(payload);
        long due = at < 0 ? -1 : 0;
        for (int digit = 0; due >= 0 && digit < DIGITS; digit++) {
            int value = at + digit < payload.length ? payload[at + digit] - '0' : -1;
            due = value < 0 || value > 9 ? -1 : due * 10 + value;
        }
        return due;
    }

    private static int indexOfMid(byte[] payload) {
        for (int at = 0; at + MID.length <= payload.length; at++) {
            int same = 0;
            while (same < MID.length && payload[at + same] == MID[same]) {
                same++;
            }
            if (same == MID.length) {
                return at + same;
            }
        }
        return -1;
    }
}
