package io.deligate.otaservice;

import io.deligate.testkit.docs.Contract;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;

/** The document as it is served, held against every answer that a test gets. */
final class ServedContract {
    private final Contract contract;

    ServedContract(JsonObject document) {
        this.contract = Contract.openApi(document);
    }

    /** Fails when the answer's status or body is not what the document says of the call. */
    void check(HttpResponse<String> answer) {
        String method = answer.request().method().toLowerCase(Locale.ROOT);
        JsonObject call = call(method, answer.request().uri().getPath());
        String status = String.valueOf(answer.statusCode());
        JsonObject documented = call.getJsonObject("responses").getJsonObject(status);
        if (documented == null) {
            throw new AssertionError(call.getString("operationId") + " answered " + status
                    + ", which is not documented: " + answer.body());
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        JsonObject schema = contract.resolved(documented)
                .getJsonObject("content", new JsonObject())
                .getJsonObject(type, new JsonObject())
                .getJsonObject("schema");
        if (schema != null && type.endsWith("json") && !answer.body().isEmpty()) {
            List<String> faults = contract.faults(schema, Json.decodeValue(answer.body()));
            if (!faults.isEmpty()) {
                throw new AssertionError(
                        call.getString("operationId") + " " + status + ": " + faults + "\n" + answer.body());
            }
        }
    }

    private JsonObject call(String method, String path) {
        JsonObject paths = contract.document().getJsonObject("paths");
        for (String template : paths.fieldNames()) {
            JsonObject call = paths.getJsonObject(template).getJsonObject(method);
            if (call != null && path.matches(template.replaceAll("\\{[a-z_]+}", "[^/:]+"))) {
                return call;
            }
        }
        throw new AssertionError(method + " " + path + " is not documented");
    }
}
