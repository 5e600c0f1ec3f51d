package io.deligate.servicekit.logging;

/** The names of what a log line is about; the same thing has the same name in every service. */
public final class LogKeys {
    public static final String ACTION = "action";
    public static final String APP_ID = "app_id";
    public static final String DEVICE_ID = "device_id";
    public static final String EDGE = "edge";
    public static final String EPOCH = "epoch";
    public static final String MID = "mid";
    public static final String OFFSET = "offset";
    public static final String PARTITION = "partition";
    public static final String REASON = "reason";
    public static final String SUPPRESSED = "suppressed";
    public static final String TOPIC = "topic";

    private LogKeys() {}
}
