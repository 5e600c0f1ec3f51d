package io.deligate.registryservice.importing;

import io.vertx.core.json.JsonObject;

/**
 * What an import was asked for.
 *
 * @param dryRun whether to report only what would happen
 */
public record ImportOrder(FileFormat format, boolean dryRun) {
    /** As the job keeps it. */
    public JsonObject toJson() {
        return new JsonObject().put("format", format.text()).put("dry_run", dryRun);
    }

    static ImportOrder of(JsonObject parameters) {
        return new ImportOrder(
                FileFormat.parse(parameters.getString("format", "")).orElseThrow(),
                parameters.getBoolean("dry_run", false));
    }
}
