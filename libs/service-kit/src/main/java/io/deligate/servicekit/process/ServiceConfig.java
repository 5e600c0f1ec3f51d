package io.deligate.servicekit.process;

import io.deligate.servicekit.management.ManagementConfig;

/** What the configuration record of every process contains, whatever it is for. */
public interface ServiceConfig {
    ManagementConfig management();

    RuntimeConfig runtime();
}
